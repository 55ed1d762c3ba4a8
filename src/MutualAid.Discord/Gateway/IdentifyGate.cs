using MutualAid.Core.Needs;
using MutualAid.Core.Reminders;
using MutualAid.Discord.Wire;

namespace MutualAid.Discord.Gateway;

/// <summary>
/// Lets new sessions begin no faster and no more often than Discord allows (Events, Gateway, Session Start Limit and Sharding): one a
/// bucket in five seconds among all processes on the store, and a thousand a day, beyond which Discord takes the token away.
/// </summary>
internal sealed class IdentifyGate(Func<CancellationToken, Task<GatewayBot>> ask, GatewayBot first, ISharedWork shared, TimeProvider time) : IDisposable
{
    /// <summary>Kept for whoever restarts the bot by hand.</summary>
    private const int Reserve = 5;

    private static readonly TimeSpan BetweenTwo = TimeSpan.FromSeconds(5.2);

    /// <summary>Until it is looked again whether another process is done with a bucket.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly SemaphoreSlim one = new(1, 1);
    private readonly Dictionary<int, long> last = [];
    private GatewayBot known = first;
    private long knownAt = time.GetTimestamp();
    private int begun;

    /// <summary>Where new sessions begin.</summary>
    public string Url => known.Url;

    /// <summary>Returns when this shard may begin a session, in the order of the calls.</summary>
    public async Task WaitAsync(int shard, CancellationToken cancellationToken)
    {
        await one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (known.SessionStartLimit.Remaining - begun <= Math.Min(Reserve, known.SessionStartLimit.Total / 2)) await RefreshAsync(cancellationToken).ConfigureAwait(false);
            var bucket = shard % Math.Max(1, known.SessionStartLimit.MaxConcurrency);
            if (last.TryGetValue(bucket, out var at) && BetweenTwo - time.GetElapsedTime(at) is var wait && wait > TimeSpan.Zero)
                await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
            _ = KeepAsync(await HoldAsync(bucket, cancellationToken).ConfigureAwait(false));
            last[bucket] = time.GetTimestamp();
            begun++;
        }
        finally
        {
            one.Release();
        }
    }

    public void Dispose() => one.Dispose();

    /// <summary>Null where the store can't be asked: people are to be told that nothing can be saved, and Discord itself refuses who is too fast.</summary>
    private async Task<IAsyncDisposable?> HoldAsync(int bucket, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                if (await shared.TryHoldAsync(FormattableString.Invariant($"discord:identify {bucket}"), cancellationToken).ConfigureAwait(false) is { } held) return held;
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (StorageException)
        {
            return null;
        }
    }

    /// <summary>The next session of a bucket begins when this one has begun long enough ago.</summary>
    private async Task KeepAsync(IAsyncDisposable? held)
    {
        if (held is null) return;
        if (shared.CanBeShared) await Task.Delay(BetweenTwo, time).ConfigureAwait(false);
        await held.DisposeAsync().ConfigureAwait(false);
    }

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var wait = TimeSpan.FromMilliseconds(known.SessionStartLimit.ResetAfter) - time.GetElapsedTime(knownAt);
        if (wait > TimeSpan.Zero) await Task.Delay(wait + TimeSpan.FromSeconds(1), time, cancellationToken).ConfigureAwait(false);
        known = await ask(cancellationToken).ConfigureAwait(false);
        knownAt = time.GetTimestamp();
        begun = 0;
        // Never in a circle without a pause, whatever Discord answers.
        if (known.SessionStartLimit.Remaining <= Reserve && known.SessionStartLimit.ResetAfter <= 0) await Task.Delay(BetweenTwo, time, cancellationToken).ConfigureAwait(false);
    }
}
