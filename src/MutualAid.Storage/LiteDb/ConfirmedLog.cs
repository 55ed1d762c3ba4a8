using MutualAid.Core.Needs;

namespace MutualAid.Storage.LiteDb;

/// <summary>
/// LiteDB's write-ahead log, made durable. The page that confirms a transaction is written unflagged and synced with everything
/// before it, and only then flagged and synced: pages carry no checksum, so a flag must never reach the disk before what it
/// confirms. LiteDB writes it from a thread of its own; the writer waits here until that is done.
/// </summary>
internal sealed class ConfirmedLog(Stream inner, Action<Exception> onFailure) : PageStream(inner)
{
    private const int IsConfirmed = 18;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly object _gate = new();
    private readonly byte[] _unflagged = new byte[PageSize];
    private long _confirmations;
    private Exception? _failure;

    /// <summary>How many transactions were confirmed and are on the disk.</summary>
    public long Confirmations
    {
        get
        {
            lock (_gate) return _confirmations;
        }
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        try
        {
            if (count == PageSize && buffer[offset + IsConfirmed] != 0) WriteConfirming(buffer, offset);
            else Inner.Write(buffer, offset, count);
        }
        catch (Exception e)
        {
            Fail(e);
            throw;
        }
    }

    /// <summary>
    /// Does nothing. LiteDB asks for it whenever its thread has caught up with who writes, so up to once a page, and a disk that takes a tenth of a second each
    /// would keep people waiting for seconds. What must be on the disk is there by the page that confirms it, and by <see cref="Sync"/>.
    /// </summary>
    public override void Flush()
    {
    }

    /// <summary>Returns when all that was written before is on the disk.</summary>
    public void Sync()
    {
        try
        {
            Inner.Flush();
        }
        catch (Exception e)
        {
            Fail(e);
            throw;
        }
    }

    /// <summary>Returns when that many transactions are on the disk. Throws a fatal <see cref="StorageException"/> if they never will be.</summary>
    public void WaitFor(long confirmations)
    {
        lock (_gate)
        {
            while (_confirmations < confirmations && _failure is null)
            {
                if (!Monitor.Wait(_gate, Patience))
                    throw new StorageException("The disk did not confirm a write within a minute.", isFatal: true);
            }

            if (_confirmations < confirmations)
                throw new StorageException($"The log could not be written: {_failure!.Message}", isFatal: true, _failure);
        }
    }

    private void WriteConfirming(byte[] buffer, int offset)
    {
        var at = Inner.Position;
        buffer.AsSpan(offset, PageSize).CopyTo(_unflagged);
        _unflagged[IsConfirmed] = 0;
        Inner.Write(_unflagged, 0, PageSize);
        Inner.Flush();

        Inner.Position = at;
        Inner.Write(buffer, offset, PageSize);
        Inner.Flush();

        lock (_gate)
        {
            _confirmations++;
            Monitor.PulseAll(_gate);
        }
    }

    private void Fail(Exception exception)
    {
        lock (_gate)
        {
            _failure ??= exception;
            Monitor.PulseAll(_gate);
        }

        // LiteDB's own thread may hang from here on, and whoever waits for it too.
        onFailure(exception);
    }
}

/// <summary>LiteDB's data file. Nothing is written to it before the log that could repeat it is on the disk.</summary>
internal sealed class OrderedData(Stream inner, ConfirmedLog log) : PageStream(inner)
{
    private long _changes;

    /// <summary>Grows before and after each write, so that nothing was written meanwhile exactly when it is the same again.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    public override void Write(byte[] buffer, int offset, int count)
    {
        Interlocked.Increment(ref _changes);
        log.Sync();
        Inner.Write(buffer, offset, count);
        Interlocked.Increment(ref _changes);
    }

    public override void SetLength(long value)
    {
        Interlocked.Increment(ref _changes);
        base.SetLength(value);
        Interlocked.Increment(ref _changes);
    }

    /// <summary>Which of the first pages is not as it was written; null: all are, or nobody knows.</summary>
    public long? FirstBroken(long pages) => (Inner as SummedData)?.FirstBroken(pages);
}
