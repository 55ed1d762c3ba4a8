using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using MutualAid.Storage;
using MutualAid.Storage.Postgres;
using MutualAid.Storage.Sealing;
using MutualAid.Tests.Storage.Sealing;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Postgres;
using Xunit;

namespace MutualAid.Tests.Storage.Postgres;

/// <summary>Another key for a database.</summary>
public sealed class PostgresResealingTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private OpenPostgres _open = null!;
    private PostgresServer _server = null!;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    /// <summary>The database with a key in a file of its own, as it has it without a word in the configuration.</summary>
    private StorageOptions WithFile => _open.Options with { Path = _folder.File("mutualaid.db"), Keys = null };

    public async ValueTask InitializeAsync()
    {
        _server = await PostgresFixture.ServerAsync();
        _open = await OpenPostgres.NewAsync(_server);
        await Marked.FillAsync(StoreUnderTest.On(_open));
        for (var n = 1; n <= StoreCopy.BatchSize + 20; n++) await _open.Groups.AddAsync(new Group { Id = new($"g{n}"), Home = new("p") }, Now);
        KeyFile.Create(WithFile.KeyPath, _open.Options.Keys![0]);
    }

    public ValueTask DisposeAsync()
    {
        _open.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Everything_is_there_under_the_new_key_and_nothing_under_the_old()
    {
        var old = _open.Options.Keys![0];
        var before = await _server.AskAsync<long>(_open.Database, "SELECT count(*) FROM groups");
        using var oldSeals = old.Seals();
        var rotated = new KeyRotation(WithFile).Rotate(null);
        Assert.Equal(WithFile.KeyPath, rotated.File);
        Assert.False(Assert.Single(KeyFile.Read(WithFile.KeyPath)).IsSameAs(old));
        Assert.True(Assert.Single(KeyFile.Read(rotated.Before!)).IsSameAs(old));
        Assert.Contains("another key", _open.Refused().Message, StringComparison.Ordinal);
        using var now = OpenPostgres.Open(WithFile);
        await Marked.AssertWholeAsync(On(now));
        Assert.Equal(before, await _server.AskAsync<long>(_open.Database, "SELECT count(*) FROM groups"));
        foreach (var id in new[] { Marked.Need(1).Id.Value, Marked.Group.Value, Marked.Offer.Id.Value })
            Assert.Equal(0, await _server.AskAsync<long>(_open.Database, $"SELECT (SELECT count(*) FROM needs WHERE '{oldSeals.Pseudonym(id)}' IN (id, group_name)) + (SELECT count(*) FROM offers WHERE id = '{oldSeals.Pseudonym(id)}')"));
        // What was erased is not left in tables that nobody knows of.
        Assert.Equal(0, await _server.AskAsync<long>(_open.Database, "SELECT count(*) FROM pg_class WHERE relname LIKE 'before_%'"));
        Assert.True(await new PostgresNeedStore(now).SaveAsync((await new PostgresNeedStore(now).FindAsync(Marked.Need(1).Id, Now))!, Now));
    }

    [Fact]
    public async Task A_given_key_is_changed_for_the_one_in_a_file()
    {
        var to = _folder.File("next.key");
        Assert.Equal(new Rotated(to, Before: null), new KeyRotation(_open.Options).Rotate(to));
        using var now = OpenPostgres.Open(_open.Options with { Keys = KeyFile.Read(to) });
        await Marked.AssertWholeAsync(On(now));
        Assert.Contains("has the key in", Assert.Throws<StorageException>(() => new KeyRotation(_open.Options with { Keys = KeyFile.Read(to) }).Rotate(to)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_a_process_of_the_bot_works_on_it_it_is_refused_and_one_that_stands_by_reads_and_writes_nothing_any_more()
    {
        await using (var bot = new PostgresSharedWork(_open.Options))
        {
            Assert.True(await bot.IsMineAsync("sweep", Now));
            Assert.Contains("is in use: stop every process", Assert.Throws<StorageException>(() => new KeyRotation(WithFile).Rotate(null)).Message, StringComparison.Ordinal);
        }

        var loaded = (await _open.Needs.FindAsync(Marked.Need(1).Id, Now))!;
        new KeyRotation(WithFile).Rotate(null);
        var refusal = await Assert.ThrowsAsync<StorageException>(() => _open.Needs.SaveAsync(loaded, Now));
        Assert.Contains("was given another key while this process ran", refusal.Message, StringComparison.Ordinal);
        Assert.True(refusal.IsFatal);
        await Assert.ThrowsAsync<StorageException>(() => _open.Needs.AddAsync(Marked.Need(77), Now));
        Assert.True((await _open.Store.Failed.WaitAsync(TimeSpan.FromSeconds(60), Now)).IsFatal);
        using var now = OpenPostgres.Open(WithFile);
        await Marked.AssertWholeAsync(On(now));
    }

    [Fact]
    public async Task A_dump_that_is_being_made_is_whole_under_the_key_of_before()
    {
        await using var connection = new Npgsql.NpgsqlConnection(_server.ConnectionString(_open.Database));
        await connection.OpenAsync(Now);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, Now);
        await using var count = new Npgsql.NpgsqlCommand("SELECT (SELECT count(*) FROM needs), (SELECT key_check FROM store_key)", connection);
        await using (var reader = await count.ExecuteReaderAsync(Now)) await reader.ReadAsync(Now);
        new KeyRotation(WithFile).Rotate(null);
        using var seals = _open.Options.Keys![0].Seals();
        await using (var reader = await count.ExecuteReaderAsync(Now))
        {
            Assert.True(await reader.ReadAsync(Now));
            Assert.Equal(Marked.Needs + 2, reader.GetInt64(0));
            Assert.Equal(seals.Check, reader.GetFieldValue<byte[]>(1));
        }
    }

    [Fact]
    public async Task A_process_by_another_name_is_cut_off_too_and_the_bot_of_another_schema_is_not()
    {
        await _server.ExecuteAsync(_open.Database, "CREATE SCHEMA other");
        using var other = OpenPostgres.Open(WithFile with { Path = _folder.File("other/mutualaid.db"), Postgres = PostgresOptions.Of(_server.ConnectionString(_open.Database) + ";Search Path=other") });
        using var named = OpenPostgres.Open(_open.Options with { Postgres = PostgresOptions.Of(_server.ConnectionString(_open.Database) + ";Application Name=another;No Reset On Close=false") });
        Assert.NotNull(await new PostgresNeedStore(named).FindAsync(Marked.Need(1).Id, Now));
        Assert.Null(await new PostgresNeedStore(other).FindAsync(Marked.Need(1).Id, Now));
        new KeyRotation(WithFile).Rotate(null);
        await Assert.ThrowsAsync<StorageException>(() => new PostgresNeedStore(named).AddAsync(Marked.Need(77), Now));
        Assert.Null(await new PostgresNeedStore(other).FindAsync(Marked.Need(1).Id, Now));
    }

    [Fact]
    public async Task Cut_off_in_the_middle_all_is_as_before_and_it_can_be_done_again()
    {
        _open.Store.Dispose();
        await _server.ExecuteAsync(_open.Database, "CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'");
        await _server.ExecuteAsync(_open.Database, "CREATE TRIGGER cut BEFORE INSERT ON bookmarks FOR EACH ROW EXECUTE FUNCTION cut()");
        var refusal = Assert.Throws<StorageException>(() => new KeyRotation(WithFile).Rotate(null));
        Assert.Contains("holds its key in any case", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
        await _server.ExecuteAsync(_open.Database, "DROP TRIGGER cut ON bookmarks");
        using (var same = OpenPostgres.Open(WithFile)) await Marked.AssertWholeAsync(On(same));

        new KeyRotation(WithFile).Rotate(null);
        Assert.Single(KeyFile.Read(WithFile.KeyPath));
        using var now = OpenPostgres.Open(WithFile);
        await Marked.AssertWholeAsync(On(now));
    }

    [Fact]
    public async Task What_is_not_taken_as_it_was_is_not_kept()
    {
        _open.Store.Dispose();
        await _server.ExecuteAsync(_open.Database, "CREATE FUNCTION less() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'");
        await _server.ExecuteAsync(_open.Database, "CREATE TRIGGER less BEFORE INSERT ON bookmarks FOR EACH ROW EXECUTE FUNCTION less()");
        Assert.Contains("did not take everything", Assert.Throws<StorageException>(() => new KeyRotation(WithFile).Rotate(null)).Message, StringComparison.Ordinal);
        using var same = OpenPostgres.Open(_open.Options);
        await Marked.AssertWholeAsync(On(same));
    }

    [Fact]
    public async Task An_empty_database_has_no_key_to_change()
    {
        var empty = WithFile with { Postgres = PostgresOptions.Of(_server.ConnectionString(await _server.NewDatabaseAsync())) };
        Assert.Contains("holds no store yet", Assert.Throws<StorageException>(() => new KeyRotation(empty).Rotate(null)).Message, StringComparison.Ordinal);
    }

    private static StoreUnderTest On(PostgresStore store) =>
        new(new PostgresNeedStore(store), new PostgresOfferStore(store), new PostgresGroupStore(store), new PostgresMemberStore(store), new PostgresBookmarks(store));
}
