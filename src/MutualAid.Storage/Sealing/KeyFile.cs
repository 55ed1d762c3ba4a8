using System.Globalization;

namespace MutualAid.Storage.Sealing;

/// <summary>
/// A short text with a key in base64, and a line that says what it is. While a key is being changed it holds two, the new one first. It is written
/// beside and moved into place, so that a crash leaves the one before or a whole one. No key is ever erased by the bot: one that goes out of a file
/// is kept in another, beside it.
/// </summary>
internal static class KeyFile
{
    /// <summary>The end of the name of one that is being written.</summary>
    public const string Unfinished = ".new";

    /// <summary>Comes before the time in the name of a file that keeps a key of before.</summary>
    public const string OfBefore = ".old-";

    private const char Comment = '#';

    private const string Explanation =
        "# The key of this bot's store. Keep a copy of it apart from the data: without it nothing can be read, by nobody. Who has both can read everything.";

    private const string ExplanationOfBefore =
        "# A key of before. Copies of the store from then need it, and so may a store that this one was moved to or from. Delete it when none of them is needed.";

    /// <summary>The keys in it; none when anything else stands there. Throws what reading a file throws.</summary>
    public static IReadOnlyList<MasterKey> Read(string path)
    {
        var lines = File.ReadAllLines(path).Select(l => l.Trim()).Where(l => l.Length > 0 && !l.StartsWith(Comment));
        var keys = lines.Select(MasterKey.Parse).ToList();
        return keys.Contains(null) ? [] : keys.ConvertAll(k => k!);
    }

    /// <summary>Makes it, for its owner only; on the disk when this returns. Throws an <see cref="IOException"/> when it is there already.</summary>
    public static void Create(string path, MasterKey key) => Write(path, path + Unfinished, Explanation, [key], overwrite: false);

    /// <summary>Has it hold these keys; on the disk when this returns.</summary>
    public static void Replace(string path, params IReadOnlyList<MasterKey> keys) => Write(path, path + Unfinished, Explanation, keys, overwrite: true);

    /// <summary>Has a file of its own beside this one keep a key, for its owner only, unless one does; on the disk when this returns.</summary>
    /// <returns>The file that keeps it.</returns>
    public static string Keep(string path, MasterKey key)
    {
        if (KeptIn(path, key.IsSameAs) is { } there) return there;
        var name = path + OfBefore + TimeProvider.System.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var file = name;
        for (var n = 2; File.Exists(file); n++) file = $"{name}-{n}";
        Write(file, path + Unfinished, ExplanationOfBefore, [key], overwrite: false);
        return file;
    }

    /// <summary>The files that keep keys of before, oldest first.</summary>
    public static IReadOnlyList<string> Kept(string path)
    {
        var start = Path.GetFileName(path) + OfBefore;
        try
        {
            return [.. Directory.EnumerateFiles(Path.GetDirectoryName(path)!).Where(f => Path.GetFileName(f).StartsWith(start, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The file that keeps such a key of before; null where none does that can be read.</summary>
    public static string? KeptIn(string path, Func<MasterKey, bool> isWanted) => Kept(path).FirstOrDefault(file =>
    {
        try
        {
            return Read(file).Any(isWanted);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    });

    private static void Write(string path, string unfinished, string explanation, IReadOnlyList<MasterKey> keys, bool overwrite)
    {
        File.Delete(unfinished);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(unfinished, options))
        {
            using var text = new StreamWriter(file) { NewLine = "\n" };
            text.WriteLine(explanation);
            foreach (var key in keys) text.WriteLine(key.ToBase64());
            text.Flush();
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite);
        SyncedFolder.Sync(Path.GetDirectoryName(path)!);
    }
}
