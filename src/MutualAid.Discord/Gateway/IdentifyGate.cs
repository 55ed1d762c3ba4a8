using MutualAid.Discord.Wire;

namespace MutualAid.Discord.Gateway;

/// <summary>
/// Lets new sessions begin no faster and no more often than Discord allows (Events, Gateway, Session Start Limit and Sharding): one a
/// bucket in five seconds, and a thousand a day, beyond which Discord takes the token away.
/// </summary>
internal sealed class IdentifyGate(Func<CancellationToken, Task<GatewayBot>> ask, GatewayBot first, TimeProvider time) : IDisposable
{
    /// <summary>Kept for whoever restarts the bot by hand.</summary>
    private const int Reserve = 5;

    private static readonly TimeSpan BetweenTwo = TimeSpan.FromSeconds(5.2);

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
            last[bucket] = time.GetTimestamp();
            begun++;
        }
        finally
        {
            one.Release();
        }
    }

    public void Dispose() => one.Dispose();

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
