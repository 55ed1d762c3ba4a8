namespace MutualAid.Storage.LiteDb;

/// <summary>A file that no other process may open, and that is on the disk when <see cref="Sync"/> returns. Not thread-safe: LiteDB locks.</summary>
internal sealed class DurableFile : IDisposable
{
    private readonly FileStream file;
    private bool dirty;

    /// <summary>Opens or creates it, readable by its owner only.</summary>
    public DurableFile(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        file = new FileStream(path, options);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public FileStream Stream => file;

    public void Touch() => dirty = true;

    /// <summary>Everything written so far is on the disk.</summary>
    public void Sync()
    {
        if (!dirty) return;
        file.Flush(flushToDisk: true);
        dirty = false;
    }

    public void Dispose() => file.Dispose();
}
