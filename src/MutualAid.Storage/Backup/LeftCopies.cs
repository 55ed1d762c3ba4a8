namespace MutualAid.Storage;

/// <summary>A copy of a whole store that lies beside it. <paramref name="IsKept"/>: a restore kept it on purpose; else a command died while it wrote it.</summary>
public sealed record LeftCopy(string Path, bool IsKept, DateTimeOffset WrittenAt);

/// <summary>
/// Copies of everything that may outlast what was erased since: what a restore keeps of before, and what a restore or a backup that died left behind.
/// Reads names and times alone.
/// </summary>
public static class LeftCopies
{
    /// <summary>What is written just now may be somebody's who is at it.</summary>
    private static readonly TimeSpan AtWork = TimeSpan.FromMinutes(10);

    /// <summary>Those beside the store, by name; none where there is no file, or its folder can't be read.</summary>
    public static IReadOnlyList<LeftCopy> Beside(StorageOptions options, DateTimeOffset now)
    {
        if (!options.IsFile) return [];
        var store = LinkedFile.Target(options.Path);
        var name = Path.GetFileNameWithoutExtension(store);
        try
        {
            return
            [
                .. new DirectoryInfo(Path.GetDirectoryName(store)!).EnumerateFiles().Select(f => (File: f, IsKept: IsKept(f.Name, name)))
                    .Where(f => f.IsKept || (IsUnfinished(f.File.Name, name) && now - WrittenAt(f.File) > AtWork))
                    .OrderBy(f => f.File.Name, StringComparer.Ordinal).Select(f => new LeftCopy(f.File.FullName, f.IsKept, WrittenAt(f.File))),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The log of a store that could not be opened goes aside with it.</summary>
    private static bool IsKept(string file, string store) =>
        file.StartsWith(store + StoreRestore.OfBefore, StringComparison.Ordinal) || file.StartsWith(store + "-log" + StoreRestore.OfBefore, StringComparison.Ordinal);

    private static DateTimeOffset WrittenAt(FileInfo file) => new(file.LastWriteTimeUtc);

    private static bool IsUnfinished(string file, string store) =>
        file == store + StoreRestore.Unfinished || file.EndsWith(StoreBackup.Unfinished, StringComparison.Ordinal);
}
