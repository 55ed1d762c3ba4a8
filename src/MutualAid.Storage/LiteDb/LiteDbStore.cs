using System.Diagnostics;
using LiteDB;
using LiteDB.Engine;
using MutualAid.Core.Needs;
using MutualAid.Storage.Sealing;

namespace MutualAid.Storage.LiteDb;

/// <summary>
/// One LiteDB file with everything in it. Reads take turns and see every write that was answered before; writes go through
/// the one <see cref="WriteQueue"/>. After a fatal failure every call fails at once.
/// </summary>
internal sealed class LiteDbStore(StorageOptions options, TimeProvider time, IReadOnlyList<Migration> migrations, Disk? disk = null)
    : IStore
{
    /// <summary>Within this time what was erased is gone from the log too.</summary>
    private static readonly TimeSpan CheckpointEvery = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource<StorageException> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _closing = new();
    private DurableEngine? _engine;
    private Seals? _seals;
    private WriteQueue? _writes;
    private DataCopy? _copy;
    private ITimer? _checkpoints;
    private bool _closed;
    private volatile bool _written;
    private long _changes;

    /// <summary>Completes when the store is of no use any more.</summary>
    public Task<StorageException> Failed => _failed.Task;

    /// <summary>What seals documents, once it is open.</summary>
    public Seals Seals => _seals ?? throw new InvalidOperationException("The store is not open yet.");

    /// <summary>What names them, once it is open.</summary>
    public Keys Keys => field ??= new Keys(() => Seals);

    /// <summary>Opens or makes the file. Throws a fatal <see cref="StorageException"/> that says what to do.</summary>
    public void Open()
    {
        if (_engine is not null) throw new InvalidOperationException("The store is open already.");
        (_engine, _seals) = new StoreOpening(options, migrations, disk ?? (file => new SyncedFile(file))).Open(e => Fail(Failures.Wrap(e)));
        _writes = new WriteQueue(_engine, () => Interlocked.Increment(ref _changes), Fail);
        _copy = new DataCopy(_writes, _engine);
        _checkpoints = time.CreateTimer(_ => CheckpointIfWritten(), null, CheckpointEvery, CheckpointEvery);
    }

    /// <summary>
    /// How many times the store has changed. What was read after this was asked for holds until it is another number: a change is counted before anybody
    /// can see it, and so before it is answered. One that came to nothing may be counted too. Throws where a read would: when the store failed, or it is
    /// called off.
    /// </summary>
    public long Changes(CancellationToken cancellationToken)
    {
        ThrowIfFailed();
        cancellationToken.ThrowIfCancellationRequested();
        return Volatile.Read(ref _changes);
    }

    /// <summary>The documents a query finds, as they lie there.</summary>
    public Task<List<BsonDocument>> QueryAsync(string collection, Query query, CancellationToken cancellationToken) =>
        QueryAsync(collection, query, document => document, cancellationToken);

    /// <summary>What <paramref name="read"/> makes of the documents a query finds. A fatal failure in it ends the store like any other.</summary>
    public async Task<List<T>> QueryAsync<T>(string collection, Query query, Func<BsonDocument, T> read, CancellationToken cancellationToken)
    {
        var engine = _engine ?? throw new InvalidOperationException("The store is not open yet.");
        var (began, done) = (Stopwatch.GetTimestamp(), false);
        try
        {
            ThrowIfFailed();
            var documents = await engine.QueryAsync(collection, query, cancellationToken).ConfigureAwait(false);
            var found = documents.ConvertAll(new Converter<BsonDocument, T>(read));
            done = true;
            return found;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            ThrowIfFailed();
            var failure = Failures.Wrap(e);
            if (failure.IsFatal && !_closed) Fail(failure);
            throw failure;
        }
        finally
        {
            StoreMeasures.Took(StoreMeasures.Read, began, failed: !done);
        }
    }

    /// <summary>
    /// What a change answered, once it is durable. A cancellation is heeded only before it is queued: afterwards nobody could say whether it
    /// happened.
    /// </summary>
    public async Task<bool> WriteAsync(Func<LiteEngine, bool> change, CancellationToken cancellationToken)
    {
        var writes = _writes ?? throw new InvalidOperationException("The store is not open yet.");
        cancellationToken.ThrowIfCancellationRequested();
        var (began, done) = (Stopwatch.GetTimestamp(), false);
        try
        {
            var changed = await writes.EnqueueAsync(change).ConfigureAwait(false);
            done = true;
            if (changed) _written = true;
            return changed;
        }
        finally
        {
            StoreMeasures.Took(StoreMeasures.Write, began, failed: !done);
        }
    }

    /// <summary>Folds the log into the file, after which erased content is nowhere.</summary>
    public Task CheckpointAsync() =>
        _writes?.CheckpointAsync() ?? throw new InvalidOperationException("The store is not open yet.");

    /// <summary>Writes the whole store, as it was at a moment after this was asked for, and as it lies on the disk.</summary>
    public Task CopyAsync(Stream to, CancellationToken cancellationToken) =>
        _copy?.WriteAsync(to, cancellationToken) ?? throw new InvalidOperationException("The store is not open yet.");

    public void Dispose()
    {
        lock (_closing)
        {
            if (_closed) return;
            _closed = true;
            _copy?.Dispose();
            _checkpoints?.Dispose();
            _writes?.Dispose();
            _engine?.Dispose();
            // From now on every read is told that it is closed, and what was found before answers nobody.
            Interlocked.Increment(ref _changes);
            _seals?.Dispose();
        }
    }

    private void CheckpointIfWritten()
    {
        if (!_written) return;
        _written = false;
        // A failure has its own way out, through Failed.
        _ = _writes!.CheckpointAsync().ContinueWith(t => t.Exception, TaskScheduler.Default);
    }

    private void Fail(StorageException reason)
    {
        if (!reason.IsFatal) reason = new StorageException(reason.Message, isFatal: true, reason);
        if (_failed.TrySetResult(reason)) _engine?.Abandon();
        _writes?.Fail(reason);
    }

    private void ThrowIfFailed()
    {
        if (_failed.Task.IsCompletedSuccessfully) throw _failed.Task.Result;
    }
}
