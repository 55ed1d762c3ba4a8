using System.Diagnostics;
using System.Globalization;
using MutualAid.Core.Needs;
using MutualAid.Storage;
using MutualAid.Storage.Postgres;
using MutualAid.Storage.Sealing;
using MutualAid.Tests.Support.Postgres;

namespace MutualAid.Benchmarks;

/// <summary>Claims with their read a second of as many people in one, two and three processes on one database, in turns.</summary>
internal static class PostgresProcesses
{
    public const string Child = "claiming-child";

    private const int People = 48;
    private const int NeedsOfEach = 100;
    private const int Rounds = 3;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(3);

    public static async Task RunAsync()
    {
        if (PostgresTools.Missing is { } reason)
        {
            Console.WriteLine("not run: " + reason);
            return;
        }

        await using var server = await PostgresServer.StartAsync();
        var (connection, key) = (server.ConnectionString(await server.NewDatabaseAsync()), MasterKey.New());
        using (var store = Open(connection, key)) await Claims.AddManyAsync(new PostgresNeedStore(store), People * NeedsOfEach);
        var perSecond = new Dictionary<int, List<double>> { [1] = [], [2] = [], [3] = [] };
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (processes, found) in perSecond) found.Add(await TogetherAsync(processes, connection, key));
        }

        var one = Median(perSecond[1]);
        foreach (var (processes, found) in perSecond)
        {
            Console.WriteLine($"{processes} processes, {People} people   {Median(found),7:N0} claims/s, {Median(found) / one:N2} of one process'");
            if (processes > 1) Report.Row($"PostgreSQL, {People} people in {processes} processes beside one: claims with their read", $"{Median(found) / one:N2} ({Median(found):N0}/s)");
        }
    }

    /// <summary>One of the processes: claims for its people when a line comes in, and says how often.</summary>
    public static async Task<int> ChildAsync(string connection, string key, string first, string people)
    {
        using var store = Open(connection, MasterKey.Parse(key)!);
        var needs = new PostgresNeedStore(store);
        var claimers = Enumerable.Range(int.Parse(first, CultureInfo.InvariantCulture), int.Parse(people, CultureInfo.InvariantCulture)).ToList();
        // What a process does once, as to compile what it runs, is done before.
        await PerSecondAsync(needs, claimers, WarmUp);
        Console.WriteLine("ready");
        Console.ReadLine();
        Console.WriteLine((await PerSecondAsync(needs, claimers, Span)).ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    private static async Task<double> PerSecondAsync(PostgresNeedStore needs, List<int> claimers, TimeSpan span)
    {
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(claimers.Select(claimer => Task.Run(async () =>
        {
            var claims = 0;
            for (; clock.Elapsed < span; claims++) await ClaimAsync(needs, claimer, claims % NeedsOfEach);
            return claims;
        })));
        return counts.Sum() / clock.Elapsed.TotalSeconds;
    }

    private static async Task ClaimAsync(PostgresNeedStore needs, int claimer, int which)
    {
        var need = (await needs.FindAsync(new NeedId($"need{(claimer * NeedsOfEach) + which}"), CancellationToken.None))!;
        if (!await needs.SaveAsync(PostgresClaims.Claimed(need), CancellationToken.None)) throw new InvalidOperationException("Nobody else claims it.");
    }

    private static async Task<double> TogetherAsync(int processes, string connection, MasterKey key)
    {
        var share = People / processes;
        var children = Enumerable.Range(0, processes).Select(i => Start(connection, key, i * share, share)).ToList();
        try
        {
            foreach (var child in children) await LineAsync(child);
            foreach (var child in children) await child.StandardInput.WriteLineAsync("go");
            var found = await Task.WhenAll(children.Select(LineAsync));
            return found.Sum(f => double.Parse(f, CultureInfo.InvariantCulture));
        }
        finally
        {
            foreach (var child in children)
            {
                child.Kill();
                child.Dispose();
            }
        }
    }

    private static async Task<string> LineAsync(Process child) => await child.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("A process ended.");

    private static Process Start(string connection, MasterKey key, int first, int people)
    {
        string[] arguments = [typeof(PostgresProcesses).Assembly.Location, Child, connection, key.ToBase64(), $"{first}", $"{people}"];
        return Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!;
    }

    private static PostgresStore Open(string connection, MasterKey key)
    {
        var store = new PostgresStore(
            new StorageOptions(Path.Combine(Path.GetTempPath(), "none.db"), null) { Postgres = PostgresOptions.Of(connection), Keys = [key] }, TimeProvider.System, PostgresMigration.All);
        store.Open();
        return store;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
