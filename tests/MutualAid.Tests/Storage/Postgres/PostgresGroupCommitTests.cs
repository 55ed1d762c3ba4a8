using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using MutualAid.Storage.Postgres;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Postgres;
using NodaTime;
using Npgsql;
using Xunit;

namespace MutualAid.Tests.Storage.Postgres;

/// <summary>Many writes at once go to the server together, and each is answered as if it had gone alone.</summary>
public sealed class PostgresGroupCommitTests : IAsyncLifetime
{
    private const int Many = 100;
    private static readonly GroupId Berlin = new("playground:berlin");
    private static readonly Instant Morning = Instant.FromUtc(2026, 3, 1, 8, 0);
    private OpenPostgres _open = null!;
    private PostgresServer _server = null!;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresFixture.ServerAsync();
        _open = await OpenPostgres.NewAsync();
    }

    public ValueTask DisposeAsync()
    {
        _open.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Each_of_many_is_stored_as_it_was_given_and_in_few_transactions()
    {
        Assert.All(await Task.WhenAll(Numbers().Select(n => _open.Needs.AddAsync(Need(n), Now))), Assert.True);
        var before = await TransactionsAsync();
        Assert.All(await Task.WhenAll(Numbers().Select(n => _open.Needs.SaveAsync(Changed(n), Now))), Assert.True);
        Assert.InRange(await TransactionsAsync() - before, 1, Many / 2);
        foreach (var n in Numbers())
        {
            var stored = (await _open.Needs.FindByNumberAsync(Berlin, n, Now))!;
            Assert.Equal((2, $"Bread {n}", Changed(n).RemindAt), (stored.Version, stored.What, stored.RemindAt));
            Assert.Equal(n % 3 == 0 ? null : n, (await _open.Needs.FindByMessageAsync(new($"m{n}"), Now))?.Number);
            Assert.Equal([n], (await _open.Needs.MentioningAsync(Helper(n), 9, Now)).Select(m => m.Number));
            Assert.Empty(await _open.Needs.MentioningAsync(Before(n), 9, Now));
            Assert.Equal([n], (await _open.Needs.OpenClaimedByAsync(Berlin, Helper(n), Now)).Select(m => m.Number));
        }
    }

    [Fact]
    public async Task Of_many_with_one_version_one_is_answered_true_and_nobody_else_pays_for_the_others()
    {
        await Task.WhenAll(Numbers().Select(n => _open.Needs.AddAsync(Need(n), Now)));
        var answers = await Task.WhenAll(Enumerable.Range(0, 8 * Many).Select(async i => (Number: (i % Many) + 1, Won: await _open.Needs.SaveAsync(Changed((i % Many) + 1), Now))));
        Assert.Equal(Numbers(), answers.Where(a => a.Won).Select(a => a.Number).Order());
        Assert.Equal(Numbers(), answers.Where(a => !a.Won).Select(a => a.Number).Distinct().Order());
        foreach (var n in Numbers()) Assert.Equal(2, (await _open.Needs.FindByNumberAsync(Berlin, n, Now))!.Version);
    }

    [Fact]
    public async Task New_changed_and_removed_go_together()
    {
        await Task.WhenAll(Numbers().Select(n => _open.Needs.AddAsync(Need(n), Now)));
        var answers = await Task.WhenAll(Numbers().Select(n => (n % 4) switch
        {
            0 => _open.Needs.RemoveAsync(Need(n) with { Version = 1 }, Now),
            1 => _open.Needs.AddAsync(Need(n + Many), Now),
            2 => _open.Needs.AddAsync(Need(n) with { Id = new($"other{n}") }, Now),
            _ => _open.Needs.SaveAsync(Changed(n), Now),
        }));
        Assert.Equal(Numbers().Select(n => n % 4 != 2), answers);
        Assert.Equal(Numbers().Where(n => n % 4 != 0).Concat(Numbers().Where(n => n % 4 == 1).Select(n => n + Many)), (await _open.Needs.AllInAsync(Berlin, 0, 9 * Many, Now)).Select(n => n.Number));
    }

    [Fact]
    public async Task A_row_that_somebody_has_holds_up_who_wants_it_and_nobody_else()
    {
        await Task.WhenAll(Numbers().Select(n => _open.Needs.AddAsync(Need(n), Now)));
        await using var other = new NpgsqlConnection(_server.ConnectionString(_open.Database) + ";Pooling=false");
        await other.OpenAsync(Now);
        await using var transaction = await other.BeginTransactionAsync(Now);
        await using (var hold = new NpgsqlCommand("SELECT 1 FROM needs WHERE number = 7 FOR UPDATE", other)) await hold.ExecuteNonQueryAsync(Now);
        var saves = Numbers().ToDictionary(n => n, n => _open.Needs.SaveAsync(Changed(n), Now));
        Assert.All(await Task.WhenAll(saves.Where(s => s.Key != 7).Select(s => s.Value)), Assert.True);
        Assert.False(saves[7].IsCompleted);
        await transaction.RollbackAsync(Now);
        Assert.True(await saves[7]);
    }

    [Fact]
    public async Task What_is_due_later_than_before_is_found_when_it_is_due_and_in_its_turn()
    {
        foreach (var n in Enumerable.Range(1, 9)) await _open.Needs.AddAsync(Need(n) with { RemindAt = Morning + Duration.FromMinutes(n) }, Now);
        // The first three later, one of them never; the last one earlier.
        await _open.Needs.SaveAsync(Need(1) with { Version = 1, RemindAt = Morning + Duration.FromMinutes(30) }, Now);
        await _open.Needs.SaveAsync(Need(2) with { Version = 1, RemindAt = Morning + Duration.FromMinutes(6.5) }, Now);
        await _open.Needs.SaveAsync(Need(3) with { Version = 1, RemindAt = null }, Now);
        await _open.Needs.SaveAsync(Need(9) with { Version = 1, RemindAt = Morning }, Now);
        Assert.Equal([9, 4], (await _open.Needs.DueAsync(Morning + Duration.FromMinutes(8), 2, Now)).Select(n => n.Number));
        Assert.Equal([9, 4, 5, 6, 2, 7, 8], (await _open.Needs.DueAsync(Morning + Duration.FromMinutes(8), 99, Now)).Select(n => n.Number));
        Assert.Equal([9, 4, 5, 6, 2, 7, 8, 1], (await _open.Needs.DueAsync(Morning + Duration.FromHours(1), 99, Now)).Select(n => n.Number));
        Assert.Equal(0, await _server.AskAsync<long>(_open.Database, "SELECT count(*) FROM needs WHERE wake_at IS DISTINCT FROM due_at"));
        Assert.All(await Task.WhenAll(new[] { 1, 2, 3, 9 }.Select(n => _open.Needs.SaveAsync(Need(n) with { Version = 2 }, Now))), Assert.True);
    }

    private Task<long> TransactionsAsync() => _server.AskAsync<long>(_open.Database, "SELECT txid_snapshot_xmax(txid_current_snapshot())");

    private static IEnumerable<int> Numbers() => Enumerable.Range(1, Many);

    private static PersonId Helper(int n) => new($"playground:helper{n}");

    private static PersonId Before(int n) => new($"playground:before{n}");

    private static Need Need(int n) => new()
    {
        Id = new NeedId($"n{n}"),
        Group = Berlin,
        Number = n,
        Requester = new PersonId("playground:ana"),
        What = "Rice",
        PostedAt = Morning,
        Claims = [new(Before(n), 1, Morning, Done: false)],
    };

    /// <summary>With messages or without, due or not.</summary>
    private static Need Changed(int n) => Need(n) with
    {
        Version = 1,
        What = $"Bread {n}",
        Claims = [new(Helper(n), 1, Morning, Done: false)],
        RemindAt = n % 2 == 0 ? null : Morning + Duration.FromMinutes(n),
        Postings = n % 3 == 0 ? [] : [new Posting { Id = new("card"), Kind = PostingKind.Card, Message = new($"m{n}") }, new Posting { Id = new("nod"), Kind = PostingKind.Card, Message = new($"other{n}") }],
    };
}
