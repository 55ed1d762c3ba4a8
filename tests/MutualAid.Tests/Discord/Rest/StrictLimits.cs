using System.Globalization;
using MutualAid.Discord.Rest;
using static MutualAid.Tests.Discord.Rest.ScriptedDiscord;

namespace MutualAid.Tests.Discord.Rest;

/// <summary>A bucket of the strict Discord: so many in a window that begins with the first of them.</summary>
internal sealed record Limit(string Hash, int Most, double Seconds);

/// <summary>
/// Discord as strict as it may be. A request arrives some time after it was sent, is counted then, and its answer takes its time too, so
/// that both overtake each other. One too many is answered with 429.
/// </summary>
internal sealed class StrictLimits
{
    private const int GlobalMost = 50;

    private readonly RestWorld world;
    private readonly IReadOnlyDictionary<string, Limit> limits;
    private readonly Random random;
    private readonly List<ITimer> timers = [];
    private readonly Dictionary<string, (DateTimeOffset Ends, int Used)> windows = [];
    private readonly Dictionary<string, int> faults = [];
    private readonly Queue<DateTimeOffset> lastSecond = new();

    /// <param name="world">Whose requests it answers.</param>
    /// <param name="limits">By "METHOD resource", the last part of the path.</param>
    /// <param name="seed">Of the delays.</param>
    public StrictLimits(RestWorld world, IReadOnlyDictionary<string, Limit> limits, int seed)
    {
        (this.world, this.limits, random) = (world, limits, new Random(seed));
        world.Discord.Script = arrival =>
        {
            After(LongestDelay, () => Receive(arrival));
            return null;
        };
    }

    public double LongestDelay { get; set; } = 0.3;

    /// <summary>Of a hundred connections that are refused; never so many that the client gives up.</summary>
    public int FaultsInHundred { get; init; }

    /// <summary>Of a hundred that someone else's use of the bucket refuses.</summary>
    public int SharedInHundred { get; init; }

    public int Refusals { get; private set; }

    private void Receive(Arrival arrival)
    {
        var before = faults.GetValueOrDefault(arrival.Body);
        if (before < RetryPauses.Attempts - 1 && random.Next(100) < FaultsInHundred)
        {
            faults[arrival.Body] = before + 1;
            world.Do(() => arrival.Pending.TrySetException(new HttpRequestException(HttpRequestError.ConnectionError)));
            return;
        }

        var answer = Count(arrival);
        After(LongestDelay, () => world.Do(() => arrival.Pending.TrySetResult(answer)));
    }

    private HttpResponseMessage Count(Arrival arrival)
    {
        var now = world.Clock.GetUtcNow();
        while (lastSecond.TryPeek(out var oldest) && now - oldest >= TimeSpan.FromSeconds(1)) lastSecond.Dequeue();
        if (lastSecond.Count >= GlobalMost) return Refuse("{\"retry_after\": 1, \"global\": true}");
        lastSecond.Enqueue(now);
        if (random.Next(100) < SharedInHundred)
            return Answer(429, "{\"retry_after\": 0.2, \"global\": false}", "application/json", ("X-RateLimit-Scope", "shared"));
        var parts = arrival.Path.Split('/');
        var limit = limits[$"{arrival.Method} {parts[^1]}"];
        if (limit.Most == 0) return Answer(200, arrival.Body);
        var key = $"{limit.Hash} {parts[^2]}";
        var window = windows.GetValueOrDefault(key);
        if (now >= window.Ends) window = (now.AddSeconds(limit.Seconds), 0);
        var resetAfter = Math.Round((window.Ends - now).TotalSeconds, 3);
        if (window.Used >= limit.Most)
            return Refuse(string.Create(CultureInfo.InvariantCulture, $"{{\"retry_after\": {resetAfter}, \"global\": false}}"));
        windows[key] = (window.Ends, window.Used + 1);
        return Answer(200, arrival.Body, "application/json", Limits(limit.Most, limit.Most - window.Used - 1, resetAfter, limit.Hash));
    }

    private HttpResponseMessage Refuse(string body)
    {
        Refusals++;
        return Answer(429, body, "application/json", ("X-RateLimit-Scope", "user"));
    }

    private void After(double longest, Action action) =>
        timers.Add(world.Clock.CreateTimer(_ => action(), null, TimeSpan.FromSeconds(random.NextDouble() * longest), Timeout.InfiniteTimeSpan));
}
