using MutualAid.Core.Needs;

namespace MutualAid.Storage.LiteDb;

/// <summary>
/// Copies the data file while the store is in use. Only folding the log writes to it, so folding waits meanwhile, and people's writes do not:
/// they go on in the log. The copy is the whole store as it was when the log was folded, without what was erased before. One at a time.
/// </summary>
internal sealed class DataCopy(WriteQueue writes, DurableEngine engine) : IDisposable
{
    private const int AtOnce = 1 << 20;

    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _closing = new();

    /// <summary>
    /// Writes it there. Whoever reads slowly lets the log grow, so <paramref name="to"/> must not wait for ever. Throws what <paramref name="to"/>
    /// throws, and a <see cref="StorageException"/> where the store failed.
    /// </summary>
    public async Task WriteAsync(Stream to, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        await _turn.WaitAsync(stop.Token).ConfigureAwait(false);
        try
        {
            await writes.HoldAsync().ConfigureAwait(false);
            await CopyAsync(to, stop.Token).ConfigureAwait(false);
        }
        finally
        {
            try
            {
                await writes.ReleaseAsync().ConfigureAwait(false);
            }
            finally
            {
                _turn.Release();
            }
        }
    }

    /// <summary>Stops a copy that is under way, and returns when it has.</summary>
    public void Dispose()
    {
        _closing.Cancel();
        _turn.Wait();
    }

    private async Task CopyAsync(Stream to, CancellationToken cancellationToken)
    {
        var changes = engine.Files.Data.Changes;
        var length = engine.Files.RawLength;
        var buffer = new byte[AtOnce];
        for (var at = 0L; at < length;)
        {
            var read = engine.Files.ReadRaw(at, buffer.AsSpan(0, (int)Math.Min(AtOnce, length - at)));
            if (read == 0) throw new StorageException("The store's file ended while it was copied.", isFatal: false);
            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            at += read;
        }

        // Undoing a bad write folds the log all the same.
        if (engine.Files.Data.Changes != changes) throw new StorageException("The store was changed while it was copied: try again.", isFatal: false);
    }
}
