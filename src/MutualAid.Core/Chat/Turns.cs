namespace MutualAid.Core.Chat;

/// <summary>Who may write to a place next: one at a time, in the order they asked. Remembers only places that somebody waits for. Thread-safe.</summary>
public sealed class Turns
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Task> last = new(StringComparer.Ordinal);

    /// <summary>Completes when everybody who asked before is done. Cancelled, it stands in nobody's way.</summary>
    public async Task<IDisposable> TakeAsync(string place, CancellationToken cancellationToken)
    {
        var turn = new Turn(this, place);
        Task before;
        lock (gate)
        {
            before = last.GetValueOrDefault(place, Task.CompletedTask);
            last[place] = turn.Done;
        }

        try
        {
            await before.WaitAsync(cancellationToken);
            return turn;
        }
        catch (OperationCanceledException)
        {
            _ = before.ContinueWith(_ => turn.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }
    }

    private sealed class Turn(Turns turns, string place) : IDisposable
    {
        private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Done => done.Task;

        public void Dispose()
        {
            lock (turns.gate)
            {
                if (ReferenceEquals(turns.last.GetValueOrDefault(place), Done)) turns.last.Remove(place);
            }

            done.TrySetResult();
        }
    }
}
