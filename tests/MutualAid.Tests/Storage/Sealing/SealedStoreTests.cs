using LiteDB;
using MutualAid.Core.Needs;
using MutualAid.Storage.LiteDb;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Storage.Sealing;

/// <summary>What somebody finds who has the files and not the key, and what happens when they change them.</summary>
public sealed class SealedStoreTests : IDisposable
{
    private readonly OpenStore _open = new();

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    private string Folder => Path.GetDirectoryName(_open.Path)!;

    public void Dispose() => _open.Dispose();

    [Fact]
    public async Task Nothing_that_was_written_can_be_read_in_the_files()
    {
        await Marked.FillAsync(_open);
        Assert.NotEqual(0, new FileInfo(_open.LogPath).Length);
        Assert.Empty(Marked.ReadableIn(Folder));

        await _open.Store.CheckpointAsync();
        await Marked.AssertWholeAsync(_open.Store);
        Assert.Equal(0, new FileInfo(_open.LogPath).Length);
        Assert.Empty(Marked.ReadableIn(Folder));

        _open.Store.Dispose();
        Assert.Empty(Marked.ReadableIn(Folder));
    }

    [Fact]
    public void The_search_would_find_what_is_written_in_plain()
    {
        _open.Store.Dispose();
        Marked.WritePlain(_open);
        Assert.Equal(Marked.Marks, Marked.ReadableIn(Folder));

        var utf8 = System.Text.Encoding.UTF8.GetBytes(Marked.Marks[0]);
        foreach (var written in new[] { Convert.ToBase64String([1, .. utf8, 2]), System.Text.Json.JsonSerializer.Serialize(Marked.Marks[0]), Convert.ToHexString(utf8) })
        {
            foreach (var file in Directory.GetFiles(Folder)) File.Delete(file);
            File.WriteAllText(Path.Combine(Folder, "found"), written);
            Assert.Equal([Marked.Marks[0]], Marked.ReadableIn(Folder));
        }
    }

    [Fact]
    public async Task Two_keys_about_one_person_have_nothing_in_common_unless_they_are_the_same_key()
    {
        await Marked.FillAsync(_open);
        var elsewhere = Marked.Need(1) with { Id = new NeedId("other"), Group = new("other group") };
        await _open.Needs.AddAsync(elsewhere, Now);
        var here = (await StoredAsync(Marked.Need(1)))["OpenAsked"].AsString;
        Assert.NotEqual(here, (await StoredAsync(elsewhere))["OpenAsked"].AsString);
        Assert.Equal(here, (await StoredAsync(Marked.Need(2)))["OpenAsked"].AsString);
    }

    [Fact]
    public async Task A_changed_body_ends_the_store_and_says_nothing_of_it()
    {
        await Marked.FillAsync(_open);
        await ChangeAsync(Marked.Need(1), d =>
        {
            var body = d["Body"].AsBinary;
            body[body.Length / 2] ^= 1;
            d["Body"] = body;
        });
        await AssertEndsAsync();
    }

    [Fact]
    public async Task A_body_cut_short_ends_the_store()
    {
        await Marked.FillAsync(_open);
        await ChangeAsync(Marked.Need(1), d => d["Body"] = d["Body"].AsBinary[..20]);
        await AssertEndsAsync();
    }

    [Fact]
    public async Task A_body_of_another_document_ends_the_store()
    {
        await Marked.FillAsync(_open);
        var other = (await StoredAsync(Marked.Need(2)))["Body"];
        await ChangeAsync(Marked.Need(1), d => d["Body"] = other);
        await AssertEndsAsync();
    }

    [Fact]
    public async Task A_plain_body_or_another_version_put_there_by_somebody_ends_the_store()
    {
        await Marked.FillAsync(_open);
        await ChangeAsync(Marked.Need(1), d => d["Version"] = 7L);
        await AssertEndsAsync();

        using var open = new OpenStore();
        await open.Needs.AddAsync(Marked.Need(1), Now);
        await ChangeAsync(open, Marked.Need(1), d => d["Body"] = "{}");
        Assert.True((await Assert.ThrowsAsync<StorageException>(() => open.Needs.FindAsync(Marked.Need(1).Id, Now))).IsFatal);
    }

    [Fact]
    public async Task Many_saves_at_once_are_sealed_and_opened_without_harm()
    {
        await Marked.FillAsync(_open);
        await Parallel.ForEachAsync(Enumerable.Range(100, 300), new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = Now }, async (n, _) =>
        {
            Assert.True(await _open.Needs.AddAsync(Marked.Need(n), Now));
            Assert.Equal(Marked.Mark("details"), (await _open.Needs.FindAsync(Marked.Need(n).Id, Now))!.Details);
        });
        Assert.Empty(Marked.ReadableIn(Folder));
    }

    private async Task AssertEndsAsync()
    {
        var failure = await Assert.ThrowsAsync<StorageException>(() => _open.Needs.OpenInAsync(Marked.Group, Now));
        Assert.True(failure.IsFatal);
        Assert.Null(failure.InnerException);
        Assert.Equal("A document in 'needs' of the store was changed, moved or cut short, and can't be opened: put a backup in place of the store.", failure.Message);
        Assert.Same(failure, await _open.Store.Failed.WaitAsync(TimeSpan.FromSeconds(60), Now));
        await Assert.ThrowsAsync<StorageException>(() => _open.Needs.FindAsync(Marked.Need(3).Id, Now));
    }

    private async Task<BsonDocument> StoredAsync(Need need) =>
        Assert.Single(await _open.Store.QueryAsync(NeedShape.Name, Documents.ById(_open.Store.Keys.Of(need.Id.Value)), Now));

    private Task ChangeAsync(Need need, Action<BsonDocument> change) => ChangeAsync(_open, need, change);

    private static async Task ChangeAsync(OpenStore open, Need need, Action<BsonDocument> change)
    {
        var stored = Assert.Single(await open.Store.QueryAsync(NeedShape.Name, Documents.ById(open.Store.Keys.Of(need.Id.Value)), Now));
        change(stored);
        Assert.True(await open.Store.WriteAsync(lite => lite.Update(NeedShape.Name, [stored]) == 1, Now));
    }
}
