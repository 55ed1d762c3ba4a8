using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MutualAid.Core.Chat;
using MutualAid.Core.Reminders;
using MutualAid.Discord.Rest;
using MutualAid.Discord.Wire;

namespace MutualAid.Discord.Gateway;

/// <summary>Runs the shards of this process while the host runs.</summary>
internal sealed partial class GatewayService(
    DiscordApi api, DiscordOptions options, DiscordRefusal refusal, DiscordClock clock, IGatewayTransport transport, IGatewayEvents events, StandingBy standingBy, ILogger<GatewayService> log)
    : BackgroundService, IPulse
{
    /// <summary>As long as Discord itself waits for an answer, and well within what the host has to end in.</summary>
    private static readonly TimeSpan DrainsWithin = TimeSpan.FromSeconds(4);

    /// <summary>A beat is answered every 41 seconds or so; whoever misses two is gone, whatever the socket says.</summary>
    private static readonly TimeSpan Lately = TimeSpan.FromMinutes(2);

    private volatile IReadOnlyList<Shard> shards = [];

    /// <summary>What each shard of this process is doing, in order.</summary>
    public IReadOnlyList<ShardState> States => [.. shards.Select(s => s.State)];

    public string Platform => DiscordIds.Platform;

    public TimeSpan? Silent => shards.Min(s => s.Silent);

    public Touch Touch
    {
        get
        {
            var known = shards;
            var standing = known.Count(s => s.State == ShardState.Ready && s.Silent < Lately);
            return standing == 0 ? Touch.Down : standing == known.Count ? Touch.Up : Touch.Partly;
        }
    }

    /// <summary>First nothing more is taken in, then what was taken in is answered: whoever gets no answer must not have been served.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        await events.DrainAsync(DrainsWithin, cancellationToken).ConfigureAwait(false);
    }

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
        try
        {
            var pauses = new Reconnecting(clock.Network, Random.Shared.NextDouble);
            while (true)
            {
                var since = clock.Network.GetTimestamp();
                var end = await RunAsync(await AskAsync(stop).ConfigureAwait(false), stop).ConfigureAwait(false);
                if (end.Meaning != AfterClose.MoreShards || options.Shards is not null)
                {
                    refusal.Refuse(CloseCodes.Reason(end.CloseCode));
                    return;
                }

                // Discord itself said how many: it changed its mind, and what it says may need a while to follow.
                var pause = pauses.After(since) + TimeSpan.FromSeconds(1);
                LogMoreShards(log, pause.TotalSeconds);
                await Task.Delay(pause, clock.Network, stop).ConfigureAwait(false);
            }
        }
        catch (DiscordUnreachableException) when (refusal.Refused.IsCompleted)
        {
            // Whoever runs the bot is told once, at the end.
        }
    }

    /// <summary>The first end of a shard ends them all.</summary>
    private async Task<ShardEnd> RunAsync(GatewayBot gateway, CancellationToken stop)
    {
        var count = options.Shards ?? gateway.Shards;
        var (first, last) = options.ShardRange ?? (0, count - 1);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var gate = new IdentifyGate(api.GatewayAsync, gateway, clock.Network);
        shards = [.. Enumerable.Range(first, last - first + 1)
            .Select(id => new Shard(id, count, options.Token, transport, gate, events, clock.Network, Random.Shared.NextDouble, log))];
        LogStarting(log, shards.Count, count);
        var running = shards.Select(s => s.RunAsync(over.Token)).ToList();
        var ended = await Task.WhenAny(running).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(running).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
        return await ended.ConfigureAwait(false);
    }

    private async Task<GatewayBot> AskAsync(CancellationToken stop)
    {
        var pauses = new Reconnecting(clock.Network, Random.Shared.NextDouble);
        while (true)
        {
            try
            {
                return await api.GatewayAsync(stop).ConfigureAwait(false);
            }
            catch (Exception e) when ((e is DiscordUnreachableException or DiscordRefusedException) && !refusal.Refused.IsCompleted)
            {
                var pause = pauses.After(since: null) + TimeSpan.FromSeconds(1);
                LogNoAddress(log, e.GetType().Name, pause.TotalSeconds);
                await Task.Delay(pause, clock.Network, stop).ConfigureAwait(false);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Connecting to Discord with {Here} of {All} shards")]
    private static partial void LogStarting(ILogger log, int here, int all);

    [LoggerMessage(2, LogLevel.Warning, "Discord could not be asked for its gateway ({Cause}); tried again in {Seconds:0.0} s")]
    private static partial void LogNoAddress(ILogger log, string cause, double seconds);

    [LoggerMessage(3, LogLevel.Warning, "Discord wants more shards than it said; asked again in {Seconds:0.0} s")]
    private static partial void LogMoreShards(ILogger log, double seconds);
}
