using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using MutualAid.Core.Reminders;
using MutualAid.Discord.Rest;
using MutualAid.Discord.Wire;

namespace MutualAid.Discord.Gateway;

/// <summary>
/// Runs the shards of this process while the host runs: all of them, or its share where several processes are on one store. How many there are is said by Discord, and
/// by the store to all processes alike.
/// </summary>
internal sealed partial class GatewayService(
    DiscordApi api, DiscordOptions options, DiscordRefusal refusal, DiscordClock clock, IGatewayTransport transport, IGatewayEvents events, Guilds guilds, ISharedWork shared, IBookmarks bookmarks, ILogger<GatewayService> log)
    : BackgroundService, IPulse
{
    private const string CountKey = "discord:shards";

    /// <summary>As long as Discord itself waits for an answer, and well within what the host has to end in.</summary>
    private static readonly TimeSpan DrainsWithin = TimeSpan.FromSeconds(4);

    /// <summary>A beat is answered every 41 seconds or so; whoever misses two is gone, whatever the socket says.</summary>
    private static readonly TimeSpan Lately = TimeSpan.FromMinutes(2);

    /// <summary>So long may pass until a shard that another process had is taken over, and so much of its session comes once more.</summary>
    private static readonly TimeSpan LooksEvery = TimeSpan.FromSeconds(2);

    /// <summary>While another process is to leave something to this one: nobody hears it in between, and Discord waits three seconds for an answer.</summary>
    private static readonly TimeSpan LooksSoon = TimeSpan.FromMilliseconds(250);

    /// <summary>What is allowed in a second is not this process' to use before the others have seen that it is there.</summary>
    private const int Newcomer = 9;

    private volatile ShardFleet? fleet;
    private volatile bool isElsewhere;

    /// <summary>What each shard of this process is doing, in order.</summary>
    public IReadOnlyList<ShardState> States => [.. Known.Select(s => s.State)];

    public string Platform => DiscordIds.Platform;

    public TimeSpan? Silent => Known.Min(s => s.Silent);

    public Touch Touch
    {
        get
        {
            var known = Known;
            var standing = known.Count(s => s.State == ShardState.Ready && s.Silent < Lately);
            if (known.Count == 0 && isElsewhere) return Touch.Elsewhere;
            return standing == 0 ? Touch.Down : standing == known.Count ? Touch.Up : Touch.Partly;
        }
    }

    private IReadOnlyList<Shard> Known => fleet?.Shards ?? [];

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
            await ServeAsync(stoppingToken).ConfigureAwait(false);
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
            var isTooFew = false;
            while (true)
            {
                var since = clock.Network.GetTimestamp();
                var gateway = await AskAsync(stop).ConfigureAwait(false);
                var count = options.Shards ?? await CountAsync(gateway.Shards, isTooFew, stop).ConfigureAwait(false);
                if (await RunAsync(gateway, count, stop).ConfigureAwait(false) is not { } end) continue;
                if (end.Meaning != AfterClose.MoreShards || options.Shards is not null)
                {
                    refusal.Refuse(CloseCodes.Reason(end.CloseCode));
                    return;
                }

                isTooFew = true;
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

    /// <summary>How the first shard ended, and with it all; null: another number of shards was agreed on.</summary>
    private async Task<ShardEnd?> RunAsync(GatewayBot gateway, int count, CancellationToken stop)
    {
        var (first, last) = options.ShardRange ?? (0, count - 1);
        var parts = Enumerable.Range(first, last - first + 1).ToList();
        using var gate = new IdentifyGate(api.GatewayAsync, gateway, shared, clock.Network);
        // Whoever comes next takes the session up; where nobody does, the bot is shown as gone.
        var goodbye = shared.CanBeShared ? CloseCodes.BackSoon : CloseCodes.Goodbye;
        var shards = new ShardFleet(
            count, (id, known) => new Shard(id, count, options.Token, transport, gate, events, clock.Network, Random.Shared.NextDouble, log, known, goodbye), shared, new ShardSessions(bookmarks));
        await using var ends = shards.ConfigureAwait(false);
        fleet = shards;
        long? came = null;
        while (true)
        {
            var isLeftToIt = false;
            try
            {
                var share = await shared.ShareAsync(DiscordIds.Platform, parts, stop).ConfigureAwait(false);
                Say(share, count);
                came ??= clock.Network.GetTimestamp();
                api.Share(share.Processes * (share.Processes > 1 && clock.Network.GetElapsedTime(came.Value) < LooksEvery ? Newcomer : 1));
                await shards.FitAsync(share, stop).ConfigureAwait(false);
                isLeftToIt = share.Mine.Count < parts.Count / share.Processes;
                await shards.KeepAsync(stop).ConfigureAwait(false);
                if (options.Shards is null && shared.CanBeShared && await AgreedAsync(stop).ConfigureAwait(false) is { } agreed && agreed != count) return null;
            }
            catch (StorageException)
            {
                // Whoever has a shard keeps it, so that people are told that nothing can be saved.
            }

            if (await shards.EndedAsync(isLeftToIt ? LooksSoon : LooksEvery, clock.Network, stop).ConfigureAwait(false) is { } end) return end;
        }
    }

    private void Say(WorkShare share, int count)
    {
        var here = share.Mine.Count - share.Spare.Count;
        var before = Known.Count;
        if (here == 0 && !isElsewhere) LogStandsBy(log);
        else if (here != before) LogHere(log, here, count);
        isElsewhere = here == 0;
    }

    /// <summary>The number on which all processes agree: that of who came first, until Discord finds it too small.</summary>
    private async Task<int> CountAsync(int said, bool isTooFew, CancellationToken stop)
    {
        if (!shared.CanBeShared) return said;
        while (true)
        {
            try
            {
                if (!isTooFew && await AgreedAsync(stop).ConfigureAwait(false) is { } agreed) return agreed;
                await bookmarks.SaveAsync(CountKey, said.ToString(CultureInfo.InvariantCulture), stop).ConfigureAwait(false);
                return said;
            }
            catch (StorageException)
            {
                await Task.Delay(LooksEvery, clock.Network, stop).ConfigureAwait(false);
            }
        }
    }

    private async Task<int?> AgreedAsync(CancellationToken stop) =>
        int.TryParse(await bookmarks.FindAsync(CountKey, stop).ConfigureAwait(false), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 ? count : null;

    private async Task<GatewayBot> AskAsync(CancellationToken stop)
    {
        var pauses = new Reconnecting(clock.Network, Random.Shared.NextDouble);
        while (true)
        {
            try
            {
                var gateway = await api.GatewayAsync(stop).ConfigureAwait(false);
                // Who takes a session up, or has no shard at all, is told by no READY who the bot is.
                if (shared.CanBeShared) await guilds.LearnAsync(stop).ConfigureAwait(false);
                return gateway;
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
    private static partial void LogHere(ILogger log, int here, int all);

    [LoggerMessage(2, LogLevel.Warning, "Discord could not be asked for its gateway ({Cause}); tried again in {Seconds:0.0} s")]
    private static partial void LogNoAddress(ILogger log, string cause, double seconds);

    [LoggerMessage(3, LogLevel.Warning, "Discord wants more shards than it said; asked again in {Seconds:0.0} s")]
    private static partial void LogMoreShards(ILogger log, double seconds);

    [LoggerMessage(4, LogLevel.Information, "Other processes on this store have all shards of Discord; this one stands by")]
    private static partial void LogStandsBy(ILogger log);
}
