namespace MutualAid.Storage.LiteDb;

/// <summary>
/// The stream of pages that LiteDB sees: plain, or encrypted below. Whatever LiteDB flushes is synced, which it does itself only for
/// streams it opened.
/// </summary>
internal abstract class PageStream(Stream pages, DurableFile file) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => pages.Length;

    public override long Position
    {
        get => pages.Position;
        set => pages.Position = value;
    }

    public override int Read(byte[] buffer, int offset, int count) => pages.Read(buffer, offset, count);

    public override long Seek(long offset, SeekOrigin origin) => pages.Seek(offset, origin);

    public override void SetLength(long value)
    {
        file.Touch();
        pages.SetLength(value);
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        file.Touch();
        pages.Write(buffer, offset, count);
    }

    public override void Flush() => Sync();

    public virtual void Sync()
    {
        pages.Flush();
        file.Sync();
    }
}

/// <summary>The data file. Nothing is written to it that is not on the disk in the log already.</summary>
internal sealed class DataStream(Stream pages, DurableFile file) : PageStream(pages, file)
{
    public LogStream? Log { get; set; }

    public override void Write(byte[] buffer, int offset, int count)
    {
        Log?.Sync();
        base.Write(buffer, offset, count);
    }
}

/// <summary>
/// The log. The page that confirms a transaction is first written unconfirmed and synced, and only then confirmed and synced: there are no
/// page checksums, so a torn write must never look like a commit. Told of every confirmation, on LiteDB's own writer thread.
/// </summary>
internal sealed class LogStream(Stream pages, DurableFile file, DataStream data) : PageStream(pages, file)
{
    private const int PageSize = 8192;

    /// <summary>LiteDB 5 page header: IsConfirmed.</summary>
    private const int IsConfirmed = 18;

    private readonly object gate = new();
    private long confirmed;
    private Exception? failure;

    /// <summary>How many transactions are durably confirmed.</summary>
    public long Confirmed
    {
        get { lock (gate) return confirmed; }
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        try
        {
            if (count != PageSize || buffer[offset + IsConfirmed] == 0)
            {
                base.Write(buffer, offset, count);
                return;
            }

            var at = Position;
            var page = buffer.AsSpan(offset, count).ToArray();
            page[IsConfirmed] = 0;
            base.Write(page, 0, count);
            Sync();
            Position = at;
            base.Write(buffer, offset, count);
            Sync();
            lock (gate)
            {
                confirmed++;
                Monitor.PulseAll(gate);
            }
        }
        catch (Exception e)
        {
            lock (gate)
            {
                failure ??= e;
                Monitor.PulseAll(gate);
            }

            throw;
        }
    }

    /// <summary>The log is cut only when what it held is on the disk in the data file.</summary>
    public override void SetLength(long value)
    {
        data.Sync();
        base.SetLength(value);
    }

    /// <summary>Waits until this many transactions are confirmed; throws what the disk answered when it can't be.</summary>
    public void WaitFor(long count, TimeSpan atMost)
    {
        lock (gate)
        {
            while (confirmed < count)
            {
                if (failure is not null) throw new IOException("The log can't be written.", failure);
                if (!Monitor.Wait(gate, atMost)) throw new IOException("The disk did not confirm a write in time.");
            }
        }
    }
}
