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

/// <summary>Everything from one provider to the other.</summary>
public sealed class PostgresCopyTests
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_goes_to_PostgreSQL_and_back_again_and_is_found_as_before()
    {
        using var folder = new TestFolder();
        using var file = new OpenStore();
        using var database = await OpenPostgres.NewAsync();
        await Marked.FillAsync(file);
        for (var n = 1; n <= StoreCopy.BatchSize + 20; n++) await file.Groups.AddAsync(new Group { Id = new($"g{n}"), Home = new("p") }, Now);
        Assert.True(await file.Needs.SaveAsync((await file.Needs.FindAsync(Marked.Need(3).Id, Now))!, Now));
        Assert.Contains("is in use", (await RefusedAsync(file.Options, database.Options)).Message, StringComparison.Ordinal);
        file.Store.Dispose();

        var told = new List<int>();
        Assert.Equal(All, await new StoreMigration(file.Options, database.Options).RunAsync(told.Add, Now));
        Assert.Equal(told.Order(), told);
        await AssertAllAsync(StoreUnderTest.On(database));
        // Under another key, and as a file again.
        var back = new StorageOptions(folder.File("data/back.db"), "correct horse");
        Assert.Equal(All, await new StoreMigration(database.Options, back).RunAsync(null, Now));
        file.Reopen(back);
        await AssertAllAsync(new StoreUnderTest(file.Needs, file.Offers, file.Groups, file.Members, file.Bookmarks));
        Assert.Equal(["back.db", "back.key"], Directory.GetFiles(folder.File("data")).Select(Path.GetFileName).Order().Where(f => !f!.Contains("-log", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Only_an_empty_store_takes_it_and_only_while_nobody_uses_either()
    {
        using var file = new OpenStore();
        using var database = await OpenPostgres.NewAsync();
        await Marked.FillAsync(file);
        file.Store.Dispose();
        await using (var bot = new PostgresSharedWork(database.Options))
        {
            Assert.True(await bot.IsMineAsync("sweep", Now));
            Assert.Contains("is in use: stop every process", (await RefusedAsync(file.Options, database.Options)).Message, StringComparison.Ordinal);
        }

        await database.Bookmarks.SaveAsync("only", "this", Now);
        Assert.Contains("holds something", (await RefusedAsync(file.Options, database.Options)).Message, StringComparison.Ordinal);
        Assert.Contains("holds something", (await RefusedAsync(database.Options, file.Options)).Message, StringComparison.Ordinal);
        Assert.Contains("there is nothing to copy", (await RefusedAsync(new StorageOptions(file.Path + "none", null), database.Options)).Message, StringComparison.Ordinal);
        Assert.Empty(await database.Needs.OpenInAsync(Marked.Group, Now));
        file.Reopen();
        await Marked.AssertWholeAsync(file.Store);
    }

    [Fact]
    public async Task Where_one_document_can_t_be_read_or_taken_nothing_is_kept()
    {
        using var file = new OpenStore();
        using var database = await OpenPostgres.NewAsync();
        using var folder = new TestFolder();
        await Marked.FillAsync(StoreUnderTest.On(database));
        var server = await PostgresFixture.ServerAsync();
        await server.ExecuteAsync(database.Database, "UPDATE offers SET version = 7");
        var to = new StorageOptions(folder.File("back.db"), null);
        Assert.Contains("'offers' of the store was changed", (await RefusedAsync(database.Options, to)).Message, StringComparison.Ordinal);
        Assert.Equal(["back.key"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));

        using var other = await OpenPostgres.NewAsync();
        await Marked.FillAsync(file);
        file.Store.Dispose();
        await server.ExecuteAsync(other.Database, "ALTER TABLE bookmarks ADD CHECK (version > 1)");
        Assert.Contains("23514", (await RefusedAsync(file.Options, other.Options)).Message, StringComparison.Ordinal);
        Assert.Equal(0, await server.AskAsync<long>(other.Database, "SELECT count(*) FROM needs"));
        // Taken, and changed on the way.
        await server.ExecuteAsync(other.Database, "ALTER TABLE bookmarks DROP CONSTRAINT bookmarks_version_check; CREATE FUNCTION less() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'");
        await server.ExecuteAsync(other.Database, "CREATE TRIGGER less BEFORE INSERT ON bookmarks FOR EACH ROW EXECUTE FUNCTION less()");
        Assert.Contains("did not take everything", (await RefusedAsync(file.Options, other.Options)).Message, StringComparison.Ordinal);
        Assert.Equal(0, await server.AskAsync<long>(other.Database, "SELECT count(*) FROM needs"));
    }

    [Fact]
    public async Task A_key_that_both_stores_have_is_not_lost_to_one_when_the_other_gets_another()
    {
        using var file = new OpenStore();
        await Marked.FillAsync(file);
        file.Store.Dispose();
        // What a rotation leaves that was killed: two keys, the second in use.
        var key = Assert.Single(KeyFile.Read(file.Options.KeyPath));
        KeyFile.Replace(file.Options.KeyPath, MasterKey.New(), key);
        var server = await PostgresFixture.ServerAsync();
        var database = file.Options with { Postgres = PostgresOptions.Of(server.ConnectionString(await server.NewDatabaseAsync())) };
        await new StoreMigration(file.Options, database).RunAsync(null, Now);
        OpenPostgres.Open(database).Dispose();

        var kept = new KeyRotation(file.Options).Rotate(null).Before;
        var refusal = Assert.Throws<StorageException>(() => OpenPostgres.Open(database));
        Assert.Contains($"it is the one kept in {kept}, so give that file as Storage:KeyFile.", refusal.Message, StringComparison.Ordinal);
        OpenPostgres.Open(database with { Keys = KeyFile.Read(kept!) }).Dispose();
        file.Options.Erase();
        Assert.Single(KeyFile.Read(file.Options.KeyPath));
    }

    [Fact]
    public async Task A_log_without_its_file_is_no_place_for_a_new_file()
    {
        using var folder = new TestFolder();
        using var database = await OpenPostgres.NewAsync();
        await Marked.FillAsync(StoreUnderTest.On(database));
        var to = new StorageOptions(folder.File("back.db"), null);
        await File.WriteAllBytesAsync(folder.File("back-log.db"), new byte[20_000], Now);
        Assert.Contains($"is missing, but its log {folder.File("back-log.db")} is there", (await RefusedAsync(database.Options, to)).Message, StringComparison.Ordinal);
        Assert.Equal(["back-log.db"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
    }

    private static StoreContent All => new(StoreCopy.BatchSize + 21, Marked.Needs + 2, 1, 1);

    private static async Task AssertAllAsync(StoreUnderTest store)
    {
        await Marked.AssertWholeAsync(store);
        Assert.Equal(2, (await store.Needs.FindAsync(Marked.Need(3).Id, Now))!.Version);
        Assert.NotNull(await store.Groups.FindAsync(new($"g{StoreCopy.BatchSize + 20}"), Now));
    }

    private static async Task<StorageException> RefusedAsync(StorageOptions from, StorageOptions to)
    {
        var refusal = await Assert.ThrowsAsync<StorageException>(() => new StoreMigration(from, to).RunAsync(null, Now));
        Assert.DoesNotContain('\n', refusal.Message);
        return refusal;
    }
}
