using System.Diagnostics;
using LiteDB;
using LiteDB.Engine;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Keeping;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Storage;
using MutualAid.Storage.LiteDb;
using MutualAid.Storage.Sealing;
using MutualAid.Tests.Storage.Sealing;
using MutualAid.Tests.Support;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Storage;

/// <summary>A backup in the place of the store.</summary>
public sealed class RestoreTests : IDisposable
{
    private static readonly GroupId Berlin = new("playground:berlin");
    private readonly TestFolder _folder = new();
    private readonly OpenStore _open = new();

    private string Backup => _folder.File("copy.mutualaid");

    private StoreRestore Restore => new(_open.Options, TimeProvider.System);

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _open.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_backup_is_the_store_then_and_the_store_of_before_is_aside()
    {
        await FillAsync("old");
        await WriteBackupAsync();
        await _open.Needs.AddAsync(BackupTests.NewNeed(2) with { What = "newer" }, Now);
        _open.Store.Dispose();

        var restored = await Restore.RestoreAsync(Backup, Now);
        Assert.Equal(new StoreContent(1, 1, 0, 0), restored.Content);
        Assert.True(restored.WasReadable);
        Assert.Equal(["old"], await WhatAsync(_open.Options));
        Assert.Equal(["old", "newer"], await WhatAsync(_open.Options with { Path = restored.Aside! }));
        Assert.True(File.Exists(Backup), "The backup itself went.");
        Assert.Equal([restored.Aside!, _open.Path, _open.Options.KeyPath], LeftBeside());
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(_open.Path) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public async Task A_link_to_the_store_stays_and_what_it_led_to_is_aside()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        await FillAsync("old");
        await WriteBackupAsync();
        await _open.Needs.AddAsync(BackupTests.NewNeed(2) with { What = "newer" }, Now);
        _open.Store.Dispose();
        var real = _folder.File("real.db");
        File.Move(_open.Path, real);
        File.CreateSymbolicLink(_open.Path, real);

        var restored = await Restore.RestoreAsync(Backup, Now);
        Assert.Equal(real, new FileInfo(_open.Path).LinkTarget);
        Assert.Equal([_open.Path, _open.Options.KeyPath], LeftBeside());
        Assert.Equal([Backup, restored.Aside!, real], Directory.GetFiles(_folder.Path).Order(StringComparer.Ordinal));
        Assert.Equal(["old"], await WhatAsync(_open.Options));
        Assert.Equal(["old", "newer"], await WhatAsync(_open.Options with { Path = restored.Aside!, KeyPath = _open.Options.KeyPath }));
    }

    [Fact]
    public async Task Where_there_is_no_store_the_backup_becomes_one()
    {
        await FillAsync("old");
        await WriteBackupAsync();
        _open.Store.Dispose();
        var elsewhere = _open.Options with { Path = _folder.File("new/data/mutualaid.db"), Keys = KeyFile.Read(_open.Options.KeyPath) };
        var restored = await new StoreRestore(elsewhere, TimeProvider.System).RestoreAsync(Backup, Now);
        Assert.Null(restored.Aside);
        Assert.Equal(["old"], await WhatAsync(elsewhere));
    }

    [Fact]
    public async Task While_a_process_has_the_store_open_it_is_refused_but_a_backup_can_be_checked()
    {
        await FillAsync("old");
        await WriteBackupAsync();
        Assert.Contains("is in use", (await Assert.ThrowsAsync<StorageException>(() => Restore.RestoreAsync(Backup, Now))).Message, StringComparison.Ordinal);
        Assert.Equal(new StoreContent(1, 1, 0, 0), await Restore.CheckAsync(Backup, Now));
        await _open.Needs.AddAsync(BackupTests.NewNeed(2), Now);
        Assert.Equal(2, (await _open.Needs.OpenInAsync(Berlin, Now)).Count);
    }

    [Theory]
    [InlineData("missing", "can't be read")]
    [InlineData("empty", "is not a whole store (it has only 0 bytes): use another backup.")]
    [InlineData("short", "is not a whole store (it has only 100 bytes): use another backup.")]
    [InlineData("half", "is not a whole store (it is cut short): use another backup.")]
    [InlineData("text", "is not a whole store (it does not begin as one): use another backup.")]
    [InlineData("zeros", "use another backup.")]
    [InlineData("document", "can't be read whole")]
    [InlineData("newer", "was written by a newer version (schema 8, this one knows 6): run that version, or use another backup.")]
    [InlineData("encrypted", "is encrypted: give its password as Storage:LiteDb:Password or Storage:LiteDb:PasswordFile.")]
    [InlineData("foreign", "not a store of this bot")]
    public async Task What_is_no_good_is_refused_and_changes_nothing(string fault, string line)
    {
        await FillAsync("old");
        for (var i = 10; i < 60; i++) await _open.Needs.AddAsync(BackupTests.NewNeed(i) with { Details = new string('x', 2000) }, Now);
        await SpoilAsync(fault);
        _open.Store.Dispose();
        var before = await File.ReadAllBytesAsync(_open.Path, Now);

        var refusal = await Assert.ThrowsAsync<StorageException>(() => Restore.RestoreAsync(Backup, Now));
        Assert.StartsWith($"The backup '{Backup}' ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(line, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
        Assert.Equal(before, await File.ReadAllBytesAsync(_open.Path, Now));
        Assert.Equal([_open.Path, _open.Options.KeyPath], LeftBeside());
    }

    [Fact]
    public async Task Another_password_is_refused_and_the_right_one_is_not()
    {
        using var open = new OpenStore("correct horse");
        await open.Needs.AddAsync(BackupTests.NewNeed(1), Now);
        await using (var file = File.Create(Backup)) await open.Store.CopyAsync(file, Now);
        open.Store.Dispose();
        var wrong = new StoreRestore(open.Options with { Password = "battery staple" }, TimeProvider.System);
        Assert.Contains("is encrypted with another password", (await Assert.ThrowsAsync<StorageException>(() => wrong.RestoreAsync(Backup, Now))).Message, StringComparison.Ordinal);
        await new StoreRestore(open.Options, TimeProvider.System).RestoreAsync(Backup, Now);
        Assert.Single(await WhatAsync(open.Options));
    }

    [Fact]
    public async Task Cut_off_at_any_step_either_the_old_or_the_new_store_opens()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Files that are open are copied.");
        await FillAsync("old");
        await WriteBackupAsync();
        await _open.Needs.AddAsync(BackupTests.NewNeed(2) with { What = "newer" }, Now);
        _open.Store.Dispose();

        var steps = new List<string>();
        var restore = new StoreRestore(_open.Options, TimeProvider.System)
        {
            Reached = step =>
            {
                steps.Add(step);
                using var copy = Process.Start("cp", ["-a", Path.GetDirectoryName(_open.Path)!, _folder.File(step)]);
                copy.WaitForExit();
            },
        };
        await restore.RestoreAsync(Backup, Now);
        Assert.Equal(["copied", "checked", "locked", "log is aside", "in place"], steps);
        foreach (var step in steps)
        {
            var there = _open.Options with { Path = Path.Combine(_folder.File(step), Path.GetFileName(_open.Path)) };
            Assert.Equal(step == "in place" ? ["old"] : ["old", "newer"], await WhatAsync(there));
            // What it left does not stand in the way of the next one.
            await new StoreRestore(there, TimeProvider.System).RestoreAsync(Backup, Now);
            Assert.Equal(["old"], await WhatAsync(there));
        }
    }

    [Fact]
    public async Task A_damaged_store_goes_aside_with_its_log()
    {
        await FillAsync("old");
        await WriteBackupAsync();
        _open.Store.Dispose();
        await File.WriteAllBytesAsync(_open.Path, new byte[50_000], Now);
        await File.WriteAllBytesAsync(_open.LogPath, new byte[20_000], Now);

        var restored = await Restore.RestoreAsync(Backup, Now);
        Assert.False(restored.WasReadable);
        Assert.Null(restored.Erased);
        Assert.Equal(50_000, new FileInfo(restored.Aside!).Length);
        Assert.Equal(20_000, new FileInfo(StoreFiles.LogPath(restored.Aside!)).Length);
        Assert.Equal(["old"], await WhatAsync(_open.Options));
        _open.Reopen();
        Assert.Equal(4 + AfterRestore.NumbersLeftOut, (await _open.Groups.FindAsync(Berlin, Now))!.NextNumber);
    }

    [Fact]
    public async Task Numbers_given_since_are_not_given_again_and_what_is_open_is_shown_anew()
    {
        var group = await FillAsync("old");
        await _open.Needs.AddAsync(BackupTests.NewNeed(2) with { Status = NeedStatus.Met, ClosedAt = Instant.MinValue, Postings = [Card("m2")] }, Now);
        await _open.Offers.AddAsync(
            new Offer { Id = new("offer"), Group = Berlin, Number = 3, Giver = new("playground:bo"), What = "rides", PostedAt = Instant.MinValue, Postings = [Card("m3")] }, Now);
        await WriteBackupAsync();
        await _open.Groups.SaveAsync(group with { Version = 1, NextNumber = 9 }, Now);
        _open.Store.Dispose();

        await Restore.RestoreAsync(Backup, Now);
        _open.Reopen();
        Assert.Equal(9, (await _open.Groups.FindAsync(Berlin, Now))!.NextNumber);
        var open = (await _open.Needs.FindByNumberAsync(Berlin, 1, Now))!;
        Assert.Equal((null, "m1"), (open.Postings[0].Shown, open.Postings[0].Message!.Value.Value));
        Assert.NotNull(open.KeepAt);
        var offer = (await _open.Offers.FindByNumberAsync(Berlin, 3, Now))!;
        Assert.Equal((null, true), (offer.Postings[0].Shown, offer.KeepAt is not null));
        var closed = (await _open.Needs.FindByNumberAsync(Berlin, 2, Now))!;
        Assert.Equal(("shown", null), (closed.Postings[0].Shown, closed.KeepAt));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_the_clock_showed_last_goes_on_where_the_store_of_before_tells(bool isDamaged)
    {
        await _open.Bookmarks.SaveAsync(AfterRestore.Clock, "1 1", Now);
        await WriteBackupAsync();
        await _open.Bookmarks.SaveAsync(AfterRestore.Clock, "2 2", Now);
        _open.Store.Dispose();
        if (isDamaged) await File.WriteAllBytesAsync(_open.Path, new byte[50_000], Now);
        await Restore.RestoreAsync(Backup, Now);
        _open.Reopen();
        Assert.Equal(isDamaged ? "1 1" : "2 2", await _open.Bookmarks.FindAsync(AfterRestore.Clock, Now));
    }

    [Fact]
    public async Task To_look_at_a_backup_of_before_stores_were_sealed_makes_no_key()
    {
        _open.Store.Dispose();
        Marked.WritePlain(_open);
        File.Move(_open.Path, Backup);
        foreach (var left in LeftBeside()) File.Delete(left);
        var content = await Restore.CheckAsync(Backup, Now);
        Assert.Equal((1, Marked.Needs + 2), (content.Groups, content.Needs));
        Assert.Empty(LeftBeside());

        // Where it becomes the store, its key is kept.
        Assert.Equal(content, (await Restore.RestoreAsync(Backup, Now)).Content);
        Assert.Equal([_open.Path, _open.Options.KeyPath], LeftBeside());
        _open.Reopen();
        Assert.NotNull(await _open.Groups.FindAsync(Marked.Group, Now));
    }

    private static Posting Card(string message) =>
        new() { Id = new($"posting{message}"), Kind = PostingKind.Card, Place = new("playground:needs"), Message = new(message), Shown = "shown" };

    private async Task<Group> FillAsync(string what)
    {
        var group = new Group { Id = Berlin, Home = new("playground:needs"), NextNumber = 4 };
        await _open.Groups.AddAsync(group, Now);
        await _open.Needs.AddAsync(BackupTests.NewNeed(1) with { What = what, Postings = [Card("m1")] }, Now);
        return group;
    }

    private async Task WriteBackupAsync()
    {
        await using var file = File.Create(Backup);
        await _open.Store.CopyAsync(file, Now);
    }

    private async Task SpoilAsync(string fault)
    {
        if (fault == "missing") return;
        if (fault == "document")
        {
            await _open.Store.WriteAsync(
                lite => lite.Insert(NeedShape.Name, [new BsonDocument { ["_id"] = "x", ["GroupNumber"] = "x", ["Body"] = "{ \"What\": 1 }" }], BsonAutoId.ObjectId) == 1, Now);
        }

        if (fault == "newer") _open.Reopen(migrations: [new(8, _ => { })]);
        await WriteBackupAsync();
        var whole = await File.ReadAllBytesAsync(Backup, Now);
        if (fault is "document" or "newer")
        {
            // The store itself is a good one again.
            _open.Store.Dispose();
            File.Delete(_open.Path);
            _open.Reopen(migrations: Migrations.All);
            return;
        }

        if (fault == "foreign")
        {
            File.Delete(Backup);
            using var other = new LiteEngine(new EngineSettings { Filename = Backup, Collation = Collation.Binary });
            other.Insert("other", [new BsonDocument { ["_id"] = 1 }], BsonAutoId.Int32);
            return;
        }

        if (fault == "encrypted")
        {
            using var encrypted = new OpenStore("secret");
            await using var file = File.Create(Backup);
            await encrypted.Store.CopyAsync(file, Now);
            return;
        }

        await File.WriteAllBytesAsync(
            Backup,
            fault switch
            {
                "empty" => [],
                "short" => whole[..100],
                "half" => whole[..(whole.Length / 2 / PageStream.PageSize * PageStream.PageSize)],
                "text" => [.. Enumerable.Repeat((byte)'x', 20_000)],
                "zeros" => [.. whole[..PageStream.PageSize], .. new byte[whole.Length - PageStream.PageSize]],
                _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, message: null),
            },
            Now);
    }

    private static async Task<string[]> WhatAsync(StorageOptions options)
    {
        using var store = new LiteDbStore(options, TimeProvider.System, Migrations.All);
        store.Open();
        return [.. (await new LiteDbNeedStore(store).AllInAsync(Berlin, -1, 100, Now)).Select(n => n.What)];
    }

    private string[] LeftBeside() => [.. Directory.GetFiles(Path.GetDirectoryName(_open.Path)!).Order(StringComparer.Ordinal)];
}
