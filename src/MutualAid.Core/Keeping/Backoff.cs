using NodaTime;

namespace MutualAid.Core.Keeping;

/// <summary>Growing pauses between attempts.</summary>
internal static class Backoff
{
    private static readonly Duration Longest = Duration.FromMinutes(5);
    private static readonly Duration LongestRefused = Duration.FromHours(6);

    /// <summary>After an outage: 1 s doubling up to 5 minutes.</summary>
    public static Duration After(int failures) => Duration.Min(Duration.FromSeconds(Math.Pow(2, Math.Min(failures, 16))), Longest);

    /// <summary>After a refusal, which only people can lift: 1 minute, then four times as long each, up to 6 hours.</summary>
    public static Duration AfterRefusal(int times) => Duration.Min(Duration.FromMinutes(Math.Pow(4, Math.Clamp(times - 1, 0, 8))), LongestRefused);
}
