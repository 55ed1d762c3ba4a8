using Microsoft.Extensions.Logging;
using MutualAid.Core.Chat;

namespace MutualAid.Matrix.Sync;

/// <summary>
/// How far the bot has come: the token of the newest batch that is done with, and all before it ("Syncing"). Whatever happens, the bot begins
/// again there, so nothing that was taken in is lost; what it meets a second time it knows by its keys. Thread-safe.
/// </summary>
internal sealed partial class Progress(IBookmarks bookmarks, MatrixSelf self, ILogger<Progress> log)
{
    private readonly Lock gate = new();
    private readonly Queue<Batch> open = new();
    private string? done;
    private bool isSaving;

    /// <summary>Where to begin, or null where nothing is known of this account and device.</summary>
    public Task<string?> LoadAsync(CancellationToken stop) => bookmarks.FindAsync(Key, stop);

    /// <summary>A batch was received; it is not done before <see cref="Batch.Taken"/> and the end of all that was begun in it.</summary>
    public Batch Begin(string next)
    {
        var batch = new Batch(this, next);
        lock (gate) open.Enqueue(batch);
        return batch;
    }

    private string Key => $"matrix:since:{self.User}:{self.Device}";

    private void Advance()
    {
        lock (gate)
        {
            while (open.TryPeek(out var first) && first.IsDone) done = open.Dequeue().Next;
            if (done is null || isSaving) return;
            isSaving = true;
        }

        _ = Task.Run(SaveAsync);
    }

    private async Task SaveAsync()
    {
        while (true)
        {
            string token;
            lock (gate)
            {
                if (done is null)
                {
                    isSaving = false;
                    return;
                }

                (token, done) = (done, null);
            }

            try
            {
                await bookmarks.SaveAsync(Key, token, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // The next one says as much and more.
                LogNotSaved(log, e.GetType().Name);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Where the sync stands could not be saved: {Cause}")]
    private static partial void LogNotSaved(ILogger log, string cause);

    /// <summary>What came in one answer to a sync.</summary>
    internal sealed class Batch(Progress progress, string next)
    {
        private int begun = 1;

        public string Next => next;

        public bool IsDone => Volatile.Read(ref begun) == 0;

        /// <summary>Something of it was begun.</summary>
        public void Begin() => Interlocked.Increment(ref begun);

        /// <summary>Something of it is done with.</summary>
        public void End()
        {
            if (Interlocked.Decrement(ref begun) == 0) progress.Advance();
        }

        /// <summary>All of it was begun.</summary>
        public void Taken() => End();
    }
}
