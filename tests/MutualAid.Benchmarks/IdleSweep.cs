using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using MutualAid.Core.Reminders;
using NodaTime;

namespace MutualAid.Benchmarks;

/// <summary>What it costs, every two seconds, to find that nothing is due: beside an empty store, where something was written since, and where nothing was.</summary>
internal static class IdleSweep
{
    private const int Groups = 10_000;
    private const int Needs = 100_000;
    private const int Runs = 400;

    public static async Task RunAsync()
    {
        var empty = await MeasureAsync(0, 0, written: true);
        var full = await MeasureAsync(Groups, Needs, written: true);
        var quiet = await MeasureAsync(Groups, Needs, written: false);
        Console.WriteLine($"empty store                        p50 {empty.P50,6:F3} ms   p99 {empty.P99,6:F3} ms");
        Console.WriteLine($"{Groups:N0} groups, {Needs:N0} needs       p50 {full.P50,6:F3} ms   p99 {full.P99,6:F3} ms (at most 5 is wanted), {full.P50 / empty.P50:F2} times the empty one");
        Console.WriteLine($"the same, nothing written since    p50 {quiet.P50,6:F3} ms   p99 {quiet.P99,6:F3} ms");
        Report.Row($"sweep that finds nothing, {Needs:N0} needs, p99", $"{full.P99:F2} ms", "at most 5");
    }

    private static async Task<(double P50, double P99)> MeasureAsync(int groups, int needs, bool written)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        await using var setup = new Setup(time);
        await setup.StartAsync();
        var now = Instant.FromDateTimeOffset(time.GetUtcNow());
        var store = setup.Get<IGroupStore>();
        foreach (var some in Enumerable.Range(0, groups).Chunk(512))
        {
            await Task.WhenAll(some.Select(i => store.AddAsync(
                new Group { Id = new GroupId($"bench:g{i}"), Home = new PlaceId("bench:home"), DigestAt = now + Duration.FromMinutes(30 + i) }, CancellationToken.None)));
        }

        foreach (var some in Enumerable.Range(1, needs).Chunk(512))
        {
            await Task.WhenAll(some.Select(n => setup.Needs.AddAsync(
                Setup.NewNeed(n, now) with { RemindAt = now + Duration.FromHours(4) + Duration.FromSeconds(n), AskAt = now + Duration.FromDays(12) }, CancellationToken.None)));
        }

        var (sweep, bookmarks) = (setup.Get<DueWork>(), setup.Get<IBookmarks>());
        for (var i = 0; i < 50; i++) await sweep.SweepAsync(CancellationToken.None);
        var took = new List<double>();
        for (var i = 0; i < Runs; i++)
        {
            time.Advance(TimeSpan.FromSeconds(2));
            if (written) await bookmarks.SaveAsync("benchmark", $"{i}", CancellationToken.None);
            var watch = Stopwatch.StartNew();
            await sweep.SweepAsync(CancellationToken.None);
            took.Add(watch.Elapsed.TotalMilliseconds);
        }

        took.Sort();
        return (took[Runs / 2], took[Runs * 99 / 100]);
    }
}
