using MutualAid.Core.Chat;

namespace MutualAid.Discord;

/// <summary>Who may write to a channel next: one at a time, in the order they asked. Remembers only channels that somebody waits for. Thread-safe.</summary>
internal sealed class Turns
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Task> last = new(StringComparer.Ordinal);

    /// <summary>Completes when everybody who asked before is done. Cancelled, it stands in nobody's way.</summary>
    public async Task<IDisposable> TakeAsync(string channel, CancellationToken cancellationToken)
    {
        var turn = new Turn(this, channel);
        Task before;
        lock (gate)
        {
            before = last.GetValueOrDefault(channel, Task.CompletedTask);
            last[channel] = turn.Done;
        }

        try
        {
            await before.WaitAsync(cancellationToken).ConfigureAwait(false);
            return turn;
        }
        catch (OperationCanceledException)
        {
            _ = before.ContinueWith(_ => turn.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }
    }

    private sealed class Turn(Turns turns, string channel) : IDisposable
    {
        private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Done => done.Task;

        public void Dispose()
        {
            lock (turns.gate)
            {
                if (ReferenceEquals(turns.last.GetValueOrDefault(channel), Done)) turns.last.Remove(channel);
            }

            done.TrySetResult();
        }
    }
}
