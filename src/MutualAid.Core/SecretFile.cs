namespace MutualAid.Core;

/// <summary>A secret that the configuration names a file for.</summary>
public static class SecretFile
{
    /// <summary>What stands in it, without what an editor leaves around it; null where there is no file, or none that this user may read. Throws nothing.</summary>
    public static string? Read(string? path)
    {
        if (string.IsNullOrEmpty(path)) return null;
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // The configuration is refused for it, in a line that names the key.
            return null;
        }
    }
}
