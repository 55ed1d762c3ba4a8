namespace MutualAid.Storage.Sealing;

/// <summary>
/// A short text with a key in base64, and a line that says what it is. While a key is being changed it holds two, the new one first. It is written
/// beside and moved into place, so that a crash leaves the one before or a whole one.
/// </summary>
internal static class KeyFile
{
    /// <summary>The end of the name of one that is being written.</summary>
    public const string Unfinished = ".new";

    private const char Comment = '#';

    private const string Explanation =
        "# The key of this bot's store. Keep a copy of it apart from the data: without it nothing can be read, by nobody. Who has both can read everything.";

    /// <summary>The keys in it; none when anything else stands there. Throws what reading a file throws.</summary>
    public static IReadOnlyList<MasterKey> Read(string path)
    {
        var lines = File.ReadAllLines(path).Select(l => l.Trim()).Where(l => l.Length > 0 && !l.StartsWith(Comment));
        var keys = lines.Select(MasterKey.Parse).ToList();
        return keys.Contains(null) ? [] : keys.ConvertAll(k => k!);
    }

    /// <summary>Makes it, for its owner only; on the disk when this returns. Throws an <see cref="IOException"/> when it is there already.</summary>
    public static void Create(string path, MasterKey key) => Write(path, [key], overwrite: false);

    /// <summary>Has it hold these keys; on the disk when this returns.</summary>
    public static void Replace(string path, params IReadOnlyList<MasterKey> keys) => Write(path, keys, overwrite: true);

    private static void Write(string path, IReadOnlyList<MasterKey> keys, bool overwrite)
    {
        var unfinished = path + Unfinished;
        File.Delete(unfinished);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(unfinished, options))
        {
            using var text = new StreamWriter(file) { NewLine = "\n" };
            text.WriteLine(Explanation);
            foreach (var key in keys) text.WriteLine(key.ToBase64());
            text.Flush();
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite);
        SyncedFolder.Sync(Path.GetDirectoryName(path)!);
    }
}
