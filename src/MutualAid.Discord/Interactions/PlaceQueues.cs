using Microsoft.Extensions.Logging;

namespace MutualAid.Discord.Interactions;

/// <summary>
/// Keeps what happens in a place in order, and places apart. Each has room for so much that waits; beyond it the caller waits, and with it
/// the socket. Nothing is dropped. A place that nothing waits in takes no memory. Thread-safe.
/// </summary>
internal sealed partial class PlaceQueues(ILogger<PlaceQueues> log) : IAsyncDisposable
{
    private const int Room = 256;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Line> lines = new(StringComparer.Ordinal);

    /// <summary>Returns when it is in line. <paramref name="act"/> handles its own failures; what it throws all the same is logged by kind.</summary>
    public async ValueTask EnqueueAsync(string place, Func<Task> act, CancellationToken cancellationToken)
    {
        Line line;
        lock (gate)
        {
            if (!lines.TryGetValue(place, out line!)) lines[place] = line = new Line();
            line.Users++;
        }

        try
        {
            await line.Free.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Leave(place, line);
            throw;
        }

        lock (gate)
        {
            line.Waiting.Enqueue(act);
            if (line.IsRunning) return;
            line.IsRunning = true;
            line.Running = Task.Run(() => RunAsync(place, line), CancellationToken.None);
        }
    }

    /// <summary>Completes when nothing waits any more.</summary>
    public async ValueTask DisposeAsync()
    {
        while (true)
        {
            Task[] running;
            lock (gate) running = [.. lines.Values.Select(l => l.Running)];
            if (running.All(r => r.IsCompleted)) return;
            await Task.WhenAll(running).ConfigureAwait(false);
        }
    }

    private async Task RunAsync(string place, Line line)
    {
        while (true)
        {
            Func<Task>? next;
            lock (gate)
            {
                if (!line.Waiting.TryDequeue(out next))
                {
                    line.IsRunning = false;
                    return;
                }
            }

            try
            {
                await next().ConfigureAwait(false);
            }
            catch (Exception e)
            {
                LogFailed(log, e.GetType().Name);
            }

            line.Free.Release();
            Leave(place, line);
        }
    }

    private void Leave(string place, Line line)
    {
        lock (gate)
        {
            if (--line.Users == 0) lines.Remove(place);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Could not handle what happened on Discord: {Cause}")]
    private static partial void LogFailed(ILogger log, string cause);

    private sealed class Line
    {
        public SemaphoreSlim Free { get; } = new(Room, Room);

        public Queue<Func<Task>> Waiting { get; } = new();

        public int Users { get; set; }

        public bool IsRunning { get; set; }

        public Task Running { get; set; } = Task.CompletedTask;
    }
}
