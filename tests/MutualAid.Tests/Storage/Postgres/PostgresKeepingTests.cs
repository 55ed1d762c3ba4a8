using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Keeping;
using MutualAid.Core.Needs;
using MutualAid.Storage.Postgres;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Postgres;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Storage.Postgres;

/// <summary>Two processes on one database are in touch with one platform, and both hear people and show the same needs.</summary>
public sealed class PostgresKeepingTests : IAsyncLifetime
{
    private const int Count = 50;

    /// <summary>Ends every session that holds a document.</summary>
    private const string CutHolders =
        "SELECT count(pg_terminate_backend(pid)) FROM (SELECT DISTINCT pid FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) holders";

    private static readonly string[] People = ["bo", "cruz", "dani"];

    private readonly SlowPlatform _platform = new();
    private readonly List<PostgresSharedWork> _shared = [];
    private OpenPostgres _open = null!;
    private PostgresStore _second = null!;
    private World[] _worlds = null!;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _open = await OpenPostgres.NewAsync();
        _second = OpenPostgres.Open(_open.Options);
        var clock = World.NewClock();
        _worlds = [await StartAsync(_open.Store), await StartAsync(_second)];

        async Task<World> StartAsync(PostgresStore store)
        {
            var shared = new PostgresSharedWork(_open.Options, store);
            _shared.Add(shared);
            var world = await World.StartAsync(
                new StoreUnderTest(new PostgresNeedStore(store), new PostgresOfferStore(store), new PostgresGroupStore(store), new PostgresMemberStore(store), new PostgresBookmarks(store)),
                stage: new SlowStage(_platform), clock: clock, shared: shared);
            world.LeavesAllBehind = true;
            return world;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var world in _worlds ?? []) await world.DisposeAsync();
        foreach (var shared in _shared) await shared.DisposeAsync();
        _second?.Dispose();
        _open?.Dispose();
    }

    [Fact]
    public async Task Every_card_and_every_introduction_is_there_once_and_shows_the_last_state()
    {
        await PostAsync();
        _platform.Before = _ => Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(12)), CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var asking = Task.WhenAll(_worlds.Select(world => Task.Run(() => AskAgainAndAgainAsync(world, stop.Token), Now)));
        await Task.WhenAll(Enumerable.Range(1, Count).Select(number => Task.Run(() => ComeAndGoAsync(number), Now)));
        await stop.CancelAsync();
        await asking;
        await SettledAsync();
        await AssertShownAsync();
        Assert.Empty(_platform.Twice);
        Assert.Equal(0, _platform.Overlaps);
    }

    /// <summary>Whoever is cut off goes on with what they began, and another may begin it meanwhile; a platform that is asked twice then does it once.</summary>
    [Fact]
    public async Task Every_card_shows_the_last_state_also_where_sessions_are_lost_in_the_middle()
    {
        await PostAsync();
        _platform.Before = _ => Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(12)), CancellationToken.None);
        var server = await PostgresFixture.ServerAsync();
        var acting = Task.WhenAll(Enumerable.Range(1, Count).Select(number => Task.Run(() => ComeAndGoAsync(number), Now)));
        var cuts = 0L;
        while (!acting.IsCompleted)
        {
            cuts += await server.AskAsync<long>(_open.Database, CutHolders);
            await Task.Delay(TimeSpan.FromMilliseconds(40), Now);
        }

        await acting;
        Assert.InRange(cuts, 5, long.MaxValue);
        await SettledAsync();
        await AssertShownAsync();
    }

    private async Task PostAsync()
    {
        foreach (var setting in (string[])["open-needs", "needs-an-hour", "open-claims"]) await _worlds[0].Dani.TypesAsync($"/settings {setting} 500");
        for (var number = 1; number <= Count; number++) await _worlds[number % 2].Ana.TypesAsync($"/need Thing {number}");
        await SettledAsync();
    }

    /// <summary>People take it on and let go of it, each through one process or the other; the last of them stays.</summary>
    private async Task ComeAndGoAsync(int number)
    {
        for (var time = 0; time < 4; time++)
        {
            var who = People[(number + time) % People.Length];
            await new Actor(_worlds[Random.Shared.Next(2)], who).TypesAsync($"/claim {number}");
            if (time < 3) await new Actor(_worlds[Random.Shared.Next(2)], who).TypesAsync($"/release {number}");
        }
    }

    private static async Task AskAgainAndAgainAsync(World world, CancellationToken stop)
    {
        var needs = await world.Needs.OpenInAsync(world.Stage.Group, CancellationToken.None);
        while (!stop.IsCancellationRequested)
        {
            foreach (var need in needs) world.Get<IAttention>().Wants(need.Id);
            await Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None);
        }
    }

    /// <summary>Each may have something for the other yet.</summary>
    private async Task SettledAsync()
    {
        for (var round = 0; round < 3; round++)
        {
            foreach (var world in _worlds) await world.Get<Keeper>().IdleAsync().WaitAsync(Now);
        }
    }

    private async Task AssertShownAsync()
    {
        var world = _worlds[0];
        var group = (await world.Get<GroupDirectory>().FindAsync(world.Stage.Group, Now))!;
        for (var number = 1; number <= Count; number++)
        {
            var need = await world.NeedAsync(number);
            Assert.Equal("test:" + People[(number + 3) % People.Length], Assert.Single(need.Claims).Person.Value);
            Assert.Null(need.KeepAt);
            var wanted = NeedCard.Of(need, world.Get<GroupDirectory>().RulesOf(group), group.IsSurging(Instant.FromUtc(2026, 11, 23, 10, 0)));
            Assert.Equal(Fingerprint.Of(wanted), Fingerprint.Of(_platform.CardOf(need.CardPosting!.Id)!));
            var introduction = Assert.Single(need.Postings, p => p is { Kind: PostingKind.Introduction, Retired: false });
            Assert.NotNull(_platform.CardOf(introduction.Id));
        }
    }
}
