using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using MutualAid.Core.Reminders;
using NodaTime;

namespace MutualAid.Benchmarks;

/// <summary>A sweep with 100 needs due to be brought back, over ever more stored ones: the cost follows what is due.</summary>
internal static class SweepCost
{
    private const int Due = 100;
    private const int Runs = 9;

    public static async Task RunAsync()
    {
        // Once unmeasured: the first run pays for the compiler.
        await MedianAsync(1_000);
        var least = 0.0;
        foreach (var stored in new[] { 1_000, 10_000, 100_000 })
        {
            var median = await MedianAsync(stored);
            if (least == 0) least = median;
            Console.WriteLine($"{stored,9:N0} stored, {Due} due: {median,8:F1} ms a sweep, {median / least:F2} times the first (at most 2 is wanted)");
            Report.Row($"sweep of {Due} due among {stored:N0} stored", $"{median / least:F2} times ({median:F1} ms)", "at most 2");
        }
    }

    private static async Task<double> MedianAsync(int stored)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        await using var setup = new Setup(time);
        await setup.StartAsync();
        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        foreach (var numbers in Enumerable.Range(1, stored).Chunk(512))
        {
            // All but the due ones are far from due, each at a time of its own, as in a real store.
            await Task.WhenAll(numbers.Select(n => setup.Needs.AddAsync(
                Setup.NewNeed(n, now) with { RemindAt = now + (n <= Due ? Duration.Zero : Duration.FromDays(365) + Duration.FromSeconds(n)) }, CancellationToken.None)));
        }

        var sweep = setup.Get<DueWork>();
        await sweep.SweepAndSettleAsync(CancellationToken.None);
        var took = new List<double>();
        for (var run = 0; run < Runs; run++)
        {
            time.Advance(TimeSpan.FromDays(3));
            var watch = Stopwatch.StartNew();
            await sweep.SweepAndSettleAsync(CancellationToken.None);
            took.Add(watch.Elapsed.TotalMilliseconds);
        }

        return took.Order().ElementAt(Runs / 2);
    }
}
