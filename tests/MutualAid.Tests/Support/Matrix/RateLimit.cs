using System.Collections.Concurrent;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>How much each user may say: so much at once, and then so much per second. Only under the fake's lock.</summary>
internal sealed class RateLimit(int burst, double perSecond)
{
    private readonly Dictionary<string, (double Used, DateTimeOffset At)> buckets = [];

    /// <summary>Users without a limit, as an operator can arrange for a bot.</summary>
    public IReadOnlySet<string> Exempt { get; init; } = new HashSet<string>();

    /// <summary>Counts one act; null: it may pass. A refused one doesn't count.</summary>
    internal TimeSpan? Count(string user, DateTimeOffset now)
    {
        if (Exempt.Contains(user)) return null;
        var (used, at) = buckets.GetValueOrDefault(user, (0, now));
        used = Math.Max(0, used - ((now - at).TotalSeconds * perSecond));
        if (used + 1 > burst) return TimeSpan.FromSeconds((used + 1 - burst) / perSecond);
        buckets[user] = (used + 1, now);
        return null;
    }
}

/// <summary>Notices those who do not wait as long as they were told.</summary>
internal sealed class RetryWatch
{
    // Two clocks never agree to the millisecond.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(5);

    private readonly ConcurrentDictionary<string, DateTimeOffset> allowed = new();

    public ConcurrentQueue<string> TooEarly { get; } = new();

    public void Tell(RequestSeen request, DateTimeOffset until) => allowed[Key(request)] = until;

    public void Arrived(RequestSeen request, DateTimeOffset now)
    {
        if (allowed.TryRemove(Key(request), out var until) && now < until - Tolerance)
            TooEarly.Enqueue($"{Key(request)} came {(until - now).TotalMilliseconds:0} ms too early.");
    }

    private static string Key(RequestSeen request) => $"{request.User} {request.Method} {request.Path}";
}
