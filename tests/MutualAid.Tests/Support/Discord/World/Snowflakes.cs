namespace MutualAid.Tests.Support.Discord;

/// <summary>Ids that carry the fake's time and never repeat, also while the clock stands still.</summary>
internal sealed class Snowflakes(TimeProvider time)
{
    private const long Epoch = 1_420_070_400_000;
    private ulong last;
    private long guilds;

    public ulong Next()
    {
        var now = (ulong)(time.GetUtcNow().ToUnixTimeMilliseconds() - Epoch) << 22;
        return last = now > last ? now : last + 1;
    }

    /// <summary>Servers are older than everything else, and each has a timestamp of its own so that they spread over shards.</summary>
    public ulong NextGuild() => (ulong)(time.GetUtcNow().ToUnixTimeMilliseconds() - Epoch - 1_000_000 + ++guilds) << 22;

    public static DateTimeOffset TimeOf(ulong id) => DateTimeOffset.FromUnixTimeMilliseconds((long)(id >> 22) + Epoch);
}
