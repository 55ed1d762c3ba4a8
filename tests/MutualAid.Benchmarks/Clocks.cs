using System.Diagnostics;

namespace MutualAid.Benchmarks;

internal static class Clocks
{
    /// <summary>Completes when the clock shows this, or at once where it shows more. It is read once a wait: a moment later less than nothing could be left, which may mean "for ever".</summary>
    public static async Task ReachesAsync(this Stopwatch clock, TimeSpan at)
    {
        for (var left = at - clock.Elapsed; left > TimeSpan.Zero; left = at - clock.Elapsed) await Task.Delay(left);
    }
}
