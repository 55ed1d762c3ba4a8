using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MutualAid.Core.Chat;
using MutualAid.Core.Reminders;
using MutualAid.Matrix.Client;
using MutualAid.Matrix.Rooms;

namespace MutualAid.Matrix.Sync;

/// <summary>Asks the homeserver what happened, again and again, while the host runs ("Syncing").</summary>
internal sealed partial class SyncService(
    MatrixApi api, Session session, MatrixSelf self, GroupRooms rooms, DirectRooms direct, Progress progress, Intake intake, MatrixRefusal refusal, MatrixClock clock, StandingBy standingBy, ILogger<SyncService> log)
    : BackgroundService, IPulse
{
    /// <summary>A sync is answered within its wait, whether anything happened or not; whoever misses two is gone.</summary>
    private static readonly TimeSpan Lately = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(30);

    /// <summary>When a sync was last answered, as a timestamp; 0: never.</summary>
    private long heardAt;
    private readonly TaskCompletionSource standing = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the first answer was taken in.</summary>
    public Task Standing => standing.Task;

    public string Platform => MatrixIds.Platform;

    public TimeSpan? Silent => Volatile.Read(ref heardAt) is not 0 and var at ? clock.Network.GetElapsedTime(at) : null;

    public Touch Touch => standingBy.IsElsewhere ? Touch.Elsewhere : Silent < Lately ? Touch.Up : Touch.Down;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await standingBy.RunAsync(ServeAsync, stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped as asked.
        }
    }

    private async Task ServeAsync(CancellationToken stop)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                await RunAsync(stop).ConfigureAwait(false);
                return;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                throw;
            }
            catch (MatrixException) when (refusal.Refused.IsCompleted)
            {
                // Whoever runs the bot is told once, at the end.
                return;
            }
            catch (Exception e)
            {
                var pause = Pauses.After(failures);
                LogBroken(log, e is MatrixException ? e.Message : e.GetType().Name, pause.TotalSeconds);
                await clock.DelayAsync(pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task RunAsync(CancellationToken stop)
    {
        if (!await api.IsHomeserverAsync(stop).ConfigureAwait(false)) throw new MatrixUnreachableException("what answers at Matrix:HomeserverUrl is no homeserver");
        await self.LearnAsync(api, session, stop).ConfigureAwait(false);
        await rooms.LoadAsync(stop).ConfigureAwait(false);
        await direct.LoadAsync(stop).ConfigureAwait(false);
        var since = await progress.LoadAsync(stop).ConfigureAwait(false);
        LogStanding(log, rooms.Joined.Count);
        while (!stop.IsCancellationRequested)
        {
            JsonElement happened;
            try
            {
                happened = await api.SyncAsync(since, SyncFilter.Whole, since is null ? TimeSpan.Zero : Wait, stop).ConfigureAwait(false);
            }
            catch (MatrixRefusedException e) when (since is not null && e.Status is >= 400 and < 500 and not (401 or 403))
            {
                // It no longer knows that token; what happened meanwhile can't be told from what happened long before.
                LogLost(log, e.Code);
                since = null;
                continue;
            }

            Volatile.Write(ref heardAt, clock.Network.GetTimestamp());
            if (happened.Text("next_batch") is not { } next) throw new MatrixUnreachableException("a sync without a token");
            await intake.TakeAsync(happened, since, progress.Begin(next), stop).ConfigureAwait(false);
            since = next;
            standing.TrySetResult();
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Connected to the homeserver; the bot is in {Rooms} rooms")]
    private static partial void LogStanding(ILogger log, int rooms);

    [LoggerMessage(2, LogLevel.Warning, "The sync broke off ({Cause}); begun again in {Seconds:0.0} s")]
    private static partial void LogBroken(ILogger log, string cause, double seconds);

    [LoggerMessage(3, LogLevel.Warning, "The homeserver does not know any more how far the bot had come ({Code}); what was said meanwhile is not acted on")]
    private static partial void LogLost(ILogger log, string code);
}
