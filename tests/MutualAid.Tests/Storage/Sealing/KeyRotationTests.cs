using MutualAid.Core.Needs;
using MutualAid.Storage;
using MutualAid.Storage.LiteDb;
using MutualAid.Storage.Sealing;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Storage.Sealing;

/// <summary>Another key for a store.</summary>
public sealed class KeyRotationTests
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("correct horse")]
    public async Task Everything_is_there_under_the_new_key_and_nothing_under_the_old(string? password)
    {
        using var open = new OpenStore(password);
        await Marked.FillAsync(open);
        open.Store.Dispose();
        var old = Assert.Single(KeyFile.Read(open.Options.KeyPath));

        Assert.Equal(open.Options.KeyPath, new KeyRotation(open.Options).Rotate(null));

        var now = Assert.Single(KeyFile.Read(open.Options.KeyPath));
        Assert.False(now.IsSameAs(old));
        Assert.Equal(["mutualaid.db", "mutualaid.key"], Directory.GetFiles(Folder(open)).Select(Path.GetFileName).Order());
        Assert.Contains("another key", open.Refused(open.Options with { Keys = [old] }).Message, StringComparison.Ordinal);
        using var oldSeals = old.Seals();
        foreach (var id in new[] { Marked.Need(1).Id.Value, Marked.Group.Value, Marked.Offer.Id.Value })
            Assert.False(Marked.Holds(open.Path, oldSeals.Pseudonym(id)), "A name by the old key is left.");

        open.Reopen();
        await Marked.AssertWholeAsync(open.Store);
        foreach (var collection in new[] { "needs", "offers", "groups", "members", "meta" })
        {
            foreach (var stored in (await open.Store.QueryAsync(collection, new LiteDB.Query(), Now)).Where(d => d.ContainsKey("Body")))
                Assert.Throws<StorageException>(() => oldSeals.Open(collection, stored["_id"].AsString, stored["Body"].AsBinary));
        }
    }

    [Fact]
    public async Task A_crash_at_any_step_leaves_a_store_that_opens_whole_by_one_key()
    {
        using var open = new OpenStore();
        await Marked.FillAsync(open);
        open.Store.Dispose();
        using var crashes = new Crashes(Folder(open));
        new KeyRotation(open.Options, crashes.Mount).Rotate(null);
        crashes.Keep();
        Assert.InRange(crashes.Count, 20, 400);
        await crashes.OpenEachAsync(open.Options, store => Marked.AssertWholeAsync(store));
    }

    [Fact]
    public async Task It_can_be_done_again_after_a_crash_and_what_that_left_is_gone()
    {
        using var open = new OpenStore();
        await Marked.FillAsync(open);
        open.Store.Dispose();
        // A crash between the announcement and the new file: two keys, of which the second is in use.
        var old = Assert.Single(KeyFile.Read(open.Options.KeyPath));
        var unused = MasterKey.New();
        KeyFile.Replace(open.Options.KeyPath, unused, old);
        await File.WriteAllTextAsync(open.Path + ".new", "half of one", Now);
        await File.WriteAllTextAsync(open.Options.KeyPath + ".new", unused.ToBase64(), Now);

        new KeyRotation(open.Options).Rotate(null);
        var now = Assert.Single(KeyFile.Read(open.Options.KeyPath));
        Assert.False(now.IsSameAs(old) || now.IsSameAs(unused));
        Assert.Equal(["mutualaid.db", "mutualaid.key"], Directory.GetFiles(Folder(open)).Select(Path.GetFileName).Order());
        open.Reopen();
        await Marked.AssertWholeAsync(open.Store);
    }

    [Fact]
    public async Task A_key_that_is_given_is_changed_only_by_whoever_gives_it()
    {
        using var folder = new TestFolder();
        var old = MasterKey.New();
        var options = new StorageOptions(folder.File("mutualaid.db"), null) { Keys = [old] };
        using (var store = Opened(options)) Assert.True(await new LiteDbNeedStore(store).AddAsync(Marked.Need(1), Now));
        Assert.Throws<ArgumentException>(() => new KeyRotation(options).Rotate(null));

        var file = folder.File("next");
        Assert.Equal(file, new KeyRotation(options).Rotate(file));
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.Contains("another key", Assert.Throws<StorageException>(() => Opened(options)).Message, StringComparison.Ordinal);
        var given = options with { Keys = KeyFile.Read(file) };
        using (var store = Opened(given)) Assert.NotNull(await new LiteDbNeedStore(store).FindAsync(Marked.Need(1).Id, Now));

        Assert.Contains("already", Assert.Throws<StorageException>(() => new KeyRotation(given).Rotate(file)).Message, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, "nothing of use", Now);
        Assert.Contains("exactly one", Assert.Throws<StorageException>(() => new KeyRotation(given).Rotate(file)).Message, StringComparison.Ordinal);
        Assert.Equal("nothing of use", await File.ReadAllTextAsync(file, Now));
        Assert.Equal(["mutualaid.db", "next"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_crash_at_any_step_with_a_given_key_leaves_a_store_that_opens_by_the_old_or_the_new()
    {
        using var folder = new TestFolder();
        using var elsewhere = new TestFolder();
        using var open = new OpenStore();
        await Marked.FillAsync(open);
        open.Store.Dispose();
        var options = open.Options with { Keys = KeyFile.Read(open.Options.KeyPath) };
        File.Delete(open.Options.KeyPath);
        using var crashes = new Crashes(Folder(open));
        var file = new KeyRotation(options, crashes.Mount).Rotate(elsewhere.File("next"));
        await crashes.OpenEachAsync(options with { Keys = [.. KeyFile.Read(file), .. options.Keys!] }, store => Marked.AssertWholeAsync(store));
    }

    [Fact]
    public void A_store_in_use_or_missing_is_refused_and_its_key_stays()
    {
        using var open = new OpenStore();
        var key = File.ReadAllText(open.Options.KeyPath);
        Assert.Contains("is in use", Assert.Throws<StorageException>(() => new KeyRotation(open.Options).Rotate(null)).Message, StringComparison.Ordinal);
        Assert.Equal(key, File.ReadAllText(open.Options.KeyPath));

        using var empty = new TestFolder();
        var nothing = new StorageOptions(empty.File("mutualaid.db"), null);
        Assert.Contains("is not there", Assert.Throws<StorageException>(() => new KeyRotation(nothing).Rotate(null)).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(empty.Path));
    }

    private static LiteDbStore Opened(StorageOptions options)
    {
        var store = new LiteDbStore(options, TimeProvider.System, Migrations.All);
        store.Open();
        return store;
    }

    private static string Folder(OpenStore open) => Path.GetDirectoryName(open.Path)!;
}
