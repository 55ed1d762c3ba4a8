using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using MutualAid.Storage.Postgres;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Postgres;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Storage.Postgres;

/// <summary>Several processes on one database.</summary>
public sealed class PostgresRaceTests : IAsyncLifetime
{
    private static readonly GroupId Berlin = new("playground:berlin");
    private OpenPostgres _open = null!;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _open = await OpenPostgres.NewAsync();

    public ValueTask DisposeAsync()
    {
        _open.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Of_savers_in_two_processes_one_wins_each_version()
    {
        using var second = OpenPostgres.Open(_open.Options);
        PostgresNeedStore[] stores = [new(_open.Store), new(second)];
        for (var round = 1; round <= 100; round++)
        {
            await stores[0].AddAsync(Need(round), Now);
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async who =>
            {
                var loaded = (await stores[who % 2].FindByNumberAsync(Berlin, round, Now))! with { Version = 1, What = $"{who}" };
                return (who, won: await stores[who % 2].SaveAsync(loaded, Now));
            }));
            var stored = (await stores[1].FindByNumberAsync(Berlin, round, Now))!;
            Assert.Equal((2, $"{Assert.Single(answers, a => a.won).who}"), (stored.Version, stored.What));
        }
    }

    [Fact]
    public async Task Of_two_processes_that_add_one_number_one_is_answered_true()
    {
        using var second = OpenPostgres.Open(_open.Options);
        PostgresNeedStore[] stores = [new(_open.Store), new(second)];
        for (var round = 1; round <= 50; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(who => stores[who % 2].AddAsync(Need(round) with { Id = new($"{round}-{who}") }, Now)));
            Assert.Single(answers, won => won);
        }

        Assert.Equal(50, (await stores[0].OpenInAsync(Berlin, Now)).Count);
    }

    [Fact]
    public async Task Many_processes_that_start_at_once_on_an_empty_database_share_one_store_and_one_key_file()
    {
        using var folder = new TestFolder();
        var server = await PostgresFixture.ServerAsync();
        var options = _open.Options with { Path = folder.File("mutualaid.db"), Keys = null, Postgres = PostgresOptions.Of(server.ConnectionString(await server.NewDatabaseAsync())) };
        var stores = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => OpenPostgres.Open(options))));
        Assert.True(await new PostgresNeedStore(stores[0]).AddAsync(Need(1), Now));
        foreach (var store in stores) Assert.NotNull(await new PostgresNeedStore(store).FindByNumberAsync(Berlin, 1, Now));
        Assert.Equal(["mutualaid.key"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
        foreach (var store in stores) store.Dispose();
    }

    [Fact]
    public async Task One_process_has_the_work_and_another_takes_it_over_when_that_one_ends()
    {
        var first = new PostgresSharedWork(_open.Options);
        await using var second = new PostgresSharedWork(_open.Options);
        Assert.True(await first.IsMineAsync("sweep", Now));
        Assert.True(await first.IsMineAsync("sweep", Now));
        Assert.False(await second.IsMineAsync("sweep", Now));
        Assert.True(await second.IsMineAsync("another", Now));
        Assert.False(await first.IsMineAsync("another", Now));
        await first.DisposeAsync();
        await Eventually.TrueAsync(() => second.IsMineAsync("sweep", Now));
    }

    [Fact]
    public async Task Who_lost_the_connection_believes_it_no_longer()
    {
        await using var first = new PostgresSharedWork(_open.Options);
        await using var second = new PostgresSharedWork(_open.Options);
        Assert.True(await first.IsMineAsync("sweep", Now));
        var server = await PostgresFixture.ServerAsync();
        await server.ExecuteAsync("postgres", $"SELECT pg_terminate_backend({first.ServerProcess})");
        await Eventually.TrueAsync(() => second.IsMineAsync("sweep", Now));
        Assert.False(await first.IsMineAsync("sweep", Now));
        await second.DisposeAsync();
        await Eventually.TrueAsync(() => first.IsMineAsync("sweep", Now));
    }

    [Fact]
    public async Task A_server_whose_name_is_not_known_any_more_is_one_that_can_t_be_asked()
    {
        await using var shared = new PostgresSharedWork(_open.Options with { Postgres = PostgresOptions.Of("Host=nowhere.invalid;Database=mutualaid") });
        Assert.False((await Assert.ThrowsAsync<StorageException>(() => shared.IsMineAsync("sweep", Now))).IsFatal);
    }

    [Fact]
    public async Task The_work_of_one_store_is_not_that_of_another_in_the_same_database()
    {
        var server = await PostgresFixture.ServerAsync();
        await server.ExecuteAsync(_open.Database, "CREATE SCHEMA other");
        var other = _open.Options with { Postgres = PostgresOptions.Of(server.ConnectionString(_open.Database) + ";Search Path=other") };
        using var store = OpenPostgres.Open(other);
        await using var first = new PostgresSharedWork(_open.Options);
        await using var second = new PostgresSharedWork(other);
        Assert.True(await first.IsMineAsync("sweep", Now));
        Assert.True(await second.IsMineAsync("sweep", Now));
        Assert.True(await _open.Needs.AddAsync(Need(1), Now));
        Assert.Null(await new PostgresNeedStore(store).FindByNumberAsync(Berlin, 1, Now));
    }

    [Fact]
    public async Task A_process_that_is_silent_loses_the_work_by_the_server_s_own_clock()
    {
        // As one that is stopped, or on a machine that can't be reached any more: its connection stays open, and nothing comes by it.
        await using var frozen = new PostgresSharedWork(_open.Options) { SecondsBetweenSigns = 0, SilentAtMost = TimeSpan.FromSeconds(10) };
        await using var second = new PostgresSharedWork(_open.Options);
        Assert.InRange(second.SilentAtMost, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(12));
        Assert.True(await second.IsMineAsync("another", Now));
        Assert.True(await frozen.IsMineAsync("sweep", Now));
        Assert.False(await second.IsMineAsync("sweep", Now));
        await Eventually.TrueAsync(() => second.IsMineAsync("sweep", Now));
        Assert.False(await frozen.IsMineAsync("sweep", Now));
    }

    [Fact]
    public async Task A_process_that_is_busy_keeps_the_work()
    {
        await using var busy = new PostgresSharedWork(_open.Options) { SecondsBetweenSigns = 1, SilentAtMost = TimeSpan.FromSeconds(8) };
        Assert.True(await busy.IsMineAsync("sweep", Now));
        var server = await PostgresFixture.ServerAsync();
        var sessions = $"SELECT count(*) FROM pg_stat_activity WHERE pid = {busy.ServerProcess}";
        await Eventually.TrueAsync(async () => await server.AskAsync<long>("postgres", $"{sessions} AND backend_start < clock_timestamp() - interval '16 seconds'") == 1);
        await using var second = new PostgresSharedWork(_open.Options);
        Assert.False(await second.IsMineAsync("sweep", Now));
    }

    private static Need Need(int number) => new()
    {
        Id = new NeedId($"n{number}"),
        Group = Berlin,
        Number = number,
        Requester = new PersonId("playground:ana"),
        What = "Rice",
        PostedAt = Instant.FromUtc(2026, 3, 1, 8, 0),
    };
}
