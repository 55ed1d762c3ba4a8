using MutualAid.Core.Needs;

namespace MutualAid.Storage;

/// <summary>A copy of a file that only its owner may read, whole and on the disk when it is answered.</summary>
internal static class CopyOf
{
    /// <summary>Takes away what an earlier try left there. Throws a fatal <see cref="StorageException"/> that says which of the two files was the trouble.</summary>
    public static async Task FileAsync(string from, string to, CancellationToken cancellationToken)
    {
        FileStream source;
        try
        {
            source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The backup '{from}' can't be read ({e.Message}): give the path of a file that 'backup' wrote.".ReplaceLineEndings(" "), isFatal: true, e);
        }

        await using var reading = source.ConfigureAwait(false);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            MakeFolder(Path.GetDirectoryName(to)!);
            File.Delete(to);
            var copy = new FileStream(to, options);
            await using var writing = copy.ConfigureAwait(false);
            await source.CopyToAsync(copy, cancellationToken).ConfigureAwait(false);
            copy.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(
                $"The backup can't be copied to '{to}' ({e.Message}): see that the disk has room, and that this user may write there.".ReplaceLineEndings(" "), isFatal: true, e);
        }
    }

    /// <summary>Makes a folder that only its owner may enter, where there is none.</summary>
    public static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
