using System.Collections.Concurrent;
using LiteDB;
using LiteDB.Engine;
using MutualAid.Core.Needs;

namespace MutualAid.Storage.LiteDb;

/// <summary>
/// The only writer. Writes queue in the order they came; whatever waits becomes one transaction and one sync, and each is
/// answered when that is on the disk. So a hundred people who press at once cost a few syncs, and nobody overtakes anybody.
/// </summary>
internal sealed class WriteQueue : IDisposable
{
    /// <summary>LiteDB loses its way in transactions of a few thousand documents.</summary>
    private const int MostAtOnce = 256;

    private readonly DurableEngine _engine;
    private readonly Action _onChange;
    private readonly Action<StorageException> _onFatal;
    private readonly BlockingCollection<Write> _queue = new(new ConcurrentQueue<Write>());
    private readonly ConcurrentQueue<Write> _waitingToFold = new();
    private readonly Thread _thread;
    private volatile Write[] _inFlight = [];
    private volatile StorageException? _refusal;
    private bool _isHeld;

    /// <param name="engine">What it writes to; nobody else does.</param>
    /// <param name="onChange">Called on the writer's thread for each transaction that changes something, before anybody can see what it changed.</param>
    /// <param name="onFatal">Called when nothing works any more.</param>
    public WriteQueue(DurableEngine engine, Action onChange, Action<StorageException> onFatal)
    {
        _engine = engine;
        _onChange = onChange;
        _onFatal = onFatal;
        _thread = new Thread(Run) { Name = "Store writer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>What <paramref name="change"/> answered, once it is durable. It runs on the writer's thread and may run twice.</summary>
    public Task<bool> EnqueueAsync(Func<LiteEngine, bool> change) => EnqueueAsync(new Write(change, Then.Nothing));

    /// <summary>Folds the log into the data file after every write that came before; while that is held back, as soon as it is not.</summary>
    public Task CheckpointAsync() => EnqueueAsync(new Write(_ => false, Then.Fold));

    /// <summary>
    /// Folds the log after every write that came before, and holds back all further folding until <see cref="ReleaseAsync"/>: meanwhile writes are
    /// answered as ever, and the data file stays as it is.
    /// </summary>
    public Task HoldAsync() => EnqueueAsync(new Write(_ => false, Then.Hold));

    /// <summary>Ends what <see cref="HoldAsync"/> began, or tried to, and folds what was to be folded meanwhile.</summary>
    public Task ReleaseAsync() => EnqueueAsync(new Write(_ => false, Then.Release));

    /// <summary>Fails what waits, what is being written and what will come. Safe from any thread.</summary>
    public void Fail(StorageException reason)
    {
        _refusal = reason;
        _queue.CompleteAdding();
        foreach (var write in _inFlight) write.Done.TrySetException(reason);
        while (_queue.TryTake(out var write)) write.Done.TrySetException(reason);
        while (_waitingToFold.TryDequeue(out var write)) write.Done.TrySetException(reason);
    }

    /// <summary>Finishes every write that was accepted.</summary>
    public void Dispose()
    {
        _queue.CompleteAdding();
        // After a failure LiteDB may never return; the process ends anyway.
        if (_refusal is null) _thread.Join();
    }

    private Task<bool> EnqueueAsync(Write write)
    {
        if (_refusal is { } refusal) return Task.FromException<bool>(refusal);
        try
        {
            _queue.Add(write);
        }
        catch (InvalidOperationException)
        {
            return Task.FromException<bool>(_refusal ?? new StorageException("The store is closed.", isFatal: false));
        }

        return write.Done.Task;
    }

    private void Run()
    {
        foreach (var first in _queue.GetConsumingEnumerable())
        {
            var batch = new List<Write> { first };
            while (batch.Count < MostAtOnce && batch[^1].Then == Then.Nothing && _queue.TryTake(out var next)) batch.Add(next);
            _inFlight = [.. batch];
            Perform(batch);
            _inFlight = [];
        }
    }

    private void Perform(List<Write> batch)
    {
        var answers = new bool[batch.Count];
        try
        {
            _engine.Transact(lite =>
            {
                for (var i = 0; i < answers.Length; i++) answers[i] = batch[i].Change(lite);
                if (!Array.Exists(answers, changed => changed)) return false;
                // Still in the writer's turn: whoever reads before it does not know of this change yet, and whoever knows of it reads after it.
                _onChange();
                return true;
            });
            Follow(batch[^1].Then);
        }
        catch (Exception e) when (DurableEngine.IsFatal(e))
        {
            _onFatal(Failures.Wrap(e));
            return;
        }
        catch (Exception) when (batch.Count > 1)
        {
            // One bad document must not take its neighbours with it.
            foreach (var write in batch) Perform([write]);
            return;
        }
        catch (Exception e)
        {
            batch[0].Done.TrySetException(Failures.Wrap(e));
            return;
        }

        for (var i = 0; i < answers.Length; i++)
        {
            if (_isHeld && batch[i].Then == Then.Fold) _waitingToFold.Enqueue(batch[i]);
            else batch[i].Done.TrySetResult(answers[i]);
        }

        // Between the two questions the store may have failed, after which nobody else answers what waits.
        if (_refusal is { } refusal && !_waitingToFold.IsEmpty) Fail(refusal);
    }

    private void Follow(Then then)
    {
        if (then == Then.Hold)
        {
            _isHeld = true;
            _engine.FoldAndHold();
        }
        else if (then == Then.Release)
        {
            _isHeld = false;
            _engine.LetFold();
            _engine.Checkpoint();
            while (_waitingToFold.TryDequeue(out var write)) write.Done.TrySetResult(false);
        }
        else if (then == Then.Fold && !_isHeld) _engine.Checkpoint();
    }

    private enum Then
    {
        Nothing,
        Fold,
        Hold,
        Release,
    }

    private sealed record Write(Func<LiteEngine, bool> Change, Then Then)
    {
        public TaskCompletionSource<bool> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>Puts what went wrong into the words of the port.</summary>
internal static class Failures
{
    public static StorageException Wrap(Exception exception) => exception switch
    {
        StorageException e => e,
        // Its text may quote a stored value, so only its number is passed on.
        LiteException e => new StorageException($"LiteDB failed with error {e.ErrorCode}.", DurableEngine.IsFatal(e)),
        _ => new StorageException(
            $"The store failed: {exception.GetType().Name}: {exception.Message}".ReplaceLineEndings(" "), DurableEngine.IsFatal(exception), exception),
    };
}
