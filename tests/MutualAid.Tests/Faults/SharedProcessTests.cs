using MutualAid.Storage;
using MutualAid.Storage.Postgres;
using MutualAid.Storage.Sealing;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Discord;
using MutualAid.Tests.Support.Postgres;
using Xunit;

namespace MutualAid.Tests.Faults;

/// <summary>Three real processes on one PostgreSQL, each with a shard of its own, under load; now this one is killed, and now that one.</summary>
[Collection(FaultCollection.Name)]
public sealed class SharedProcessTests(FaultTable table, ITestOutputHelper output)
{
    private const int Processes = 3;

    /// <summary>In the first minute, all that Discord allows a bot goes into bringing people together; then so many that it can catch up.</summary>
    private static readonly (int First, int Later) ActsInAMinute = (2_300, 600);

    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan TakenOverWithin = TimeSpan.FromSeconds(15);

    /// <summary>As long before a kill as somebody may have typed who was answered by nobody any more.</summary>
    private static readonly TimeSpan OnItsWay = TimeSpan.FromSeconds(4);

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public Task Of_three_processes_each_is_killed_and_nothing_is_lost() => StormAsync(3, TimeSpan.FromSeconds(8));

    [Fact(Explicit = true)]
    public Task Of_three_processes_one_is_killed_every_twenty_seconds_for_five_minutes() => StormAsync(15, TimeSpan.FromSeconds(20));

    private async Task StormAsync(int kills, TimeSpan every)
    {
        var server = await PostgresFixture.ServerAsync();
        await using var fake = await FakeDiscord.StartAsync();
        fake.HoldsToTheDescription = false;
        fake.Limits.UseUsual();
        (fake.Gateway.RecommendedShards, fake.Gateway.RequiredShards, fake.Gateway.IdentifyEvery) = (Processes, Processes, TimeSpan.FromSeconds(1));
        // Numbered one after the other: one a shard.
        var guilds = Enumerable.Range(0, Processes).Select(_ => GuildStorm.In(fake)).ToList();
        var digest = TimeProvider.System.GetUtcNow().AddMinutes(2);
        var (database, key) = (server.ConnectionString(await server.NewDatabaseAsync()), MasterKey.New());
        var settings = new Dictionary<string, string>
        {
            ["Groups__DigestAt"] = FormattableString.Invariant($"{digest:HH:mm}"),
            ["Storage__Provider"] = "Postgres",
            ["Storage__Postgres__ConnectionString"] = database,
            ["Storage__Key"] = key.ToBase64(),
            ["Discord__Token"] = fake.Token!,
            ["Discord__ApiBaseUrl"] = fake.ApiBaseUrl,
            ["Operations__Url"] = "off",
        };
        var folders = Enumerable.Range(0, Processes).Select(_ => new TestFolder()).ToList();
        var bots = new List<BotProcess>();
        var windows = new List<(DateTimeOffset From, DateTimeOffset To)>();
        var slowest = TimeSpan.Zero;
        try
        {
            foreach (var folder in folders) bots.Add(await BotProcess.StartAsync(folder.Path, settings, "connecting to"));
            await AllHeardAsync(fake);
            foreach (var guild in guilds) await guild.BeginAsync();
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Now);
            var acting = ActAsync(guilds, stop.Token);
            for (var kill = 0; kill < kills; kill++)
            {
                await Task.Delay(every, Now);
                var (from, one) = (TimeProvider.System.GetUtcNow(), kill % Processes);
                await bots[one].KillAsync();
                await bots[one].DisposeAsync();
                await AllHeardAsync(fake);
                var to = TimeProvider.System.GetUtcNow();
                windows.Add((from - OnItsWay, to));
                if (to - from > slowest) slowest = to - from;
                bots[one] = await BotProcess.StartAsync(folders[one].Path, settings, "connecting to");
            }

            await stop.CancelAsync();
            await acting;
            await fake.UntilAsync(() => guilds.TrueForAll(g => g.Digests > 0), "the digests", TimeSpan.FromMinutes(4));
            var differences = await DifferencesAsync(guilds, database, key);
            output.WriteLine(string.Join('\n', differences.SelectMany(d => d.Lines)));
            Assert.All(guilds, g => Assert.Equal(1, g.Digests));
            Assert.Empty(fake.Violations);
            var unanswered = guilds.SelectMany(g => g.UnansweredAt).ToList();
            Assert.All(unanswered, at => Assert.Contains(windows, w => w.From <= at && at <= w.To));
            Assert.True(slowest < TakenOverWithin, $"A shard was taken over after {slowest}.");
            table.Note(
                new FaultRow("kill -9, one of three processes on one PostgreSQL", kills, guilds.Sum(g => g.Acknowledged), differences.Sum(d => d.Lost), differences.Sum(d => d.Twice),
                    FormattableString.Invariant($"taken over after at most {slowest.TotalSeconds:F1} s; {unanswered.Count} of {guilds.Sum(g => g.Acts)} typed while a process died failed visibly")),
                output);
        }
        finally
        {
            foreach (var bot in bots) await bot.DisposeAsync();
            foreach (var folder in folders) folder.Dispose();
        }
    }

    private static async Task ActAsync(List<GuildStorm> guilds, CancellationToken stop)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMinutes(1) / ActsInAMinute.First);
        for (var act = 0; !stop.IsCancellationRequested; act++)
        {
            if (act == ActsInAMinute.First) pace.Period = TimeSpan.FromMinutes(1) / ActsInAMinute.Later;
            await guilds[act % guilds.Count].ActAsync();
            await pace.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    /// <summary>When all is quiet, or after a minute as it is then.</summary>
    private static async Task<IReadOnlyList<Difference>> DifferencesAsync(List<GuildStorm> guilds, string database, MasterKey key)
    {
        using var folder = new TestFolder();
        using var store = OpenPostgres.Open(new StorageOptions(folder.File("none"), null) { Postgres = PostgresOptions.Of(database), Keys = [key] });
        var needs = new PostgresNeedStore(store);
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            // What is shown twice may come late.
            await Task.Delay(TimeSpan.FromSeconds(5), Now);
            var found = new List<Difference>();
            foreach (var guild in guilds) found.Add(await guild.CompareAsync(needs, Now));
            if (found.TrueForAll(d => d is { Lost: 0, Twice: 0 }) || TimeProvider.System.GetElapsedTime(began) > Settled) return found;
        }
    }

    private static Task AllHeardAsync(FakeDiscord fake) => fake.UntilAsync(
        () => fake.Gateway.Sessions.Where(s => s.Socket is not null).Select(s => s.Shard).Distinct().Count() == Processes, "every shard is heard", TimeSpan.FromMinutes(1));
}
