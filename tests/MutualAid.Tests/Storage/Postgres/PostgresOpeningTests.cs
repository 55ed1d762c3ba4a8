using MutualAid.Core.Needs;
using MutualAid.Storage;
using MutualAid.Storage.Postgres;
using MutualAid.Storage.Sealing;
using MutualAid.Tests.Storage.Sealing;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Postgres;
using Npgsql;
using Xunit;

namespace MutualAid.Tests.Storage.Postgres;

/// <summary>Between a database and a store that may be used.</summary>
public sealed class PostgresOpeningTests : IAsyncLifetime
{
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
    public async Task It_opens_again_with_everything_in_it()
    {
        await Marked.FillAsync(StoreUnderTest.On(_open));
        _open.Reopen();
        await Marked.AssertWholeAsync(StoreUnderTest.On(_open));
    }

    [Fact]
    public async Task A_look_tells_what_a_start_would_find_and_changes_nothing()
    {
        await Marked.FillAsync(StoreUnderTest.On(_open));
        var found = await new DatabaseCheck(_open.Options, TimeProvider.System).LookAsync(Now);
        Assert.NotEmpty(found!.Groups);
        Assert.Equal((PostgresMigration.All[^1].To, false), (found.Schema, found.IsOlder));

        var empty = _open.Options with { Postgres = PostgresOptions.Of(_server.ConnectionString(await _server.NewDatabaseAsync())) };
        Assert.Null(await new DatabaseCheck(empty, TimeProvider.System).LookAsync(Now));
        Assert.Null(await new DatabaseCheck(empty, TimeProvider.System).LookAsync(Now));

        var other = await Assert.ThrowsAsync<StorageException>(() => new DatabaseCheck(_open.Options with { Keys = [MasterKey.New()] }, TimeProvider.System).LookAsync(Now));
        Assert.Contains("is sealed with another key", other.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_that_is_looked_into_can_not_be_written()
    {
        using var looking = new PostgresStore(_open.Options, TimeProvider.System, PostgresMigration.All) { Patience = TimeSpan.Zero };
        Assert.Equal(PostgresMigration.All[^1].To, looking.OpenToLook());
        using var connection = looking.Connect();
        using var write = new NpgsqlCommand("DELETE FROM needs", connection);
        Assert.Equal(PostgresErrorCodes.ReadOnlySqlTransaction, Assert.Throws<PostgresException>(() => write.ExecuteNonQuery()).SqlState);
    }

    [Fact]
    public void Another_key_is_refused_and_shown_nowhere()
    {
        var other = MasterKey.New();
        var refusal = _open.Refused(_open.Options with { Keys = [other] });
        AssertSays(refusal, "is sealed with another key than the one in Storage:Key or Storage:KeyFile");
        Assert.DoesNotContain(other.ToBase64(), refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_not_given_has_a_file_and_without_that_the_store_is_refused()
    {
        using var folder = new TestFolder();
        var options = new StorageOptions(folder.File("data/mutualaid.db"), null) { Postgres = PostgresOptions.Of(_server.ConnectionString(await _server.NewDatabaseAsync())) };
        using (var store = OpenPostgres.Open(options)) await new PostgresBookmarks(store).SaveAsync("key", "value", Now);
        var key = folder.File("data/mutualaid.key");
        Assert.Single(KeyFile.Read(key));
        File.Move(key, key + ".away");
        AssertSays(_open.Refused(options), $"can't be read without its key, and {key} is missing");
        Assert.False(File.Exists(key));
        File.Move(key + ".away", key);
        using var again = OpenPostgres.Open(options);
        Assert.Equal("value", await new PostgresBookmarks(again).FindAsync("key", Now));
    }

    [Fact]
    public async Task A_store_of_a_newer_version_is_refused_and_left_alone()
    {
        var newest = PostgresMigration.All[^1].To;
        await _server.ExecuteAsync(_open.Database, $"INSERT INTO store_migrations (number, name) VALUES ({newest + 1}, 'later')");
        AssertSays(_open.Refused(), $"was written by a newer version (schema {newest + 1}, this one knows {newest})");
    }

    [Fact]
    public async Task A_migration_is_done_once_and_one_that_fails_leaves_all_as_it_was()
    {
        var next = PostgresMigration.All[^1].To + 1;
        var good = new PostgresMigration(next, "good", "CREATE TABLE counted (n int); INSERT INTO counted VALUES (1)");
        AssertSays(_open.Refused(migrations: [.. PostgresMigration.All, good, new PostgresMigration(next + 1, "bad", "SELECT 1 / 0")]), "can't be used (SQLSTATE 22012)");
        OpenPostgres.Open(_open.Options).Dispose();
        for (var i = 0; i < 2; i++) OpenPostgres.Open(_open.Options, [.. PostgresMigration.All, good]).Dispose();
        Assert.Equal(1, await _server.AskAsync<long>(_open.Database, "SELECT count(*) FROM counted"));
        AssertSays(_open.Refused(), "was written by a newer version");
    }

    [Fact]
    public async Task A_store_of_the_first_version_is_brought_up_with_everything_in_it()
    {
        await Marked.FillAsync(StoreUnderTest.On(_open));
        // As it was.
        await _server.ExecuteAsync(_open.Database, """
            DROP TABLE need_people;
            ALTER TABLE needs DROP COLUMN wake_at, ADD COLUMN claimers text[] COLLATE "C";
            CREATE INDEX needs_claimers ON needs USING gin (claimers) WITH (fastupdate = off) WHERE is_open;
            CREATE INDEX needs_people ON needs USING gin (people) WITH (fastupdate = off);
            CREATE INDEX needs_due ON needs (due_at) WHERE due_at IS NOT NULL;
            DELETE FROM store_migrations WHERE number > 1
            """);
        // Who has it open knows it as it was.
        AssertSays(_open.Refused(), "is in use by an older version");
        _open.Reopen();
        await Marked.AssertWholeAsync(StoreUnderTest.On(_open));
        var need = (await _open.Needs.AllInAsync(Marked.Group, 0, 1, Now))[0];
        Assert.Contains(need.Id, (await _open.Needs.MentioningAsync(need.Requester, 99, Now)).Select(n => n.Id));
        Assert.Equal(
            await _server.AskAsync<string>(_open.Database, "SELECT string_agg(id || due_at, ',' ORDER BY due_at, id) FROM needs WHERE due_at IS NOT NULL"),
            await _server.AskAsync<string>(_open.Database, "SELECT string_agg(id || wake_at, ',' ORDER BY wake_at, id) FROM needs WHERE wake_at IS NOT NULL"));
    }

    [Fact]
    public async Task A_process_whose_tables_a_newer_version_has_changed_ends_with_a_line_that_says_so()
    {
        var next = PostgresMigration.All[^1].To + 1;
        await _open.Bookmarks.SaveAsync("key", "value", Now);
        await _server.ExecuteAsync(_open.Database, $"INSERT INTO store_migrations (number, name) VALUES ({next}, 'later')");
        await _server.EndSessionsAsync(_open.Database);
        var failure = await Assert.ThrowsAsync<StorageException>(() => _open.Bookmarks.FindAsync("key", Now));
        AssertSays(failure, $"was written by a newer version (schema {next}");
        Assert.Equal(failure.Message, (await _open.Store.Failed.WaitAsync(TimeSpan.FromSeconds(60), Now)).Message);
    }

    [Fact]
    public void Steps_are_numbered_one_by_one() => Assert.Equal(Enumerable.Range(1, PostgresMigration.All.Count), PostgresMigration.All.Select(m => m.To));

    [Theory]
    [InlineData("Database=nowhere", "is not there: make the database")]
    [InlineData("Username=guarded;Password=hunter2", "does not let this user in")]
    [InlineData("Host=/nowhere", "can't be reached")]
    [InlineData("Host=nowhere.invalid", "can't be reached")]
    [InlineData("Host=127.0.0.1;Port=1", "can't be reached (ConnectionRefused)")]
    [InlineData("Search Path=nowhere", "has no schema that Search Path names")]
    [InlineData("Options=-c synchronous_commit=off", "has synchronous_commit off")]
    [InlineData("Username=visitor", "does not let this user make or change tables")]
    public async Task What_can_t_be_used_is_refused_in_one_line_without_the_password(string changed, string says)
    {
        foreach (var user in new[] { $"{PostgresServer.Guarded} LOGIN PASSWORD 'correct'", "visitor LOGIN" })
            await _server.ExecuteAsync("postgres", $"DO $$ BEGIN CREATE ROLE {user}; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$");
        var connection = new NpgsqlConnectionStringBuilder(_server.ConnectionString(await _server.NewDatabaseAsync()) + ";" + changed);
        var refusal = _open.Refused(_open.Options with { Postgres = PostgresOptions.Of(connection.ConnectionString) });
        AssertSays(refusal, says);
        Assert.DoesNotContain("hunter2", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tables_of_another_program_are_left_alone()
    {
        var database = await _server.NewDatabaseAsync();
        await _server.ExecuteAsync(database, "CREATE TABLE members (name text)");
        AssertSays(_open.Refused(_open.Options with { Postgres = PostgresOptions.Of(_server.ConnectionString(database)) }), "holds tables of the same names that are not this bot's");
        Assert.Equal(1, await _server.AskAsync<long>(database, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"));
    }

    [Fact]
    public async Task A_document_that_was_changed_or_moved_ends_the_store_with_a_line_that_names_no_content()
    {
        await Marked.FillAsync(StoreUnderTest.On(_open));
        await _server.ExecuteAsync(_open.Database, "UPDATE needs SET body = (SELECT body FROM needs WHERE number = 1) WHERE number = 2");
        var failure = await Assert.ThrowsAsync<StorageException>(() => _open.Needs.FindByNumberAsync(Marked.Group, 2, Now));
        Assert.True(failure.IsFatal);
        Assert.Equal(failure.Message, (await _open.Store.Failed.WaitAsync(TimeSpan.FromSeconds(60), Now)).Message);
        Assert.Contains("'needs' of the store was changed, moved or cut short", failure.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StorageException>(() => _open.Needs.FindByNumberAsync(Marked.Group, 1, Now));
    }

    [Fact]
    public async Task What_is_done_with_files_is_refused_and_says_by_what_it_is_done()
    {
        AssertSays(Assert.Throws<StorageException>(_open.Options.Erase), "dropdb");
        AssertSays(await Assert.ThrowsAsync<StorageException>(() => new StoreBackup(_open.Store).WriteAsync(Stream.Null, Now)), "pg_dump");
        AssertSays(await Assert.ThrowsAsync<StorageException>(() => new StoreRestore(_open.Options, TimeProvider.System).CheckAsync("file", Now)), "pg_restore");
        AssertSays(await Assert.ThrowsAsync<StorageException>(() => new StoreRestore(_open.Options, TimeProvider.System).RestoreAsync("file", Now)), "pg_restore");
    }

    private void AssertSays(StorageException refusal, string says)
    {
        Assert.True(refusal.IsFatal);
        Assert.StartsWith("Storage:Postgres:ConnectionString '", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }
}
