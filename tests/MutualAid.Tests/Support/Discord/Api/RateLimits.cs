using System.Globalization;

namespace MutualAid.Tests.Support.Discord;

/// <summary>So many requests per window of time; routes that name the same bucket are counted together.</summary>
internal sealed record BucketLimit(string Bucket, int Limit, TimeSpan Per);

/// <summary>Somebody asked too often.</summary>
internal sealed record TooMany(TimeSpan Wait, string Scope, bool IsGlobal);

/// <summary>Counts requests in buckets per route and top-level resource, and overall. Off until asked for. Only under the fake's lock.</summary>
internal sealed class RateLimits(TimeProvider time)
{
    private readonly Dictionary<string, BucketLimit> byRoute = [];
    private readonly Dictionary<string, (int Used, DateTimeOffset Ends)> windows = [];

    /// <summary>Every route without a limit of its own gets this one, in a bucket of its own; null: none.</summary>
    public (int Limit, TimeSpan Per)? Default { get; set; }

    /// <summary>Requests per second over all routes, except those with a token in the path; null: no limit.</summary>
    public int? GlobalPerSecond { get; set; }

    /// <summary>Limits like those the real thing has been seen with.</summary>
    public void UseUsual()
    {
        Default = (50, TimeSpan.FromSeconds(1));
        GlobalPerSecond = 50;
        Set("POST /channels/{channel_id}/messages", 5, TimeSpan.FromSeconds(5));
        Set("PATCH /channels/{channel_id}/messages/{message_id}", 5, TimeSpan.FromSeconds(5));
        Set("DELETE /channels/{channel_id}/messages/{message_id}", 5, TimeSpan.FromSeconds(1));
        Set("PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me", 1, TimeSpan.FromMilliseconds(250), "reactions");
        Set("DELETE /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me", 1, TimeSpan.FromMilliseconds(250), "reactions");
        Set("POST /webhooks/{webhook_id}/{webhook_token}", 5, TimeSpan.FromSeconds(2), "webhook");
        Set("PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original", 5, TimeSpan.FromSeconds(2), "webhook");
    }

    public void Set(string route, int limit, TimeSpan per, string? bucket = null) => byRoute[route] = new BucketLimit(bucket ?? route, limit, per);

    /// <summary>Counts one request; null: it may pass. <paramref name="headers"/> receives what the answer tells about its bucket.</summary>
    internal TooMany? Count(ApiRoute route, IReadOnlyDictionary<string, string> parameters, IDictionary<string, string> headers)
    {
        var now = time.GetUtcNow();
        if (!route.NeedsNoToken && GlobalPerSecond is { } most)
        {
            var (used, ends) = Window("global", TimeSpan.FromSeconds(1), now);
            if (used >= most) return new TooMany(ends - now, "global", IsGlobal: true);
            windows["global"] = (used + 1, ends);
        }

        var limit = byRoute.GetValueOrDefault(route.Name) ?? (Default is { } d ? new BucketLimit(route.Name, d.Limit, d.Per) : null);
        return limit is null ? null : CountIn(limit, Major(parameters), now, headers);
    }

    private TooMany? CountIn(BucketLimit limit, string major, DateTimeOffset now, IDictionary<string, string> headers)
    {
        var key = limit.Bucket + major;
        var (used, ends) = Window(key, limit.Per, now);
        var isOver = used >= limit.Limit;
        if (!isOver) windows[key] = (used + 1, ends);
        headers["X-RateLimit-Limit"] = Number(limit.Limit);
        headers["X-RateLimit-Remaining"] = Number(isOver ? 0 : limit.Limit - used - 1);
        headers["X-RateLimit-Reset"] = Number(ends.ToUnixTimeMilliseconds() / 1000.0);
        headers["X-RateLimit-Reset-After"] = Number((ends - now).TotalSeconds);
        headers["X-RateLimit-Bucket"] = Hash(limit.Bucket);
        return isOver ? new TooMany(ends - now, "user", IsGlobal: false) : null;
    }

    private (int Used, DateTimeOffset Ends) Window(string key, TimeSpan per, DateTimeOffset now) =>
        windows.TryGetValue(key, out var open) && open.Ends > now ? open : (0, now + per);

    // The token of an interaction belongs to its webhook, and each has limits of its own.
    private static string Major(IReadOnlyDictionary<string, string> p) =>
        "|" + p.GetValueOrDefault("channel_id") + p.GetValueOrDefault("guild_id") + p.GetValueOrDefault("webhook_id") + p.GetValueOrDefault("webhook_token") + p.GetValueOrDefault("interaction_token");

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Hash(string bucket) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(bucket)))[..32];
}
