using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;

namespace MutualAid.Core.Keeping;

/// <summary>
/// Runs the keepers. A document is kept by one worker at a time; asked for again while it waits, it is kept once. Holds ids only, and
/// only of documents that changed and are not shown yet; losing them costs nothing, since every document has its due time.
/// </summary>
internal sealed partial class Keeper : BackgroundService, IAttention
{
    private const int Workers = 4;

    private readonly Channel<Work>[] queues = [.. Enumerable.Range(0, Workers).Select(_ => Channel.CreateUnbounded<Work>())];
    private readonly ConcurrentDictionary<string, Work> waiting = new();
    private readonly Lazy<(NeedKeeper Needs, GroupKeeper Groups)> keepers;
    private readonly ILogger<Keeper> log;

    public Keeper(Func<(NeedKeeper Needs, GroupKeeper Groups)> keepers, ILogger<Keeper> log)
    {
        // The keepers ask for attention themselves, so they are made when the first work comes.
        this.keepers = new(keepers);
        this.log = log;
    }

    public void Wants(NeedId need) => _ = KeepAsync(need);

    public void Wants(GroupId group) => _ = KeepAsync(group);

    /// <summary>The same, and completes when it was tried.</summary>
    public Task KeepAsync(NeedId need) => Enqueue("n" + need.Value, stop => keepers.Value.Needs.KeepAsync(need, stop));

    /// <summary>The same, and completes when it was tried.</summary>
    public Task KeepAsync(GroupId group) => Enqueue("g" + group.Value, stop => keepers.Value.Groups.KeepAsync(group, stop));

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(queues.Select(queue => Task.Run(() => RunAsync(queue.Reader, stoppingToken), CancellationToken.None)));

    private Task Enqueue(string key, Func<CancellationToken, Task> keep)
    {
        var work = new Work(key, keep, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var first = waiting.GetOrAdd(key, work);
        if (!ReferenceEquals(first, work)) return first.Tried.Task;
        queues[(uint)key.GetHashCode(StringComparison.Ordinal) % Workers].Writer.TryWrite(work);
        return work.Tried.Task;
    }

    private async Task RunAsync(ChannelReader<Work> reader, CancellationToken stop)
    {
        try
        {
            await foreach (var work in reader.ReadAllAsync(stop))
            {
                // Before it is loaded: a change from now on asks again.
                waiting.TryRemove(work.Key, out _);
                try
                {
                    await work.Keep(stop);
                }
                catch (Exception e) when (!stop.IsCancellationRequested)
                {
                    LogFailed(log, e.GetType().Name);
                }
                finally
                {
                    work.Tried.TrySetResult();
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What still waits has its due time and comes back at the next start.
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Could not bring a card to its current state; it is tried again when due: {Cause}")]
    private static partial void LogFailed(ILogger log, string cause);

    private sealed record Work(string Key, Func<CancellationToken, Task> Keep, TaskCompletionSource Tried);
}
