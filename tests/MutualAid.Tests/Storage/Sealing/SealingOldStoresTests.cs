using LiteDB;
using LiteDB.Engine;
using MutualAid.Core.Needs;
using MutualAid.Storage.LiteDb;
using MutualAid.Storage.Sealing;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Storage.Sealing;

/// <summary>A store from before documents were sealed.</summary>
public sealed class SealingOldStoresTests
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("correct horse")]
    public async Task It_is_sealed_when_it_is_opened_and_nothing_plain_is_left(string? password)
    {
        using var open = Old(password);
        open.Reopen();
        await Marked.AssertWholeAsync(open.Store);
        Assert.Empty(Marked.ReadableIn(Folder(open)));
        Assert.True(await open.Needs.SaveAsync((await open.Needs.FindByNumberAsync(Marked.Group, 1, Now))!, Now));

        open.Reopen();
        Assert.Equal(2, (await open.Needs.FindByNumberAsync(Marked.Group, 1, Now))!.Version);
        Assert.Equal(["mutualaid-log.db", "mutualaid.db", "mutualaid.key"], Directory.GetFiles(Folder(open)).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_crash_at_any_step_leaves_a_store_that_opens_whole()
    {
        using var open = Old(null);
        using var crashes = new Crashes(Folder(open));
        using (var store = new LiteDbStore(open.Options, TimeProvider.System, Migrations.All, crashes.Mount)) store.Open();
        Assert.InRange(crashes.Count, 20, 400);
        await crashes.OpenEachAsync(open.Options, store => Marked.AssertWholeAsync(store));
    }

    [Fact]
    public async Task What_is_moved_into_place_is_on_the_disk_before_it_is_moved()
    {
        using var open = Old(null);
        using var after = new TestFolder();
        var disk = new LossyDisk();
        using (var store = new LiteDbStore(open.Options, TimeProvider.System, Migrations.All, disk.Mount)) store.Open();
        disk.PowerLoss(open.Path + StoreOpening.Unfinished, after.Path, new Random(20260301));

        // The file alone: its log was empty and is gone.
        File.Move(after.File("mutualaid.db.new"), after.File("mutualaid.db"));
        File.Copy(open.Options.KeyPath, after.File("mutualaid.key"));
        using var found = new LiteDbStore(open.Options with { Path = after.File("mutualaid.db") }, TimeProvider.System, Migrations.All);
        found.Open();
        await Marked.AssertWholeAsync(found);
    }

    [Fact]
    public async Task A_large_one_is_copied_in_batches_with_nothing_left_out()
    {
        const int many = 1_200;
        using var open = Old(null, many);
        open.Reopen();
        Assert.Equal(many, (await open.Needs.OpenInAsync(Marked.Group, Now)).Count);
        Assert.Equal(Marked.Mark("details"), (await open.Needs.FindAsync(Marked.Need(many).Id, Now))!.Details);
    }

    [Fact]
    public async Task The_oldest_one_without_offers_is_sealed_too()
    {
        using var open = Old(null);
        using (var engine = new LiteEngine(new EngineSettings { Filename = open.Path, Collation = Collation.Binary }))
        {
            engine.DropCollection("offers");
            engine.Upsert("meta", [new BsonDocument { ["_id"] = "schema", ["Version"] = 1 }], BsonAutoId.ObjectId);
        }

        open.Reopen();
        Assert.Equal(Marked.Needs, (await open.Needs.OpenInAsync(Marked.Group, Now)).Count);
        Assert.True(await open.Offers.AddAsync(Marked.Offer, Now));
    }

    [Fact]
    public async Task One_that_can_not_be_copied_is_refused_and_stays_as_it_was()
    {
        using var open = Old(null);
        using (var engine = new DurableEngine(StoreFiles.OpenExisting(open.Path, null, file => new SyncedFile(file), _ => { })))
            engine.Transact(lite => lite.Insert("needs", [new BsonDocument { ["_id"] = "x", ["Version"] = 1L, ["Body"] = "{\"What\":\"" + Marked.Marks[0] }], BsonAutoId.ObjectId) > 0);
        var before = await File.ReadAllBytesAsync(open.Path, Now);

        var refusal = open.Refused();
        Assert.Contains("is not a whole store", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Marked.Marks[0], refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(open.Path, Now));
    }

    [Fact]
    public async Task A_key_that_was_made_for_it_before_a_crash_is_taken()
    {
        using var open = Old(null);
        var key = MasterKey.New();
        KeyFile.Create(open.Options.KeyPath, key);
        open.Reopen();
        await Marked.AssertWholeAsync(open.Store);
        Assert.True(Assert.Single(KeyFile.Read(open.Options.KeyPath)).IsSameAs(key));
    }

    private static OpenStore Old(string? password, int needs = Marked.Needs)
    {
        var open = new OpenStore(password);
        open.Store.Dispose();
        Marked.WritePlain(open, needs);
        return open;
    }

    private static string Folder(OpenStore open) => Path.GetDirectoryName(open.Path)!;
}
