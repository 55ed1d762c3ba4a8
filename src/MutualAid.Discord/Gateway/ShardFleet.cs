using MutualAid.Core.Needs;
using MutualAid.Core.Reminders;

namespace MutualAid.Discord.Gateway;

/// <summary>
/// The shards that are this process' own. What becomes its own is begun, where another process left it if one had it before; what is more than its share is ended, its
/// session kept, and only then given back. For one caller at a time; <see cref="Shards"/> may be read by any.
/// </summary>
internal sealed class ShardFleet(int count, Func<int, Session?, Shard> make, ISharedWork shared, ShardSessions sessions) : IAsyncDisposable
{
    private readonly Dictionary<int, Running> running = [];
    private volatile IReadOnlyList<Shard> shards = [];

    /// <summary>All that run here, in order.</summary>
    public IReadOnlyList<Shard> Shards => shards;

    /// <summary>Has run here what is to run here.</summary>
    public async Task FitAsync(WorkShare share, CancellationToken cancellationToken)
    {
        // What the store gave to another while it could not be asked: its session is the other's.
        foreach (var lost in running.Keys.Except(share.Mine).ToList()) await EndAsync(lost).ConfigureAwait(false);
        foreach (var spare in share.Spare)
        {
            if (await EndAsync(spare).ConfigureAwait(false) is { } shard) await KeepAsync(shard.Id, shard.Session, cancellationToken).ConfigureAwait(false);
        }

        if (share.Spare.Count > 0) await shared.GiveBackAsync(DiscordIds.Platform, share.Spare, cancellationToken).ConfigureAwait(false);
        foreach (var id in share.Mine.Except(share.Spare).Except(running.Keys))
        {
            var known = shared.CanBeShared ? await sessions.FindAsync(id, count, cancellationToken).ConfigureAwait(false) : null;
            running[id] = Running.Begin(make(id, known));
            Show();
        }
    }

    /// <summary>Keeps those sessions that went on, for whoever takes a shard over.</summary>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        if (!shared.CanBeShared) return;
        foreach (var one in running.Values.Where(r => r.Kept != r.Shard.Session))
        {
            var now = one.Shard.Session;
            await KeepAsync(one.Shard.Id, now, cancellationToken).ConfigureAwait(false);
            one.Kept = now;
        }
    }

    /// <summary>How the first of them ended for good; null: none did within this time.</summary>
    public async Task<ShardEnd?> EndedAsync(TimeSpan within, TimeProvider time, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ended = await Task.WhenAny([.. running.Values.Select(r => (Task)r.Ends), Task.Delay(within, time, over.Token)]).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return ended is Task<ShardEnd> end ? await end.ConfigureAwait(false) : null;
    }

    /// <summary>Ends all, and leaves them to others. What could not be kept is found by others as it was kept last, and what could not be given back when this process has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        var ids = running.Keys.ToList();
        var ended = await Task.WhenAll(ids.Select(EndAsync)).ConfigureAwait(false);
        if (!shared.CanBeShared) return;
        try
        {
            foreach (var shard in ended.OfType<Shard>()) await KeepAsync(shard.Id, shard.Session, CancellationToken.None).ConfigureAwait(false);
            await shared.GiveBackAsync(DiscordIds.Platform, ids, CancellationToken.None).ConfigureAwait(false);
        }
        catch (StorageException)
        {
            // See above.
        }
    }

    private Task KeepAsync(int shard, Session? session, CancellationToken cancellationToken) =>
        shared.CanBeShared ? sessions.SaveAsync(shard, count, session, cancellationToken) : Task.CompletedTask;

    private async Task<Shard?> EndAsync(int id)
    {
        if (!running.Remove(id, out var one)) return null;
        Show();
        using (one)
        {
            await one.Stop.CancelAsync().ConfigureAwait(false);
            await one.Ends.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
        }

        return one.Shard;
    }

    private void Show() => shards = [.. running.OrderBy(r => r.Key).Select(r => r.Value.Shard)];

    private sealed record Running(Shard Shard, CancellationTokenSource Stop, Task<ShardEnd> Ends) : IDisposable
    {
        /// <summary>The session that was kept last.</summary>
        public Session? Kept { get; set; } = Shard.Session;

        public static Running Begin(Shard shard)
        {
            var stop = new CancellationTokenSource();
            return new Running(shard, stop, shard.RunAsync(stop.Token));
        }

        public void Dispose() => Stop.Dispose();
    }
}
