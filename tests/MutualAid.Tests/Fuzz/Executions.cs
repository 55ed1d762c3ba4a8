using System.Collections.Concurrent;
using Xunit;

namespace MutualAid.Tests.Fuzz;

/// <summary>How much was tried, said at the end of each test. Many times more in the slower suite, where <c>FUZZ_TIMES</c> says how many, and then in <c>TestResults/fuzz.md</c> as well; <c>FUZZ_SEED</c> begins at a seed that failed.</summary>
internal static class Executions
{
    /// <summary>An entry of a dictionary with a short text as its key takes at least so many bytes.</summary>
    private const int SmallestKept = 100;

    private const int Rounds = 5;

    private static readonly ConcurrentDictionary<string, int> Counted = [];

    /// <summary>How many times as much as usual.</summary>
    public static int Times => int.TryParse(Environment.GetEnvironmentVariable("FUZZ_TIMES"), out var times) && times > 0 ? times : 1;

    /// <summary>Runs it for so many seeds, each reproducible: what fails names its seed.</summary>
    public static async Task RunAsync(string target, int usual, Func<int, Task> run)
    {
        await RunAsync(target, First(), usual * Times, run);
        Say(target, usual * Times);
    }

    /// <summary>
    /// The same, and what <paramref name="roots"/> keep in memory afterwards is not more after as many of other seeds: by less than a quarter of what the
    /// smallest thing that is kept of each would take. What other tests of this process bring about for the first time, it grows by once, and a leak each time.
    /// </summary>
    public static async Task RunWithoutGrowthAsync(string target, int usual, Func<int, Task> run, params object[] roots)
    {
        var (first, times) = (First(), usual * Times);
        await RunAsync(target, first, times, run);
        var before = await Kept.LeastAsync(roots);
        for (var round = 1; ; round++)
        {
            await RunAsync(target, first + (round * times), times, run);
            var most = before.Bytes + (SmallestKept / 4 * times);
            var after = await Kept.LeastAsync(roots, enough: most);
            Say(target, (round + 1) * times);
            TestContext.Current.TestOutputHelper?.WriteLine($"{target}: {before.Bytes} bytes kept, {after.Bytes} after {times} more");
            if (after.Bytes <= most) return;
            Assert.True(round < Rounds, $"{target}, from seed {first}: {before.Bytes} bytes were kept, and {after.Bytes} after {times} more, again and again: {after.More(before)}.");
            before = after;
        }
    }

    public static void Run(string target, int usual, Action<int> run) => RunAsync(target, usual, Awaited(run)).GetAwaiter().GetResult();

    public static Task RunWithoutGrowthAsync(string target, int usual, Action<int> run, params object[] roots) => RunWithoutGrowthAsync(target, usual, Awaited(run), roots);

    private static Func<int, Task> Awaited(Action<int> run) => seed =>
    {
        run(seed);
        return Task.CompletedTask;
    };

    private static int First() => int.TryParse(Environment.GetEnvironmentVariable("FUZZ_SEED"), out var seed) ? seed : Times == 1 ? 0 : Random.Shared.Next(1 << 30);

    private static async Task RunAsync(string target, int first, int times, Func<int, Task> run)
    {
        for (var i = 0; i < times; i++)
        {
            try
            {
                await run(first + i);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"{target}, seed {first + i}: {e.GetType().Name} {e.Message}", e);
            }
        }
    }

    private static void Say(string target, int executions)
    {
        Counted[target] = executions;
        TestContext.Current.TestOutputHelper?.WriteLine($"{target}: {executions} executions");
        if (Times == 1) return;
        var folder = Directory.CreateDirectory(Path.Combine(WallTests.Top, "TestResults")).FullName;
        lock (Counted)
        {
            File.WriteAllLines(
                Path.Combine(folder, "fuzz.md"),
                ["| fuzzed | executions |", "| --- | --- |", .. Counted.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"| {c.Key} | {c.Value} |")]);
        }
    }
}
