using Microsoft.Extensions.Logging;
using MutualAid.Core.Needs;

namespace MutualAid.Core.Reminders;

/// <summary>
/// Of several processes on one store one is in touch with a platform that has one connection, and does what is due; the others stand by, and one of them takes over when it ends
/// or is killed. While the store can't be asked whose the work is, whoever has it keeps it, so that people are told that nothing can be saved. Thread-safe.
/// </summary>
public sealed partial class StandingBy(ISharedWork shared, ILogger<StandingBy> log)
{
    private static readonly TimeSpan AskedEvery = TimeSpan.FromSeconds(2);

    private volatile bool isElsewhere;

    /// <summary>Whether another process does it, as far as is known.</summary>
    public bool IsElsewhere => isElsewhere;

    /// <summary>
    /// Runs it as long as the work is this process' own, and again when it is so once more; returns when it ended by itself, and throws what it threw. When the
    /// work is lost its token is cancelled; a cancellation of <paramref name="stop"/> is thrown on.
    /// </summary>
    public async Task RunAsync(Func<CancellationToken, Task> run, CancellationToken stop)
    {
        var standsBy = false;
        while (true)
        {
            switch (await IsMineAsync(stop).ConfigureAwait(false))
            {
                case true:
                    isElsewhere = false;
                    if (standsBy) LogTakesOver(log);
                    if (await RunWhileMineAsync(run, stop).ConfigureAwait(false)) return;
                    LogLost(log);
                    (standsBy, isElsewhere) = (true, true);
                    break;
                case false when !standsBy:
                    LogStandsBy(log);
                    (standsBy, isElsewhere) = (true, true);
                    break;
            }

            await Task.Delay(AskedEvery, stop).ConfigureAwait(false);
        }
    }

    /// <summary>Whether it ended by itself, and not because the work was lost.</summary>
    private async Task<bool> RunWhileMineAsync(Func<CancellationToken, Task> run, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var running = run(over.Token);
        try
        {
            while (await Task.WhenAny(running, Task.Delay(AskedEvery, stop)).ConfigureAwait(false) != running)
            {
                stop.ThrowIfCancellationRequested();
                if (await IsMineAsync(stop).ConfigureAwait(false) is false) break;
            }

            if (running.IsCompleted)
            {
                await running.ConfigureAwait(false);
                return true;
            }
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await running.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
        }

        return false;
    }

    /// <summary>Null while the store can't be asked.</summary>
    private async Task<bool?> IsMineAsync(CancellationToken stop)
    {
        try
        {
            return await shared.IsMineAsync(DueWork.Name, stop).ConfigureAwait(false);
        }
        catch (StorageException)
        {
            return null;
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Another process on this store is in touch with the platform; this one stands by")]
    private static partial void LogStandsBy(ILogger log);

    [LoggerMessage(2, LogLevel.Information, "This process takes over")]
    private static partial void LogTakesOver(ILogger log);

    [LoggerMessage(3, LogLevel.Warning, "Another process has taken over; this one stands by")]
    private static partial void LogLost(ILogger log);
}
