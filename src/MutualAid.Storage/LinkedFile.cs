namespace MutualAid.Storage;

/// <summary>Where a file lies: a move into the place of a link would leave what it leads to, with people's data or a key in it, where that was.</summary>
internal static class LinkedFile
{
    /// <summary>What a link leads to at last, there or not; the full path itself where it is none.</summary>
    public static string Target(string path)
    {
        var full = Path.GetFullPath(path);
        try
        {
            return new FileInfo(full).LinkTarget is null ? full : File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A ring of links, or a folder that may not be read: whoever opens it says so.
            return full;
        }
    }
}
