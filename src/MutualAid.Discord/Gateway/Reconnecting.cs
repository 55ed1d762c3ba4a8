namespace MutualAid.Discord.Gateway;

/// <summary>
/// Pauses between attempts to connect: the first follows at once, since a session can be resumed for only so long; then they grow, and
/// differ from shard to shard. A connection that lasted starts them anew. Where connections stand and break again and again, nobody is spared by
/// waiting long: each one takes up the session and lets people be answered, so the pauses stay short.
/// </summary>
internal sealed class Reconnecting(TimeProvider time, Func<double> random)
{
    private static readonly TimeSpan Lasted = TimeSpan.FromMinutes(1);
    private const double LongestSeconds = 60;
    private const double LongestAfterStandingSeconds = 8;
    private int failures;

    /// <summary>The pause before the next attempt. <paramref name="since"/> is when the last connection stood, or null if it never did.</summary>
    public TimeSpan After(long? since)
    {
        if (since is { } at && time.GetElapsedTime(at) >= Lasted) failures = 0;
        var longest = failures == 0 ? 0 : Math.Min(Math.Pow(2, Math.Min(failures, 10)), since is null ? LongestSeconds : LongestAfterStandingSeconds);
        failures++;
        return TimeSpan.FromSeconds(longest * (0.5 + (random() / 2)));
    }
}
