using System.Diagnostics;
using NodaTime;

namespace MutualAid.Benchmarks;

/// <summary>Finding what is due must cost what is due, not what is stored: 100 due needs among ever more that are not.</summary>
internal static class Due
{
    private const int DueNeeds = 100;
    private const int Runs = 51;
    private static readonly Instant Now = Instant.FromUtc(2027, 6, 1, 0, 0);

    public static async Task RunAsync()
    {
        using var store = new TemporaryStore();
        await Claims.AddManyAsync(store.Needs, DueNeeds, n => n with { RemindAt = Now - Duration.FromSeconds(n.Number) });
        var stored = DueNeeds;
        double? least = null;
        foreach (var size in new[] { 1_000, 10_000, 100_000 })
        {
            await Claims.AddManyAsync(
                store.Needs, size - stored, n => n with { RemindAt = Now + Duration.FromSeconds(1 + n.Number) }, stored);
            stored = size;
            var median = await MedianAsync(store);
            least ??= median;
            Console.WriteLine($"{size,8:N0} stored   {median,6:N2} ms for {DueNeeds} due   ratio to the smallest {median / least:N2}");
        }
    }

    private static async Task<double> MedianAsync(TemporaryStore store)
    {
        var times = new List<double>();
        for (var run = 0; run < Runs; run++)
        {
            var clock = Stopwatch.StartNew();
            var due = await store.Needs.DueAsync(Now, DueNeeds, CancellationToken.None);
            times.Add(clock.Elapsed.TotalMilliseconds);
            if (due.Count != DueNeeds) throw new InvalidOperationException($"{due.Count} were due");
        }

        times.Sort();
        return times[times.Count / 2];
    }
}
