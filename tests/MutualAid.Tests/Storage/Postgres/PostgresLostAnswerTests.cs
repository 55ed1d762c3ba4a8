using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using MutualAid.Storage.Postgres;
using MutualAid.Tests.Support.Postgres;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Storage.Postgres;

/// <summary>The server did it, and the connection ended before it could say so.</summary>
public sealed class PostgresLostAnswerTests : IAsyncLifetime
{
    private static readonly GroupId Berlin = new("playground:berlin");
    private OpenPostgres _open = null!;
    private CuttingProxy _proxy = null!;
    private PostgresStore _store = null!;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    private PostgresNeedStore Cut => new(_store);

    public async ValueTask InitializeAsync()
    {
        var server = await PostgresFixture.ServerAsync();
        _open = await OpenPostgres.NewAsync();
        _proxy = new CuttingProxy(server.Folder);
        var connection = _open.Options.Postgres!.Connection;
        (connection.Host, connection.MaxPoolSize) = (_proxy.Host, 1);
        _store = OpenPostgres.Open(_open.Options with { Postgres = PostgresOptions.Of(connection.ConnectionString) });
        // So that the connection is open, and the next answer is that of a statement.
        Assert.Null(await Cut.FindAsync(new NeedId("n"), Now));
    }

    public async ValueTask DisposeAsync()
    {
        _store?.Dispose();
        _open?.Dispose();
        if (_proxy is not null) await _proxy.DisposeAsync();
    }

    [Fact]
    public async Task A_write_that_was_done_is_answered_as_done_and_not_done_twice()
    {
        _proxy.CutNextAnswer();
        Assert.True(await Cut.AddAsync(Need(1), Now));
        _proxy.CutNextAnswer();
        Assert.True(await Cut.SaveAsync((await _open.Needs.FindByNumberAsync(Berlin, 1, Now))!, Now));
        Assert.Equal(2, (await _open.Needs.FindByNumberAsync(Berlin, 1, Now))!.Version);
        _proxy.CutNextAnswer();
        Assert.True(await Cut.RemoveAsync((await _open.Needs.FindByNumberAsync(Berlin, 1, Now))!, Now));
        Assert.Null(await _open.Needs.FindByNumberAsync(Berlin, 1, Now));
        _proxy.CutNextAnswer();
        await new PostgresBookmarks(_store).SaveAsync("key", "value", Now);
        Assert.Equal("value", await _open.Bookmarks.FindAsync("key", Now));
        Assert.Equal(4, _proxy.Cuts);
    }

    [Fact]
    public async Task A_write_that_came_too_late_is_answered_as_such()
    {
        await _open.Needs.AddAsync(Need(1), Now);
        await _open.Needs.SaveAsync(Need(1) with { Version = 1, What = "Bread" }, Now);
        _proxy.CutNextAnswer();
        Assert.False(await Cut.SaveAsync(Need(1) with { Version = 1, What = "Soup" }, Now));
        _proxy.CutNextAnswer();
        Assert.False(await Cut.AddAsync(Need(1) with { Id = new("other") }, Now));
        _proxy.CutNextAnswer();
        Assert.False(await Cut.RemoveAsync(Need(1) with { Version = 1 }, Now));
        var stored = (await _open.Needs.FindByNumberAsync(Berlin, 1, Now))!;
        Assert.Equal((2, "Bread", 3), (stored.Version, stored.What, _proxy.Cuts));
    }

    [Fact]
    public async Task Where_somebody_wrote_on_top_of_it_meanwhile_nothing_is_claimed()
    {
        await _open.Needs.AddAsync(Need(1), Now);
        _proxy.CutNextAnswer(async () => Assert.True(await _open.Needs.SaveAsync(Need(1) with { Version = 2, What = "Bread" }, Now)));
        var failure = await Assert.ThrowsAsync<StorageException>(() => Cut.SaveAsync(Need(1) with { Version = 1, What = "Soup" }, Now));
        Assert.False(failure.IsFatal);
        Assert.Equal("Bread", (await _open.Needs.FindByNumberAsync(Berlin, 1, Now))!.What);
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
