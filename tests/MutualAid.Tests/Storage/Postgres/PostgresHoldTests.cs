using MutualAid.Core.Needs;
using MutualAid.Storage.Postgres;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Postgres;
using Xunit;

namespace MutualAid.Tests.Storage.Postgres;

/// <summary>Which process shows a document, of several on one database.</summary>
public sealed class PostgresHoldTests : IAsyncLifetime
{
    private OpenPostgres _open = null!;
    private PostgresSharedWork _first = null!;
    private PostgresSharedWork _second = null!;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _open = await OpenPostgres.NewAsync();
        _first = new PostgresSharedWork(_open.Options, _open.Store);
        _second = new PostgresSharedWork(_open.Options, _open.Store);
    }

    public async ValueTask DisposeAsync()
    {
        if (_first is not null) await _first.DisposeAsync();
        if (_second is not null) await _second.DisposeAsync();
        _open?.Dispose();
    }

    [Fact]
    public async Task What_one_process_holds_another_does_not_until_it_was_given_back_as_often_as_it_was_had()
    {
        var (held, again) = (await _first.TryHoldAsync("n1", Now), await _first.TryHoldAsync("n1", Now));
        Assert.Null(await _second.TryHoldAsync("n1", Now));
        await using var another = await _second.TryHoldAsync("n2", Now);
        Assert.NotNull(another);
        await held!.DisposeAsync();
        await held.DisposeAsync();
        Assert.Null(await _second.TryHoldAsync("n1", Now));
        await again!.DisposeAsync();
        await using var had = await _second.TryHoldAsync("n1", Now);
        Assert.NotNull(had);
    }

    [Fact]
    public async Task Each_of_hundreds_that_two_processes_want_at_once_is_held_by_one()
    {
        for (var round = 0; round < 10; round++)
        {
            var asked = await Task.WhenAll(Enumerable.Range(0, 600).Select(n => Task.Run(() => (n % 2 == 0 ? _first : _second).TryHoldAsync($"n{n / 2}", Now), Now)));
            foreach (var pair in asked.Chunk(2)) Assert.Single(pair, held => held is not null);
            await Task.WhenAll(asked.OfType<IAsyncDisposable>().Select(held => Task.Run(() => held.DisposeAsync().AsTask(), Now)));
        }
    }

    [Fact]
    public async Task A_process_that_is_gone_holds_nothing()
    {
        var gone = new PostgresSharedWork(_open.Options, _open.Store);
        Assert.NotNull(await gone.TryHoldAsync("n1", Now));
        Assert.Null(await _second.TryHoldAsync("n1", Now));
        await gone.DisposeAsync();
        await Eventually.TrueAsync(async () => await _second.TryHoldAsync("n1", Now) is not null);
    }

    [Fact]
    public async Task What_went_with_a_connection_is_another_s_and_is_not_taken_from_them_when_it_is_given_back()
    {
        var lost = await _first.TryHoldAsync("n1", Now);
        var server = await PostgresFixture.ServerAsync();
        await server.ExecuteAsync("postgres", $"SELECT pg_terminate_backend({_first.ServerProcess})");
        IAsyncDisposable? taken = null;
        await Eventually.TrueAsync(async () => (taken = await _second.TryHoldAsync("n1", Now)) is not null);
        await lost!.DisposeAsync();
        Assert.Null(await _first.TryHoldAsync("n1", Now));
        await taken!.DisposeAsync();
        await using var back = await _first.TryHoldAsync("n1", Now);
        Assert.NotNull(back);
    }

    [Fact]
    public async Task What_went_with_a_connection_and_was_had_again_stays_when_the_first_is_given_back()
    {
        var lost = await _first.TryHoldAsync("n1", Now);
        var server = await PostgresFixture.ServerAsync();
        await server.ExecuteAsync("postgres", $"SELECT pg_terminate_backend({_first.ServerProcess})");
        // The server ends a session a moment after it is told to.
        IAsyncDisposable? again = null;
        await Eventually.TrueAsync(async () => (again = await _first.TryHoldAsync("n1", Now)) is not null);
        await lost!.DisposeAsync();
        Assert.Null(await _second.TryHoldAsync("n1", Now));
        await again!.DisposeAsync();
    }

    [Fact]
    public async Task The_work_is_still_held_beside_documents()
    {
        Assert.True(await _first.IsMineAsync("sweep", Now));
        await using (await _first.TryHoldAsync("sweep", Now)) Assert.False(await _second.IsMineAsync("sweep", Now));
        Assert.False(await _second.IsMineAsync("sweep", Now));
        Assert.True(await _first.IsMineAsync("sweep", Now));
    }

    [Fact]
    public async Task A_document_of_another_store_in_the_same_database_is_another()
    {
        var server = await PostgresFixture.ServerAsync();
        await server.ExecuteAsync(_open.Database, "CREATE SCHEMA other");
        var other = _open.Options with { Postgres = PostgresOptions.Of(server.ConnectionString(_open.Database) + ";Search Path=other") };
        using var store = OpenPostgres.Open(other);
        await using var shared = new PostgresSharedWork(other, store);
        await using var held = await _first.TryHoldAsync("n1", Now);
        await using var theirs = await shared.TryHoldAsync("n1", Now);
        Assert.NotNull(held);
        Assert.NotNull(theirs);
    }

    [Fact]
    public async Task Who_sees_the_server_s_locks_can_t_tell_whose_they_are()
    {
        await using var held = await _first.TryHoldAsync("gdiscord:1", Now);
        var server = await PostgresFixture.ServerAsync();
        const string Number = "(classid::bigint << 32) | objid::bigint";
        var locks = $"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = {_first.ServerProcess} AND objsubid = 1 AND {Number} = hashtextextended('public ' || $$NAME$$, 1296105476)";
        Assert.Equal(1, await server.AskAsync<long>(_open.Database, locks.Replace("NAME", _open.Store.Name("hold", "gdiscord:1"), StringComparison.Ordinal)));
        Assert.Equal(0, await server.AskAsync<long>(_open.Database, locks.Replace("NAME", "gdiscord:1", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_store_that_can_t_be_asked_says_so()
    {
        await using var shared = new PostgresSharedWork(_open.Options with { Postgres = PostgresOptions.Of("Host=nowhere.invalid;Database=mutualaid") }, _open.Store);
        Assert.False((await Assert.ThrowsAsync<StorageException>(() => shared.TryHoldAsync("n1", Now))).IsFatal);
    }
}
