namespace MutualAid.Tests.Support.Discord;

/// <summary>Ids that carry the fake's time and never repeat, also while the clock stands still.</summary>
internal sealed class Snowflakes(TimeProvider time)
{
    private const long Epoch = 1_420_070_400_000;

    // Divisible by every number of shards that a test may ask for.
    private readonly long firstGuild = (time.GetUtcNow().ToUnixTimeMilliseconds() - Epoch - 1_000_000) / 5040 * 5040;
    private ulong last;
    private long guilds;

    public ulong Next()
    {
        var now = (ulong)(time.GetUtcNow().ToUnixTimeMilliseconds() - Epoch) << 22;
        return last = now > last ? now : last + 1;
    }

    /// <summary>Servers are older than everything else; the first is of shard 0, the next of shard 1, and so on round.</summary>
    public ulong NextGuild() => (ulong)(firstGuild + guilds++) << 22;

    public static DateTimeOffset TimeOf(ulong id) => DateTimeOffset.FromUnixTimeMilliseconds((long)(id >> 22) + Epoch);
}
