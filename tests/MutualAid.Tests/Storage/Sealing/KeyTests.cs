using System.Runtime.Versioning;
using Microsoft.Extensions.Configuration;
using MutualAid.Core.Needs;
using MutualAid.Storage;
using MutualAid.Storage.LiteDb;
using MutualAid.Storage.Sealing;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Storage.Sealing;

/// <summary>Where the key is, and what happens without it.</summary>
public sealed class KeyTests : IDisposable
{
    private readonly OpenStore _open = new();

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    private string KeyPath => _open.Options.KeyPath;

    public void Dispose() => _open.Dispose();

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void A_new_store_has_a_key_file_of_its_own_that_says_what_it_is_and_only_the_owner_may_read()
    {
        Assert.EndsWith("mutualaid.key", KeyPath, StringComparison.Ordinal);
        var lines = File.ReadAllLines(KeyPath);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("# ", lines[0], StringComparison.Ordinal);
        Assert.Contains("without it nothing can be read", lines[0], StringComparison.Ordinal);
        Assert.Equal(32, Convert.FromBase64String(lines[1]).Length);
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix file modes.");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyPath));

        File.SetUnixFileMode(KeyPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        _open.Reopen();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyPath));
    }

    [Fact]
    public async Task A_lost_key_is_refused_and_none_is_made_in_its_place()
    {
        await Marked.FillAsync(_open);
        _open.Store.Dispose();
        var key = File.ReadAllText(KeyPath);
        var before = File.ReadAllBytes(_open.Path);
        File.Delete(KeyPath);

        AssertSays(_open.Refused(), $"can't be read without its key, and {KeyPath} is missing");
        Assert.False(File.Exists(KeyPath));
        Assert.Equal(before, File.ReadAllBytes(_open.Path));

        File.WriteAllText(KeyPath, key);
        _open.Reopen();
        await Marked.AssertWholeAsync(_open.Store);
    }

    [Fact]
    public void Another_key_is_refused_and_shown_nowhere()
    {
        _open.Store.Dispose();
        var other = MasterKey.New();
        KeyFile.Replace(KeyPath, other);
        var refusal = _open.Refused();
        AssertSays(refusal, "is sealed with another key than the one in " + KeyPath);
        AssertSays(_open.Refused(_open.Options with { Keys = [other] }), "than the one in Storage:Key or Storage:KeyFile");
        Assert.DoesNotContain(other.ToBase64(), refusal.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# only what it is\n")]
    [InlineData("c2hvcnQ=\n")]
    public void A_key_file_without_a_key_is_refused_and_left_alone(string content)
    {
        _open.Store.Dispose();
        File.WriteAllText(KeyPath, content);
        AssertSays(_open.Refused(), "holds no key");
        Assert.Equal(content, File.ReadAllText(KeyPath));
    }

    [Fact]
    public async Task A_key_that_is_given_needs_no_file()
    {
        using var folder = new TestFolder();
        var options = new StorageOptions(folder.File("store.db"), null) { Keys = [MasterKey.New()] };
        using (var open = new LiteDbStore(options, TimeProvider.System, Migrations.All))
        {
            open.Open();
            await new LiteDbNeedStore(open).AddAsync(Marked.Need(1), Now);
        }

        Assert.Equal([options.Path], Directory.GetFiles(folder.Path));
        using var again = new LiteDbStore(options, TimeProvider.System, Migrations.All);
        again.Open();
        Assert.NotNull(await new LiteDbNeedStore(again).FindAsync(Marked.Need(1).Id, Now));
    }

    [Fact]
    public void Making_a_key_never_writes_over_one()
    {
        var before = File.ReadAllText(KeyPath);
        Assert.ThrowsAny<IOException>(() => KeyFile.Create(KeyPath, MasterKey.New()));
        Assert.Equal(before, File.ReadAllText(KeyPath));
    }

    [Fact]
    public void Erasing_the_store_leaves_its_key_which_a_database_may_need_to_the_next_one()
    {
        _open.Store.Dispose();
        var key = File.ReadAllText(KeyPath);
        _open.Options.Erase();
        Assert.Equal([KeyPath], Directory.GetFiles(Path.GetDirectoryName(_open.Path)!));
        _open.Reopen();
        Assert.Equal(key, File.ReadAllText(KeyPath));
    }

    [Fact]
    public void A_store_in_use_keeps_its_key_when_it_is_to_be_erased()
    {
        Assert.Throws<StorageException>(_open.Options.Erase);
        Assert.True(File.Exists(KeyPath));
    }

    [Theory]
    [InlineData("Storage:Key", "aHVudGVyMg==", "Storage:Key is a text of 12 characters that is no key; it may be 32 random bytes in base64")]
    [InlineData("Storage:KeyFile", "/nowhere/at/all", "Storage:KeyFile is '/nowhere/at/all', which is not there; it may be")]
    [InlineData("Storage:LiteDb:Path", "data/a.key", "Storage:LiteDb:Path is 'data/a.key', where the key of the store would stand; it may be")]
    public void A_bad_value_is_one_line_that_never_shows_a_key(string key, string value, string says)
    {
        var problem = Assert.Single(StorageOptions.Problems(Section((key, value))));
        Assert.StartsWith(says, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("aHVudGVy", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_may_stand_in_the_configuration_or_in_a_file_and_not_in_both()
    {
        var key = MasterKey.New();
        using var folder = new TestFolder();
        var file = folder.File("key");
        File.WriteAllText(file, key.ToBase64());
        var options = StorageOptions.From(Section(("Storage:Key", key.ToBase64()), ("Storage:KeyFile", "")));
        Assert.True(Assert.Single(options.Keys!).IsSameAs(key));
        Assert.DoesNotContain(key.ToBase64(), options.ToString(), StringComparison.Ordinal);
        Assert.True(Assert.Single(StorageOptions.From(Section(("Storage:KeyFile", file))).Keys!).IsSameAs(key));

        var problem = Assert.Single(StorageOptions.Problems(Section(("Storage:Key", key.ToBase64()), ("Storage:KeyFile", file))));
        Assert.Contains("only one of them", problem, StringComparison.Ordinal);
        Assert.DoesNotContain(key.ToBase64(), problem, StringComparison.Ordinal);
        File.WriteAllText(file, "not a key");
        Assert.Contains("which holds no key", Assert.Single(StorageOptions.Problems(Section(("Storage:KeyFile", file)))), StringComparison.Ordinal);
    }

    private void AssertSays(StorageException refusal, string part)
    {
        Assert.True(refusal.IsFatal);
        Assert.StartsWith($"Storage:LiteDb:Path '{_open.Path}' ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(part, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    private static IConfiguration Section(params (string Key, string Value)[] values) => new ConfigurationBuilder()
        .AddInMemoryCollection(values.Select(v => KeyValuePair.Create(v.Key, (string?)v.Value)))
        .Build();
}
