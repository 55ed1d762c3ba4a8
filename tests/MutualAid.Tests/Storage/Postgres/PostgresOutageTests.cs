using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using MutualAid.Core.Reminders;
using MutualAid.Storage.Postgres;
using MutualAid.Tests.Storage.Sealing;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Postgres;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Storage.Postgres;

/// <summary>The server goes away, for a moment or for longer, and comes back. These have one of their own.</summary>
public sealed class PostgresOutageTests : IAsyncLifetime
{
    private static readonly GroupId Berlin = new("playground:berlin");
    private PostgresServer _server = null!;
    private OpenPostgres _open = null!;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        PostgresFixture.SkipUnlessPresent();
        _server = await PostgresServer.StartAsync();
        _open = await OpenPostgres.NewAsync(_server);
    }

    public async ValueTask DisposeAsync()
    {
        _open?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
    }

    [Fact]
    public async Task Sessions_that_are_ended_in_the_middle_of_everything_are_not_noticed_and_no_answer_is_wrong()
    {
        using var stop = new CancellationTokenSource();
        var answers = Enumerable.Range(1, 6).Select(n => Task.Run(() => CountAsync(n, stop.Token))).ToArray();
        for (var i = 0; i < 12; i++)
        {
            await _server.EndSessionsAsync(_open.Database);
            await Task.Delay(TimeSpan.FromMilliseconds(120), Now);
        }

        await stop.CancelAsync();
        foreach (var (number, saved, isUncertain) in await Task.WhenAll(answers))
        {
            Assert.False(isUncertain);
            // Each save that was answered "done" is a version, and there is no version that was answered otherwise.
            Assert.True(saved > 0);
            Assert.Equal(saved + 1, (await _open.Needs.FindByNumberAsync(Berlin, number, Now))!.Version);
        }

        Assert.False(_open.Store.Failed.IsCompleted);
    }

    [Fact]
    public async Task A_restart_of_the_server_is_waited_for()
    {
        await _open.Needs.AddAsync(Need(1), Now);
        var loaded = (await _open.Needs.FindByNumberAsync(Berlin, 1, Now))!;
        await _server.StopAsync();
        var saving = _open.Needs.SaveAsync(loaded with { What = "Bread" }, Now);
        var reading = _open.Needs.OpenInAsync(Berlin, Now);
        await _server.StartAgainAsync();
        Assert.True(await saving);
        Assert.Single(await reading);
        Assert.Equal("Bread", (await _open.Needs.FindByNumberAsync(Berlin, 1, Now))!.What);
    }

    [Fact]
    public async Task Without_a_server_calls_fail_and_once_it_is_back_they_go_on()
    {
        await using var work = new PostgresSharedWork(_open.Options);
        Assert.True(await work.IsMineAsync("sweep", Now));
        await _open.Needs.AddAsync(Need(1), Now);
        await _server.StopAsync();
        foreach (var call in new Func<Task>[]
        {
            () => _open.Needs.FindByNumberAsync(Berlin, 1, Now), () => _open.Needs.AddAsync(Need(2), Now), () => _open.Bookmarks.SaveAsync("k", "v", Now), () => work.IsMineAsync("sweep", Now),
        })
        {
            var failure = await Assert.ThrowsAsync<StorageException>(call);
            Assert.False(failure.IsFatal);
            Assert.DoesNotContain('\n', failure.Message);
        }

        Assert.False(_open.Store.Failed.IsCompleted);
        await _server.StartAgainAsync();
        Assert.NotNull(await _open.Needs.FindByNumberAsync(Berlin, 1, Now));
        Assert.True(await _open.Needs.AddAsync(Need(2), Now));
        Assert.True(await work.IsMineAsync("sweep", Now));
    }

    [Fact]
    public async Task A_person_is_told_that_it_may_not_be_saved_and_says_it_again_when_the_server_is_back()
    {
        await using var work = new PostgresSharedWork(_open.Options, _open.Store);
        await using var world = await World.StartAsync(StoreUnderTest.On(_open), shared: work);
        await world.Ana.TypesAsync("/need Groceries");
        await world.SettleAsync();
        await _server.StopAsync();
        var reply = await world.Bo.TypesAsync("/claim 1");
        Assert.Contains("may not have been saved", reply.Text, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StorageException>(() => world.Get<DueWork>().SweepAsync(Now));
        await _server.StartAgainAsync();
        Assert.StartsWith("You are on #1", (await world.Bo.TypesAsync("/claim 1")).Text, StringComparison.Ordinal);
        await world.Bo.TypesAsync("/close 1 reason: done");
        await world.SettleAsync();
        Assert.Single((await world.NeedAsync(1)).Claims);
    }

    [Fact]
    public async Task What_was_answered_is_there_after_a_crash_of_the_server()
    {
        using var stop = new CancellationTokenSource();
        var answers = Enumerable.Range(1, 4).Select(n => Task.Run(() => CountAsync(n, stop.Token))).ToArray();
        await Task.Delay(TimeSpan.FromMilliseconds(700), Now);
        await _server.CrashAsync();
        await stop.CancelAsync();
        await _server.StartAgainAsync();
        foreach (var (number, saved, isUncertain) in await Task.WhenAll(answers))
        {
            Assert.True(saved > 0);
            Assert.InRange((await _open.Needs.FindByNumberAsync(Berlin, number, Now))!.Version, saved + 1, saved + (isUncertain ? 2 : 1));
        }
    }

    [Fact]
    public async Task No_text_and_no_id_can_be_read_in_the_server_s_files()
    {
        await Marked.FillAsync(StoreUnderTest.On(_open));
        await Marked.AssertWholeAsync(StoreUnderTest.On(_open));
        // What would be found, if anything could be.
        await _server.ExecuteAsync(_open.Database, $"CREATE TABLE control AS SELECT '{Marked.Mark("area")}'::text AS control");
        await _server.ExecuteAsync(_open.Database, "CHECKPOINT");
        await _server.StopAsync();
        Assert.Equal([Marked.Mark("area")], Marked.ReadableIn(_server.DataFolder));
    }

    /// <summary>
    /// Adds a need and saves it again and again, one version on the other; how many saves were answered "done". Nobody else saves it, so every other answer is wrong, but the last one's, that it may
    /// not have been saved, where the server took longer to come back than anybody waits.
    /// </summary>
    private async Task<(int Number, int Saved, bool IsUncertain)> CountAsync(int number, CancellationToken stop)
    {
        Assert.True(await _open.Needs.AddAsync(Need(number), CancellationToken.None));
        var need = Need(number) with { Version = 1 };
        var saved = 0;
        do
        {
            try
            {
                Assert.True(await _open.Needs.SaveAsync(need, CancellationToken.None));
            }
            catch (StorageException e) when (!e.IsFatal)
            {
                return (number, saved, IsUncertain: true);
            }

            need = need with { Version = need.Version + 1, What = $"Rice {++saved}" };
        }
        while (!stop.IsCancellationRequested);

        return (number, saved, IsUncertain: false);
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
