namespace MutualAid.Storage.LiteDb;

/// <summary>A stream that hands everything on to another one; LiteDB locks it around every read and write.</summary>
internal abstract class PageStream(Stream inner) : Stream
{
    /// <summary>LiteDB's page size, and the smallest amount it writes.</summary>
    public const int PageSize = 8192;

    protected Stream Inner { get; } = inner;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => Inner.Length;

    public override long Position { get => Inner.Position; set => Inner.Position = value; }

    public override int Read(byte[] buffer, int offset, int count) => Inner.Read(buffer, offset, count);

    public override long Seek(long offset, SeekOrigin origin) => Inner.Seek(offset, origin);

    public override void SetLength(long value) => Inner.SetLength(value);

    public override void Write(byte[] buffer, int offset, int count) => Inner.Write(buffer, offset, count);

    public override void Flush() => Inner.Flush();

    protected override void Dispose(bool disposing)
    {
        if (disposing) Inner.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>How an open file becomes a stream whose flush is durable: <see cref="SyncedFile"/>, or a test's failing disk.</summary>
internal delegate Stream Disk(FileStream file);

/// <summary>
/// A file whose <see cref="Flush"/> returns only when everything written before is on the disk. LiteDB syncs only what it
/// knows to be a file, which an encrypted stream is not, so the sync stands at the bottom, below the encryption.
/// </summary>
internal sealed class SyncedFile(FileStream file) : PageStream(file)
{
    private readonly Lock _syncing = new();
    private volatile bool _dirty;

    public override void Write(byte[] buffer, int offset, int count)
    {
        Inner.Write(buffer, offset, count);
        _dirty = true;
    }

    public override void SetLength(long value)
    {
        Inner.SetLength(value);
        _dirty = true;
        // A log whose truncation is lost would bring its old pages back behind new ones.
        Flush();
    }

    public override void Flush()
    {
        // Whoever comes second waits for the sync of the first: "clean" must mean synced, not "being synced".
        lock (_syncing)
        {
            if (!_dirty) return;
            _dirty = false;
            file.Flush(flushToDisk: true);
        }
    }
}
