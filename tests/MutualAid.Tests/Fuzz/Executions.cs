using System.Collections.Concurrent;
using Xunit;

namespace MutualAid.Tests.Fuzz;

/// <summary>How much was tried, said at the end of each test. Many times more in the slower suite, where <c>FUZZ_TIMES</c> says how many, and then in <c>TestResults/fuzz.md</c> as well; <c>FUZZ_SEED</c> begins at a seed that failed.</summary>
internal static class Executions
{
    private static readonly ConcurrentDictionary<string, int> Counted = [];

    /// <summary>How many times as much as usual.</summary>
    public static int Times => int.TryParse(Environment.GetEnvironmentVariable("FUZZ_TIMES"), out var times) && times > 0 ? times : 1;

    /// <summary>Runs it for so many seeds, each reproducible: what fails names its seed.</summary>
    public static async Task RunAsync(string target, int usual, Func<int, Task> run)
    {
        var first = int.TryParse(Environment.GetEnvironmentVariable("FUZZ_SEED"), out var seed) ? seed : Times == 1 ? 0 : Random.Shared.Next(1 << 30);
        for (var i = 0; i < usual * Times; i++)
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

        Say(target, usual * Times);
    }

    public static void Run(string target, int usual, Action<int> run) => RunAsync(target, usual, seed =>
    {
        run(seed);
        return Task.CompletedTask;
    }).GetAwaiter().GetResult();

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
