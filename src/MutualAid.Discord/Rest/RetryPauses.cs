namespace MutualAid.Discord.Rest;

/// <summary>Growing pauses between attempts: half a second doubling up to 30 s, with up to a quarter more by chance.</summary>
internal static class RetryPauses
{
    public const int Attempts = 5;

    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary><paramref name="failures"/> counts from 1.</summary>
    public static TimeSpan After(int failures)
    {
        var pause = First * Math.Pow(2, Math.Min(failures - 1, 16));
        if (pause > Longest) pause = Longest;
        // Many calls that failed at one moment must not come back at one moment.
        return pause * (1 + (Random.Shared.NextDouble() / 4));
    }
}
