namespace MutualAid.Tests.Support.Discord;

/// <summary>
/// Rate limits (Topics, Rate Limits): for each kind of route and top-level resource so many in a window, and so many of all a second. Off
/// until asked for. Thread-safe.
/// </summary>
internal sealed class FakeLimits(TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Template, string Major), (long Began, int Used)> windows = [];
    private readonly Queue<long> all = new();
    private readonly List<(Func<string, bool> Fits, int Limit, TimeSpan Window)> rules = [];

    /// <summary>How many of all a second; null: no limit.</summary>
    public int? Global { get; set; }

    /// <summary>How often somebody was told to wait, by template.</summary>
    public Dictionary<string, int> Refused { get; } = [];

    public void Set(Func<string, bool> templates, int limit, TimeSpan window)
    {
        lock (gate) rules.Add((templates, limit, window));
    }

    /// <summary>Counts a request; what to tell about it, and for how long it is refused, if it is.</summary>
    public (Dictionary<string, string> Headers, TimeSpan? RetryAfter, bool IsGlobal) Count(string template, string major, bool isExempt)
    {
        lock (gate)
        {
            var now = time.GetTimestamp();
            if (!isExempt && Global is { } most)
            {
                while (all.TryPeek(out var oldest) && time.GetElapsedTime(oldest, now) >= TimeSpan.FromSeconds(1)) all.Dequeue();
                if (all.Count >= most) return (Refuse(template, []), TimeSpan.FromSeconds(1), true);
                all.Enqueue(now);
            }

            var rule = rules.LastOrDefault(r => r.Fits(template));
            if (rule.Fits is null) return ([], null, false);
            var window = windows.GetValueOrDefault((template, major));
            if (window.Used == 0 || time.GetElapsedTime(window.Began, now) >= rule.Window) window = (now, 0);
            var left = rule.Window - time.GetElapsedTime(window.Began, now);
            var refused = window.Used >= rule.Limit;
            if (!refused) window.Used++;
            windows[(template, major)] = window;
            var headers = new Dictionary<string, string>
            {
                ["X-RateLimit-Limit"] = Text(rule.Limit),
                ["X-RateLimit-Remaining"] = Text(rule.Limit - window.Used),
                ["X-RateLimit-Reset-After"] = Text(Math.Round(left.TotalSeconds, 3)),
                // Another clock, an hour off: nobody may rely on it.
                ["X-RateLimit-Reset"] = Text(time.GetUtcNow().AddHours(1).ToUnixTimeSeconds()),
                ["X-RateLimit-Bucket"] = "b" + (uint)template.GetHashCode(StringComparison.Ordinal),
            };
            return refused ? (Refuse(template, headers), left, false) : (headers, null, false);
        }
    }

    private Dictionary<string, string> Refuse(string template, Dictionary<string, string> headers)
    {
        Refused[template] = Refused.GetValueOrDefault(template) + 1;
        return headers;
    }

    private static string Text(IFormattable number) => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture);
}
