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

        var rotated = new KeyRotation(open.Options).Rotate(null);

        Assert.Equal(open.Options.KeyPath, rotated.File);
        var now = Assert.Single(KeyFile.Read(open.Options.KeyPath));
        Assert.False(now.IsSameAs(old));
        Assert.True(Assert.Single(KeyFile.Read(rotated.Before!)).IsSameAs(old));
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(rotated.Before!) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.Equal(["mutualaid.db", "mutualaid.key", Path.GetFileName(rotated.Before)], Directory.GetFiles(Folder(open)).Select(Path.GetFileName).Order());
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
        var old = Assert.Single(KeyFile.Read(open.Options.KeyPath));
        using var crashes = new Crashes(Folder(open));
        new KeyRotation(open.Options, crashes.Mount).Rotate(null);
        crashes.Keep();
        Assert.InRange(crashes.Count, 20, 400);
        await crashes.OpenEachAsync(open.Options, store => Marked.AssertWholeAsync(store), neverLost: old);
    }

    [Fact]
    public async Task A_copy_from_before_is_put_back_by_the_key_that_is_kept_and_gets_the_new_one()
    {
        using var open = new OpenStore();
        using var folder = new TestFolder();
        var copy = folder.File("copy.mutualaid");
        await Marked.FillAsync(open);
        await using (var file = File.Create(copy)) await open.Store.CopyAsync(file, Now);
        open.Store.Dispose();
        var kept = new KeyRotation(open.Options).Rotate(null).Before!;
        var now = Assert.Single(KeyFile.Read(open.Options.KeyPath));

        var refusal = await Assert.ThrowsAsync<StorageException>(() => new StoreRestore(open.Options, TimeProvider.System).RestoreAsync(copy, Now));
        Assert.Equal($"The backup '{copy}' is sealed with another key than the one in {open.Options.KeyPath}: it is the one kept in {kept}, so give that file as Storage:KeyFile.", refusal.Message);
        var given = open.Options with { Keys = KeyFile.Read(kept) };
        await new StoreRestore(given, TimeProvider.System).RestoreAsync(copy, Now);
        Assert.Contains($"it is the one kept in {kept}", open.Refused().Message, StringComparison.Ordinal);

        new KeyRotation(given).Rotate(open.Options.KeyPath);
        Assert.True(Assert.Single(KeyFile.Read(open.Options.KeyPath)).IsSameAs(now));
        open.Reopen();
        Assert.NotNull(await open.Needs.FindAsync(Marked.Need(1).Id, Now));
    }

    [Fact]
    public void A_key_that_another_store_may_need_goes_into_a_file_beside_once()
    {
        using var open = new OpenStore();
        open.Store.Dispose();
        var (path, mine) = (open.Options.KeyPath, KeyFile.Read(open.Options.KeyPath)[0]);
        var others = new[] { MasterKey.New(), MasterKey.New() };
        for (var i = 0; i < 2; i++)
        {
            KeyFile.Replace(path, [mine, .. others]);
            open.Reopen();
            open.Store.Dispose();
            Assert.True(Assert.Single(KeyFile.Read(path)).IsSameAs(mine));
            Assert.Equal(2, KeyFile.Kept(path).Count);
            foreach (var other in others) Assert.NotNull(KeyFile.KeptIn(path, other.IsSameAs));
        }
    }

    [Fact]
    public async Task Links_to_the_store_and_its_key_stay_and_nothing_old_is_left_where_they_lead()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        using var open = new OpenStore();
        using var elsewhere = new TestFolder();
        await Marked.FillAsync(open);
        open.Store.Dispose();
        var (store, key) = (elsewhere.File("real.db"), elsewhere.File("real.key"));
        var old = Assert.Single(KeyFile.Read(open.Options.KeyPath));
        File.Move(open.Path, store);
        File.CreateSymbolicLink(open.Path, store);
        File.Move(open.Options.KeyPath, key);
        File.CreateSymbolicLink(open.Options.KeyPath, key);

        var kept = new KeyRotation(open.Options).Rotate(null).Before!;

        Assert.Equal((store, key), (new FileInfo(open.Path).LinkTarget, new FileInfo(open.Options.KeyPath).LinkTarget));
        Assert.False(Assert.Single(KeyFile.Read(key)).IsSameAs(old));
        using var oldSeals = old.Seals();
        Assert.False(Marked.Holds(store, oldSeals.Pseudonym(Marked.Need(1).Id.Value)), "A name by the old key is left.");
        Assert.Equal(["mutualaid.db", "mutualaid.key"], Directory.GetFiles(Folder(open)).Select(Path.GetFileName).Order());
        Assert.Equal([store, key, kept], Directory.GetFiles(elsewhere.Path).Order());
        open.Reopen();
        await Marked.AssertWholeAsync(open.Store);
        open.Store.Dispose();

        open.Options.Erase();
        Assert.Equal(["mutualaid.key"], Directory.GetFiles(Folder(open)).Select(Path.GetFileName));
        Assert.Equal([key, kept], Directory.GetFiles(elsewhere.Path).Order());
    }

    [Theory]
    [InlineData(".new", false, "The store still has the key of before. The one in ")]
    [InlineData(".db", false, "The store has the new key all the same, the one in ")]
    [InlineData(".db", true, "Whether it has the key of before or the new one, in ")]
    public async Task A_failure_on_the_way_says_which_key_the_store_has_and_where(string failing, bool forGood, string says)
    {
        using var open = new OpenStore();
        using var elsewhere = new TestFolder();
        await Marked.FillAsync(open);
        open.Store.Dispose();
        var given = open.Options with { Keys = KeyFile.Read(open.Options.KeyPath) };
        var file = elsewhere.File("next");
        var (isMaking, isOver) = (false, false);
        Stream Failing(FileStream opened)
        {
            isMaking |= opened.Name.EndsWith(".new", StringComparison.Ordinal);
            if (!isMaking || isOver || !opened.Name.EndsWith(failing, StringComparison.Ordinal)) return new SyncedFile(opened);
            isOver = !forGood;
            throw new IOException("no room");
        }

        var refusal = Assert.Throws<StorageException>(() => new KeyRotation(given, Failing).Rotate(file));
        Assert.True(refusal.IsFatal);
        Assert.Contains("no room", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(says + file, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
        open.Reopen(failing == ".new" ? given : given with { Keys = KeyFile.Read(file) });
        await Marked.AssertWholeAsync(open.Store);
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
        Assert.Equal(["mutualaid.db", "mutualaid.key"], Directory.GetFiles(Folder(open)).Except(KeyFile.Kept(open.Options.KeyPath)).Select(Path.GetFileName).Order());
        foreach (var before in new[] { old, unused }) Assert.NotNull(KeyFile.KeptIn(open.Options.KeyPath, before.IsSameAs));
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
        Assert.Equal(new Rotated(file, Before: null), new KeyRotation(options).Rotate(file));
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
        var file = new KeyRotation(options, crashes.Mount).Rotate(elsewhere.File("next")).File;
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
