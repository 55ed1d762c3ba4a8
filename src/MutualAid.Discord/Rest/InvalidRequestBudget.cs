using Microsoft.Extensions.Logging;

namespace MutualAid.Discord.Rest;

/// <summary>
/// Counts the answers that Discord holds against the sender's address: 10,000 of them in ten minutes, and it is shut out (Discord: Topics,
/// Rate Limits, Invalid Request Limit). The bot stops far before. Thread-safe.
/// </summary>
internal sealed partial class InvalidRequestBudget(TimeProvider time, ILogger log)
{
    private const int Most = 5_000;

    /// <summary>Who waits for an answer to their click is served longer, but not at the price of everybody.</summary>
    private const int MostWithTokenInPath = 8_000;

    private const int Slots = 61;

    private static readonly TimeSpan Slot = TimeSpan.FromSeconds(10);

    // One for each ten seconds, and one more: the oldest is let go when all of it is older than ten minutes.
    private readonly int[] counts = new int[Slots];
    private readonly Lock sync = new();
    private readonly long start = time.GetTimestamp();
    private long slot;
    private int sum;

    public void Count()
    {
        lock (sync)
        {
            MoveOn();
            counts[slot % Slots]++;
            if (++sum != Most) return;
        }

        LogSpent(log, Most);
    }

    public bool HasRoom(bool isTokenInPath)
    {
        lock (sync)
        {
            MoveOn();
            return sum < (isTokenInPath ? MostWithTokenInPath : Most);
        }
    }

    private void MoveOn()
    {
        var now = time.GetElapsedTime(start).Ticks / Slot.Ticks;
        for (var step = Math.Min(now - slot, Slots); step > 0; step--)
        {
            slot = now - step + 1;
            sum -= counts[slot % Slots];
            counts[slot % Slots] = 0;
        }
    }

    [LoggerMessage(11, LogLevel.Error, "Discord refused {Count} requests in ten minutes. Only clicks are answered until there are fewer.")]
    private static partial void LogSpent(ILogger log, int count);
}
