using MutualAid.Core.Chat;
using MutualAid.Core.Privacy;
using MutualAid.Storage;
using MutualAid.Storage.LiteDb;
using MutualAid.Storage.Sealing;
using MutualAid.Tests.Support;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Storage;

/// <summary>What was erased is remembered in the store, and what an older copy brings back is found by it.</summary>
public sealed class ErasuresTests : IDisposable
{
    private static readonly Erased Ana = Erased.Of(new PersonId("playground:ana"));
    private static readonly Erased Bo = Erased.Of(new PersonId("playground:bo"));
    private static readonly Erased Berlin = Erased.Of(new GroupId("playground:berlin"));
    private static readonly Instant Monday = Instant.FromUtc(2026, 11, 23, 10, 0);
    private readonly OpenStore _open = new();
    private readonly OpenStore _other = new();

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _open.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task What_is_remembered_is_not_brought_back_and_the_same_mark_is_kept_once()
    {
        var first = await BeginAsync();
        await first.RememberAsync(Ana, "one", Monday, Now);
        var kept = await first.ReadAsync(Now);
        await first.RememberAsync(Ana, "one", Monday + Duration.FromDays(3), Now);
        AssertSame(kept, await first.ReadAsync(Now));
        Assert.Equal(("one", Instant.FromUtc(2026, 11, 23, 0, 0), false), (kept.List[0].Mark, kept.List[0].Day, kept.List[0].IsGroup));
        await first.RememberAsync(Ana, "two", Monday, Now);
        await first.RememberAsync(Berlin, "three", Monday, Now);
        Assert.Equal(["three", "two"], (await first.ReadAsync(Now)).List.Select(e => e.Mark).Order(StringComparer.Ordinal));
        Assert.Null(await first.BroughtBackAsync(Now));
    }

    [Fact]
    public async Task An_older_copy_brings_back_what_it_did_not_know_until_that_is_gone_again()
    {
        var erasures = await BeginAsync();
        await erasures.RememberAsync(Bo, "before", Monday, Now);
        var older = await erasures.ReadAsync(Now);
        await erasures.RememberAsync(Ana, "since", Monday, Now);
        await erasures.RememberAsync(Berlin, "since", Monday, Now);
        var newer = await erasures.ReadAsync(Now);

        var copy = await CopyAsync(older);
        Assert.Equal(new ErasedSince(1, 1, IsAll: true), await copy.TakeOverAsync(newer, Now));
        Assert.Equal(new ErasedSince(1, 1, IsAll: true), await copy.TakeOverAsync(newer, Now));
        var back = (await copy.BroughtBackAsync(Now))!;
        Assert.Equal(("since", "since", null), (back.MarkOf(Ana), back.MarkOf(Berlin), back.MarkOf(Bo)));
        // It is the same erasure that is done again, whatever it is called meanwhile.
        await copy.RememberAsync(Berlin, "again", Monday, Now);
        Assert.Equal("since", (await copy.BroughtBackAsync(Now))!.MarkOf(Berlin));
        await copy.AreGoneAgainAsync(Now);
        await copy.AreGoneAgainAsync(Now);
        Assert.Null(await copy.BroughtBackAsync(Now));
        AssertSame(newer, await copy.ReadAsync(Now));
    }

    /// <summary>The clock may have been set back in between: that it shows the same is no sign.</summary>
    [Fact]
    public async Task Who_was_forgotten_twice_at_one_time_of_the_clock_was_forgotten_twice()
    {
        var erasures = await BeginAsync();
        await erasures.RememberAsync(Ana, "one", Monday, Now);
        var copy = await CopyAsync(await erasures.ReadAsync(Now));
        await erasures.RememberAsync(Ana, "two", Monday, Now);
        Assert.Equal(new ErasedSince(1, 0, IsAll: true), await copy.TakeOverAsync(await erasures.ReadAsync(Now), Now));
        Assert.Equal("two", (await copy.BroughtBackAsync(Now))!.MarkOf(Ana));
    }

    [Fact]
    public async Task A_copy_of_a_store_on_which_it_is_still_to_be_done_says_so()
    {
        var erasures = await BeginAsync();
        var older = await erasures.ReadAsync(Now);
        await erasures.RememberAsync(Ana, "one", Monday, Now);
        var newer = await erasures.ReadAsync(Now);
        var copy = await CopyAsync(older);
        await copy.TakeOverAsync(newer, Now);
        Assert.Equal(new ErasedSince(1, 0, IsAll: true), await copy.TakeOverAsync(newer, Now));
        Assert.NotNull(await copy.BroughtBackAsync(Now));
    }

    [Fact]
    public async Task What_a_copy_of_another_store_brings_back_is_not_all_known()
    {
        var erasures = await BeginAsync();
        await erasures.RememberAsync(Ana, "one", Monday, Now);
        using var other = new LiteDbErasures(_other.Store);
        await other.RememberAsync(Bo, "theirs", Monday, Now);
        Assert.Equal(new ErasedSince(1, 0, IsAll: false), await other.TakeOverAsync(await erasures.ReadAsync(Now), Now));
        using var reopened = new LiteDbErasures(_other.Store);
        Assert.Equal("one", (await reopened.BroughtBackAsync(Now))!.MarkOf(Ana));
        Assert.Equal(await erasures.ReadAsync(Now) is { List: [var one] } ? one.Name : "", Assert.Single((await reopened.ReadAsync(Now)).List).Name);
    }

    [Fact]
    public async Task Another_key_for_the_store_changes_nothing_of_it()
    {
        var erasures = await BeginAsync();
        await erasures.RememberAsync(Ana, "one", Monday, Now);
        var before = await erasures.ReadAsync(Now);
        _open.Store.Dispose();
        new KeyRotation(_open.Options).Rotate(null);
        _open.Reopen();
        using var after = new LiteDbErasures(_open.Store);
        AssertSame(before, await after.ReadAsync(Now));
        await after.RememberAsync(Ana, "one", Monday, Now);
        AssertSame(before, await after.ReadAsync(Now));
    }

    [Fact]
    public async Task What_is_old_is_dropped_some_of_it_at_a_time()
    {
        var erasures = await BeginAsync();
        for (var i = 0; i < 201; i++) await erasures.RememberAsync(Erased.Of(new PersonId($"playground:{i}")), "old", Monday, Now);
        await erasures.RememberAsync(Ana, "newer", Monday + Duration.FromDays(1), Now);
        Assert.False(await erasures.DropAsync(Instant.FromUtc(2026, 11, 23, 0, 0), Now));
        Assert.Equal(202, (await erasures.ReadAsync(Now)).List.Count);
        Assert.True(await erasures.DropAsync(Instant.FromUtc(2026, 11, 24, 0, 0), Now));
        Assert.Equal(2, (await erasures.ReadAsync(Now)).List.Count);
        Assert.False(await erasures.DropAsync(Instant.FromUtc(2026, 11, 24, 0, 0), Now));
        Assert.Equal("newer", Assert.Single((await erasures.ReadAsync(Now)).List).Mark);
    }

    /// <summary>With the key of the store one may ask about an id, and no more: not even by the names that the other documents are found by.</summary>
    [Fact]
    public async Task No_id_is_in_it_and_no_name_that_an_id_has_elsewhere()
    {
        var erasures = await BeginAsync();
        await erasures.RememberAsync(Ana, "one", Monday, Now);
        var stored = Assert.Single(await _open.Store.QueryAsync(ErasureShape.Name, new LiteDB.Query(), Now));
        var body = System.Text.Encoding.UTF8.GetString(_open.Store.Seals.Open(ErasureShape.Name, stored["_id"].AsString, stored["Body"].AsBinary));
        foreach (var id in new[] { "ana", _open.Store.Keys.Of("playground:ana"), _open.Store.Keys.Of("person", "playground:ana") })
            Assert.DoesNotContain(id, stored + body, StringComparison.OrdinalIgnoreCase);
    }

    private static void AssertSame(KeptErasures one, KeptErasures other)
    {
        Assert.Equal(one.Secret, other.Secret);
        Assert.Equal(one.List.OrderBy(e => e.Name, StringComparer.Ordinal), other.List.OrderBy(e => e.Name, StringComparer.Ordinal));
    }

    private async Task<LiteDbErasures> BeginAsync()
    {
        var erasures = new LiteDbErasures(_open.Store);
        Assert.Null(await erasures.BroughtBackAsync(Now));
        return erasures;
    }

    /// <summary>A store that remembers that, as a copy of it would.</summary>
    private async Task<LiteDbErasures> CopyAsync(KeptErasures kept)
    {
        await _other.Bookmarks.SaveAsync("erasures", kept.Secret!, Now);
        var documents = new Documents<Erasure>(_other.Store, new ErasureShape());
        foreach (var erasure in kept.List) await documents.PutAsync(erasure, Now);
        return new LiteDbErasures(_other.Store);
    }
}
