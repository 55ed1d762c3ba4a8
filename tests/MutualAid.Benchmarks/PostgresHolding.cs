using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MutualAid.Core.Keeping;
using MutualAid.Core.Needs;
using MutualAid.Core.Reminders;
using MutualAid.Storage.LiteDb;
using MutualAid.Tests.Support.Postgres;
using NodaTime;

namespace MutualAid.Benchmarks;

/// <summary>What it costs a keeper's pass on PostgreSQL to hold its document among processes: beside passes that hold nothing, in turns; one after the other, and all at once.</summary>
internal static class PostgresHolding
{
    private const int Needs = 100;
    private const int Rounds = 5;

    public static async Task RunAsync()
    {
        if (PostgresTools.Missing is { } reason)
        {
            Console.WriteLine("not run: " + reason);
            return;
        }

        await using var server = await PostgresServer.StartAsync();
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        await using var holding = new Setup(time, server.ConnectionString(await server.NewDatabaseAsync()));
        await using var bare = new Setup(time, server.ConnectionString(await server.NewDatabaseAsync()), services => services.AddSingleton<ISharedWork, AloneOnFile>());
        foreach (var setup in new[] { holding, bare }) await FillAsync(setup, Instant.FromDateTimeOffset(time.GetUtcNow()));
        foreach (var together in new[] { 1, Needs })
        {
            var (ours, floor) = (new List<double>(), new List<double>());
            for (var round = 0; round < Rounds; round++)
            {
                floor.Add(await PassesAsync(bare, together));
                ours.Add(await PassesAsync(holding, together));
            }

            var (held, free) = (Median(ours), Median(floor));
            Console.WriteLine($"{Needs} passes, {together,3} at once   held {held,7:N1} ms   not held {free,7:N1} ms   {held / free:N2} of them (at most 1.30 is wanted)");
            Report.Row($"PostgreSQL, keeper's passes, {together} at once: held beside not held", $"{held / free:N2} times ({held / Needs:N2} ms a pass)", "at most 1.30");
        }
    }

    private static async Task FillAsync(Setup setup, Instant now)
    {
        await setup.StartAsync();
        for (var number = 1; number <= Needs; number++) await setup.Needs.AddAsync(Setup.NewNeed(number, now), CancellationToken.None);
        // The first passes pay for the compiler and the connections.
        await PassesAsync(setup, Needs);
        await PassesAsync(setup, together: 1);
    }

    /// <summary>How many milliseconds it took to show all needs, each of them changed before.</summary>
    private static async Task<double> PassesAsync(Setup setup, int together)
    {
        var keeper = setup.Get<Keeper>();
        var ids = Enumerable.Range(1, Needs).Select(n => new NeedId($"need{n}")).ToList();
        foreach (var id in ids)
        {
            var need = (await setup.Needs.FindAsync(id, CancellationToken.None))!;
            if (!await setup.Needs.SaveAsync(need with { What = $"Groceries {need.Version}", KeepAt = need.PostedAt }, CancellationToken.None)) throw new InvalidOperationException("Nobody else saves it.");
        }

        var watch = Stopwatch.StartNew();
        foreach (var some in ids.Chunk(together))
        {
            foreach (var id in some) keeper.Wants(id);
            await keeper.IdleAsync();
        }

        return watch.Elapsed.TotalMilliseconds;
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
