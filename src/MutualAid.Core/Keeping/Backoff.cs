using NodaTime;

namespace MutualAid.Core.Keeping;

/// <summary>Growing pauses between attempts: 1 s doubling up to 5 minutes.</summary>
internal static class Backoff
{
    private static readonly Duration Longest = Duration.FromMinutes(5);

    public static Duration After(int failures) => Duration.Min(Duration.FromSeconds(Math.Pow(2, Math.Min(failures, 16))), Longest);
}
