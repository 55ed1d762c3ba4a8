using System.Collections.Concurrent;
using LiteDB;
using MutualAid.Core.Needs;

namespace MutualAid.Storage.LiteDb;

/// <summary>
/// The one writer. It takes writes in the order they came, as many as wait into one transaction, and answers them when that transaction is on the
/// disk: LiteDB loses and corrupts under several writers, and a lock would be unfair.
/// </summary>
internal sealed class Writer : IDisposable
{
    private const int MostInOne = 256;
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DiskPatience = TimeSpan.FromSeconds(60);

    private readonly BlockingCollection<Write> queue = [];
    private readonly LiteDbFile file;
    private readonly Action<StorageException> failed;
    private readonly Thread thread;
    private volatile StorageException? failure;

    public Writer(LiteDbFile file, Action<StorageException> failed)
    {
        this.file = file;
        this.failed = failed;
        thread = new Thread(Run) { IsBackground = true, Name = "LiteDB writer" };
        thread.Start();
    }

    /// <summary>What broke the store for good, or null.</summary>
    public StorageException? Failure => failure;

    /// <summary>
    /// Runs a write and completes when it is durable. It sees the writes before it, and returns whether it changed anything.
    /// </summary>
    public Task<bool> EnqueueAsync(Func<ILiteDatabase, bool> change)
    {
        if (failure is { } broken) return Task.FromException<bool>(broken);
        var write = new Write(change);
        try
        {
            queue.Add(write);
        }
        catch (InvalidOperationException)
        {
            return Task.FromException<bool>(new StorageException("The store is closed.", isFatal: false));
        }

        return write.Done.Task;
    }

    /// <summary>Takes no more, finishes what waits.</summary>
    public void Dispose()
    {
        queue.CompleteAdding();
        thread.Join();
        queue.Dispose();
    }

    private void Run()
    {
        var pending = false;
        while (!queue.IsCompleted)
        {
            if (!queue.TryTake(out var first, pending ? Quiet : Timeout.InfiniteTimeSpan))
            {
                if (pending && failure is null) Checkpoint();
                pending = false;
                continue;
            }

            pending = true;
            var batch = new List<Write> { first };
            while (batch.Count < MostInOne && queue.TryTake(out var next)) batch.Add(next);
            if (failure is { } broken) Fail(batch, broken);
            else Commit(batch);
        }
    }

    /// <summary>Once nobody writes: what was erased leaves the log as well, and the next start has nothing to replay.</summary>
    private void Checkpoint()
    {
        try
        {
            file.Database.Checkpoint();
        }
        catch (Exception e)
        {
            Break(e);
        }
    }

    private StorageException Break(Exception e)
    {
        // After a failed write nothing is known of the engine's state: it stops here, and a new start reads what is on the disk.
        var why = new StorageException("The store failed while writing, and the bot stops. What was not answered may not be saved. Is the disk full or damaged?", isFatal: true, e);
        failure = why;
        failed(why);
        return why;
    }

    private void Commit(List<Write> batch)
    {
        try
        {
            var before = file.Log.Confirmed;
            file.Database.BeginTrans();
            foreach (var write in batch) write.Changed = write.Change(file.Database);
            if (!file.Database.Commit()) throw new IOException("The transaction was gone.");
            if (batch.Exists(w => w.Changed)) file.Log.WaitFor(before + 1, DiskPatience);
            foreach (var write in batch) write.Done.TrySetResult(write.Changed);
        }
        catch (Exception e)
        {
            Fail(batch, Break(e));
        }
    }

    private static void Fail(List<Write> batch, StorageException why)
    {
        foreach (var write in batch) write.Done.TrySetException(why);
    }

    private sealed class Write(Func<ILiteDatabase, bool> change)
    {
        public Func<ILiteDatabase, bool> Change => change;

        public TaskCompletionSource<bool> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Changed { get; set; }
    }
}
