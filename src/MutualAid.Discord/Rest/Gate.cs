namespace MutualAid.Discord.Rest;

/// <summary>
/// What every request has to pass beside its bucket: at most <paramref name="perSecond"/> in any second (0: no such limit), and none
/// while it is stopped. Not thread-safe: guarded by the <see cref="RateLimiter"/>'s lock.
/// </summary>
internal sealed class Gate(int perSecond)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    // The last moments somebody passed, the oldest at `oldest`.
    private readonly TimeSpan[] passed = [.. Enumerable.Repeat(-Second, perSecond)];
    private int oldest;
    private TimeSpan stoppedUntil;

    public WaitingLine Line { get; } = new();

    /// <summary>The first moment at which one more may pass.</summary>
    public TimeSpan OpensAt => passed.Length > 0 && passed[oldest] + Second > stoppedUntil ? passed[oldest] + Second : stoppedUntil;

    public bool TryPass(TimeSpan now)
    {
        if (now < OpensAt) return false;
        if (passed.Length == 0) return true;
        passed[oldest] = now;
        oldest = (oldest + 1) % passed.Length;
        return true;
    }

    public void Stop(TimeSpan until)
    {
        if (until > stoppedUntil) stoppedUntil = until;
    }

    /// <summary>How long one more request would wait.</summary>
    public TimeSpan WaitFrom(TimeSpan now)
    {
        var opens = OpensAt > now ? OpensAt - now : TimeSpan.Zero;
        return passed.Length > 0 ? opens + (Second * (Line.Count / passed.Length)) : opens;
    }
}
