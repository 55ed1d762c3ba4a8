using System.Runtime.Versioning;
using System.Text;
using LiteDB;
using LiteDB.Engine;
using Microsoft.Extensions.Time.Testing;
using MutualAid.Core.Needs;
using MutualAid.Storage;
using MutualAid.Storage.LiteDb;
using MutualAid.Tests.Support;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Storage;

public sealed class LiteDbFaultTests : IDisposable
{
    private const string Marker = "only-the-two-of-them-may-read-this";
    private readonly OpenStore _open = new();

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public void Dispose() => _open.Dispose();

    [Fact]
    public void A_store_that_is_open_already_is_refused()
    {
        AssertSays(_open.Refused(), "is in use");
    }

    [Fact]
    public void A_log_that_somebody_else_has_open_is_refused()
    {
        _open.Store.Dispose();
        using var other = new FileStream(_open.LogPath, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        AssertSays(_open.Refused(), _open.LogPath);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(8191)]
    public void A_file_too_short_to_be_a_store_is_refused_as_damaged(int bytes)
    {
        _open.Store.Dispose();
        File.WriteAllBytes(_open.Path, new byte[bytes]);
        AssertSays(_open.Refused(), "is not a whole store");
        Assert.Equal(bytes, new FileInfo(_open.Path).Length);
    }

    [Fact]
    public void A_file_of_something_else_is_refused_as_damaged()
    {
        _open.Store.Dispose();
        File.WriteAllText(_open.Path, new string('x', 20_000));
        AssertSays(_open.Refused(), "is not a whole store");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("secret")]
    public async Task Half_a_file_is_refused_as_damaged(string? password)
    {
        using var open = new OpenStore(password);
        for (var i = 0; i < 50; i++) await open.Needs.AddAsync(Private(i), Now);
        open.Store.Dispose();
        using (var file = new FileStream(open.Path, FileMode.Open)) file.SetLength(file.Length / 2);
        AssertSays(open.Refused(), "is not a whole store");
    }

    [Fact]
    public void A_log_without_its_file_is_refused()
    {
        _open.Store.Dispose();
        File.Delete(_open.Path);
        File.WriteAllBytes(_open.LogPath, new byte[8192]);
        AssertSays(_open.Refused(), "is missing");
    }

    [Fact]
    public void A_folder_in_place_of_the_file_is_refused()
    {
        var folder = Path.GetDirectoryName(_open.Path)!;
        AssertSays(_open.Refused(_open.Options with { Path = folder }), "is a folder");
    }

    [Fact]
    public void A_folder_that_can_not_be_made_is_refused()
    {
        AssertSays(_open.Refused(_open.Options with { Path = Path.Combine(_open.Path, "below", "a.db") }), "choose a folder");
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void A_file_that_may_not_be_written_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix file modes.");
        _open.Store.Dispose();
        File.SetUnixFileMode(_open.Path, UnixFileMode.UserRead);
        AssertSays(_open.Refused(), "can't be opened for writing");
    }

    [Fact]
    public void A_newer_schema_is_refused()
    {
        _open.Reopen(migrations: [new(8, _ => { })]);
        _open.Store.Dispose();
        AssertSays(_open.Refused(), "was written by a newer version (schema 8");
    }

    [Fact]
    public void Another_programs_database_is_refused()
    {
        _open.Store.Dispose();
        File.Delete(_open.Path);
        using (var other = new LiteEngine(new EngineSettings { Filename = _open.Path, Collation = Collation.Binary }))
            other.Insert("other", [new BsonDocument { ["_id"] = 1 }], BsonAutoId.Int32);
        AssertSays(_open.Refused(), "not a store of this bot");
    }

    [Fact]
    public async Task A_wrong_password_is_refused_and_changes_nothing()
    {
        using var open = new OpenStore("secret");
        await open.Needs.AddAsync(Private(1), Now);
        open.Store.Dispose();
        var before = await File.ReadAllBytesAsync(open.Path, Now);

        AssertSays(open.Refused(open.Options with { Password = "guess" }), "another password");
        AssertSays(open.Refused(open.Options with { Password = null }), "is encrypted");
        Assert.Equal(before, await File.ReadAllBytesAsync(open.Path, Now));

        open.Reopen();
        Assert.Equal(Marker, (await open.Needs.FindAsync(Private(1).Id, Now))!.Details);
    }

    [Fact]
    public async Task A_password_for_a_plain_file_is_refused_and_changes_nothing()
    {
        _open.Store.Dispose();
        var before = await File.ReadAllBytesAsync(_open.Path, Now);
        AssertSays(_open.Refused(_open.Options with { Password = "secret" }), "is not encrypted");
        Assert.Equal(before, await File.ReadAllBytesAsync(_open.Path, Now));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Only_the_owner_may_read_the_files()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix file modes.");
        const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(ownerOnly, File.GetUnixFileMode(_open.Path));
        Assert.Equal(ownerOnly, File.GetUnixFileMode(_open.LogPath));
        Assert.Equal(ownerOnly | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(_open.Path)!));

        _open.Store.Dispose();
        File.SetUnixFileMode(_open.Path, ownerOnly | UnixFileMode.OtherRead);
        _open.Reopen();
        Assert.Equal(ownerOnly, File.GetUnixFileMode(_open.Path));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("secret", false)]
    public async Task With_a_password_a_file_does_not_even_show_what_it_is(string? password, bool isKnown)
    {
        using var open = new OpenStore(password);
        await open.Needs.AddAsync(Private(1), Now);
        open.Store.Dispose();
        Assert.Equal(isKnown, Holds(open.Path, "This is a LiteDB file"));
        Assert.Equal(isKnown, Holds(open.Path, "needs"));
    }

    [Fact]
    public async Task What_was_erased_is_gone_from_the_files_after_a_checkpoint()
    {
        for (var i = 0; i < 20; i++) await _open.Needs.AddAsync(Private(i), Now);
        var bodies = (await _open.Store.QueryAsync(NeedShape.Name, new Query(), Now)).ConvertAll(d => d["Body"].AsBinary[..64]);
        Assert.Equal(20, bodies.Count);
        for (var i = 0; i < 20; i++)
        {
            var need = (await _open.Needs.FindAsync(Private(i).Id, Now))!;
            await _open.Needs.SaveAsync(need with { Details = null }, Now);
        }

        await _open.Store.CheckpointAsync();
        _open.Store.Dispose();
        Assert.False(Holds(_open.Path, Marker));
        foreach (var body in bodies) Assert.True(File.ReadAllBytes(_open.Path).AsSpan().IndexOf(body) < 0, "What was erased is there, if sealed.");
        Assert.False(File.Exists(_open.LogPath));
    }

    [Fact]
    public async Task A_store_survives_closing_and_needs_no_log_then()
    {
        await _open.Needs.AddAsync(Private(1), Now);
        _open.Store.Dispose();
        Assert.Equal([_open.Path, _open.Options.KeyPath], Directory.GetFiles(Path.GetDirectoryName(_open.Path)!).Order());
        _open.Reopen();
        Assert.Equal(Marker, (await _open.Needs.FindAsync(Private(1).Id, Now))!.Details);
    }

    [Fact]
    public async Task A_migration_runs_once_on_an_older_store_and_never_on_a_new_one()
    {
        var runs = 0;
        Migration[] migrations = [.. Migrations.All, new(8, _ => runs++), new(9, _ => runs += 10)];
        await _open.Needs.AddAsync(Private(1), Now);
        _open.Reopen(migrations: migrations);
        _open.Reopen(migrations: migrations);
        using var fresh = new OpenStore(migrations: migrations);

        Assert.Equal(11, runs);
        Assert.NotNull(await _open.Needs.FindAsync(Private(1).Id, Now));
    }

    [Fact]
    public async Task A_full_disk_ends_the_store_and_loses_nothing_that_was_answered()
    {
        var disk = new LossyDisk();
        using var open = new OpenStore(disk: disk.Mount);
        await open.Needs.AddAsync(Private(1), Now);
        disk.IsFull = true;

        var refused = await Assert.ThrowsAsync<StorageException>(() => open.Needs.AddAsync(Private(2), Now));
        Assert.True(refused.IsFatal);
        Assert.True((await open.Store.Failed.WaitAsync(TimeSpan.FromSeconds(60), Now)).IsFatal);
        await Assert.ThrowsAsync<StorageException>(() => open.Needs.AddAsync(Private(3), Now));
        await Assert.ThrowsAsync<StorageException>(() => open.Needs.FindAsync(Private(1).Id, Now));

        open.Store.Dispose();
        disk.IsFull = false;
        open.Reopen();
        Assert.NotNull(await open.Needs.FindAsync(Private(1).Id, Now));
    }

    [Fact]
    public void A_disk_that_is_full_from_the_start_is_refused()
    {
        _open.Store.Dispose();
        File.Delete(_open.Path);
        var disk = new LossyDisk { IsFull = true };
        AssertSays(Assert.Throws<StorageException>(new LiteDbStore(_open.Options, TimeProvider.System, Migrations.All, disk.Mount).Open), "No space left");
        _open.Reopen();
    }

    [Fact]
    public async Task The_log_is_folded_in_soon_after_a_write()
    {
        var clock = new FakeTimeProvider();
        using var open = new OpenStore(time: clock);
        await open.Needs.AddAsync(Private(1), Now);
        Assert.NotEqual(0, new FileInfo(open.LogPath).Length);

        clock.Advance(TimeSpan.FromSeconds(30));
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (new FileInfo(open.LogPath).Length > 0)
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Briefly.PauseAsync();
        }
    }

    [Fact]
    public async Task A_closed_store_says_so()
    {
        _open.Store.Dispose();
        await Assert.ThrowsAsync<StorageException>(() => _open.Needs.AddAsync(Private(1), Now));
        await Assert.ThrowsAsync<StorageException>(() => _open.Needs.FindAsync(Private(1).Id, Now));
        Assert.False(_open.Store.Failed.IsCompleted);
    }

    [Fact]
    public async Task One_impossible_document_does_not_take_its_neighbours_with_it()
    {
        var impossible = Private(0) with { What = new string('x', 17_000_000) };
        var adds = Enumerable.Range(1, 50).Select(i => _open.Needs.AddAsync(i == 25 ? impossible : Private(i), Now)).ToArray();
        var failure = await Assert.ThrowsAsync<StorageException>(() => adds[24]);
        Assert.False(failure.IsFatal);
        for (var i = 1; i <= 50; i++) Assert.True(i == 25 || await adds[i - 1]);
        Assert.Equal(49, (await _open.Needs.OpenInAsync(Private(1).Group, Now)).Count);
    }

    private static void AssertSays(StorageException refusal, string part)
    {
        Assert.True(refusal.IsFatal);
        Assert.True(refusal.Message.Contains(part, StringComparison.Ordinal), refusal.Message);
        Assert.Contains("Storage:LiteDb:Path", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    private static Need Private(int number) => new()
    {
        Id = new NeedId($"need{number}"),
        Group = new("playground:berlin"),
        Number = number,
        Requester = new("playground:ana"),
        What = "groceries",
        Details = Marker,
        PostedAt = Instant.FromUnixTimeSeconds(1),
    };

    private static bool Holds(string file, string text) => File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
}
