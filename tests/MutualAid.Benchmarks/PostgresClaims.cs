using System.Diagnostics;
using MutualAid.Core.Needs;
using MutualAid.Storage;
using MutualAid.Storage.Postgres;
using MutualAid.Storage.Sealing;
using MutualAid.Tests.Support.Postgres;
using Npgsql;

namespace MutualAid.Benchmarks;

/// <summary>Saves and claims a second on a real server of its own, beside bare <c>UPDATE … WHERE version</c> of as long a row, from as many connections, in turns.</summary>
internal static class PostgresClaims
{
    private const int Rows = 5_000;
    private const int Rounds = 3;
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(3);

    public static async Task RunAsync()
    {
        if (PostgresTools.Missing is { } reason)
        {
            Console.WriteLine("not run: " + reason);
            return;
        }

        await using var server = await PostgresServer.StartAsync();
        var connectionString = server.ConnectionString(await server.NewDatabaseAsync());
        using var store = new PostgresStore(
            new StorageOptions(Path.Combine(server.Folder, "none.db"), null) { Postgres = PostgresOptions.Of(connectionString), Keys = [MasterKey.New()] }, TimeProvider.System, PostgresMigration.All);
        store.Open();
        var needs = new PostgresNeedStore(store);
        await Claims.AddManyAsync(needs, 2 * Rows);
        var saver = await Saver.LoadAsync(needs);
        await using var bare = NpgsqlDataSource.Create(connectionString + ";Max Auto Prepare=10;Auto Prepare Min Usages=2;No Reset On Close=true");
        await MakeBareAsync(bare);
        foreach (var connections in new[] { 1, 8, 16, 64 })
        {
            var (floor, saves, claims) = (new List<double>(), new List<double>(), new List<double>());
            for (var round = 0; round < Rounds; round++)
            {
                floor.Add(await PerSecondAsync(connections, row => UpdateAsync(bare, row)));
                saves.Add(await PerSecondAsync(connections, saver.SaveAsync));
                claims.Add(await PerSecondAsync(connections, row => ClaimAsync(needs, Rows + row)));
            }

            var (one, ours, claimed) = (Median(floor), Median(saves), Median(claims));
            Console.WriteLine($"{connections,3} connections   bare updates {one,7:N0}/s   saves {ours,7:N0}/s, {ours / one:N2} of them (at least 0.70 is wanted)   claims with their read {claimed,7:N0}/s, {claimed / one:N2}");
            Report.Row($"PostgreSQL, {connections} at a time: claims that are saved beside bare updates", $"{ours / one:N2} ({ours:N0}/s)", "at least 0.70");
        }
    }

    private static async Task MakeBareAsync(NpgsqlDataSource bare)
    {
        await using var make = bare.CreateCommand("CREATE TABLE bare (id integer PRIMARY KEY, version bigint NOT NULL, body bytea NOT NULL)");
        await make.ExecuteNonQueryAsync();
        await using var fill = bare.CreateCommand($"INSERT INTO bare SELECT n, 1, (SELECT body FROM needs LIMIT 1) FROM generate_series(0, {Rows - 1}) n");
        await fill.ExecuteNonQueryAsync();
    }

    private static async Task UpdateAsync(NpgsqlDataSource bare, int row)
    {
        await using var command = bare.CreateCommand("UPDATE bare SET version = version + 1, body = $2 WHERE id = $1 AND version > $3");
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = row });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = Body });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = 0 });
        if (await command.ExecuteNonQueryAsync() != 1) throw new InvalidOperationException("A bare update found nothing.");
    }

    private static async Task ClaimAsync(PostgresNeedStore needs, int row)
    {
        var need = (await needs.FindAsync(new NeedId($"need{row}"), CancellationToken.None))!;
        if (!await needs.SaveAsync(Claimed(need), CancellationToken.None)) throw new InvalidOperationException("Nobody else claims it.");
    }

    /// <summary>Claimed by somebody, or given back.</summary>
    internal static Need Claimed(Need need) =>
        need with { Claims = need.Version % 2 == 0 ? [] : [new(new($"playground:claimer{need.Version % 50}"), 1, need.PostedAt, Done: false)] };

    /// <summary>Each connection has rows of its own, so that none waits for another's.</summary>
    private static async Task<double> PerSecondAsync(int connections, Func<int, Task> act)
    {
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, connections).Select(c => Task.Run(async () =>
        {
            var done = 0;
            for (; clock.Elapsed < Span; done++) await act((c + (done * connections)) % (Rows / connections * connections));
            return done;
        })));
        return counts.Sum() / clock.Elapsed.TotalSeconds;
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    /// <summary>As long as the body of a need.</summary>
    private static byte[] Body { get; } = new byte[797];

    /// <summary>Saves what it has loaded before.</summary>
    private sealed class Saver(PostgresNeedStore needs, Need[] loaded)
    {
        public static async Task<Saver> LoadAsync(PostgresNeedStore needs) =>
            new(needs, await Task.WhenAll(Enumerable.Range(0, Rows).Select(async row => (await needs.FindAsync(new NeedId($"need{row}"), CancellationToken.None))!)));

        public async Task SaveAsync(int row)
        {
            var need = loaded[row];
            if (!await needs.SaveAsync(Claimed(need), CancellationToken.None)) throw new InvalidOperationException("Nobody else saves it.");
            loaded[row] = need with { Version = need.Version + 1 };
        }
    }
}
