using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using MutualAid.Tests.Support;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Storage;

public sealed class MemoryStoreTests : StoreContract
{
    internal override StoreUnderTest NewStore() => StoreUnderTest.InMemory();
}

public sealed class LiteDbStoreTests : StoreContract
{
    internal override StoreUnderTest NewStore() => StoreUnderTest.OnLiteDb();
}

public sealed class EncryptedLiteDbStoreTests : StoreContract
{
    internal override StoreUnderTest NewStore() => StoreUnderTest.OnLiteDb("a long random password");
}

/// <summary>What any store must do.</summary>
public abstract class StoreContract
{
    private static readonly CancellationToken Go = CancellationToken.None;
    private static readonly GroupId Here = new("test:here");
    private static readonly PersonId Ana = new("test:ana");
    private static readonly PersonId Bo = new("test:bo");
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 23, 10, 0).PlusTicks(1_234_567);

    internal abstract StoreUnderTest NewStore();

    [Fact]
    public async Task A_need_comes_back_exactly_as_it_was_stored()
    {
        using var store = NewStore();
        var need = Full();
        Assert.True(await store.Needs.AddAsync(need, Go));
        var back = (await store.Needs.FindAsync(need.Id, Go))!;
        Assert.Equal(1, back.Version);
        Assert.Equal(need.What, back.What);
        Assert.Equal(need.Details, back.Details);
        Assert.Equal(need.Area, back.Area);
        Assert.Equal(need.PostedAt, back.PostedAt);
        Assert.Equal(need.NeededBy, back.NeededBy);
        Assert.Equal(need.RemindAt, back.RemindAt);
        Assert.Equal(need.DueAt, back.DueAt);
        Assert.Equal(need.Claims, back.Claims);
        Assert.Equal(need.Handled, back.Handled);
        Assert.Equal(need.Postings.Select(p => p with { Needs = [] }), back.Postings.Select(p => p with { Needs = [] }));
        Assert.Equal(need.Content, back.Content);
    }

    [Theory]
    [InlineData("  outer space kept  ")]
    [InlineData("")]
    [InlineData("\u0000\u0001\u001b[31m\u007f\r\n\t")]
    [InlineData("\u202Eoverride\u202C \u2068isolate\u2069")]
    [InlineData("👩‍👩‍👧‍👦 {\"$numberLong\":1} $.Body '\" \\")]
    public async Task Texts_are_kept_to_the_last_character(string text)
    {
        using var store = NewStore();
        await store.Needs.AddAsync(NewNeed(1) with { What = text, Details = text }, Go);
        var back = (await store.Needs.FindByNumberAsync(Here, 1, Go))!;
        Assert.Equal(text, back.What);
        Assert.Equal(text, back.Details);
    }

    [Fact]
    public async Task An_id_or_a_number_is_added_once()
    {
        using var store = NewStore();
        Assert.True(await store.Needs.AddAsync(NewNeed(1), Go));
        Assert.False(await store.Needs.AddAsync(NewNeed(2) with { Id = NewNeed(1).Id }, Go));
        Assert.False(await store.Needs.AddAsync(NewNeed(1) with { Id = new NeedId("other") }, Go));
        Assert.True(await store.Needs.AddAsync(NewNeed(1) with { Id = new NeedId("elsewhere"), Group = new GroupId("test:there") }, Go));
        Assert.Null(await store.Needs.FindByNumberAsync(Here, 2, Go));
    }

    [Fact]
    public async Task A_save_succeeds_only_on_the_version_that_was_loaded()
    {
        using var store = NewStore();
        await store.Needs.AddAsync(NewNeed(1), Go);
        var loaded = (await store.Needs.FindByNumberAsync(Here, 1, Go))!;
        Assert.True(await store.Needs.SaveAsync(loaded with { What = "first" }, Go));
        Assert.False(await store.Needs.SaveAsync(loaded with { What = "second" }, Go));
        var after = (await store.Needs.FindByNumberAsync(Here, 1, Go))!;
        Assert.Equal(("first", 2L), (after.What, after.Version));
        Assert.False(await store.Needs.SaveAsync(NewNeed(9) with { Version = 1 }, Go));
    }

    [Fact]
    public async Task Of_many_saves_at_once_exactly_one_a_version_succeeds()
    {
        using var store = NewStore();
        await store.Needs.AddAsync(NewNeed(1), Go);
        for (var round = 0; round < 50; round++)
        {
            var loaded = (await store.Needs.FindByNumberAsync(Here, 1, Go))!;
            var saved = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => store.Needs.SaveAsync(loaded with { What = $"{i}" }, Go))));
            Assert.Single(saved, s => s);
        }

        Assert.Equal(51, (await store.Needs.FindByNumberAsync(Here, 1, Go))!.Version);
    }

    [Fact]
    public async Task Lists_hold_what_belongs_and_follow_every_change()
    {
        using var store = NewStore();
        for (var number = 3; number >= 1; number--) await store.Needs.AddAsync(NewNeed(number), Go);
        await store.Needs.AddAsync(NewNeed(4) with { Group = new GroupId("test:there"), Id = new NeedId("t") }, Go);
        Assert.Equal([1, 2, 3], (await store.Needs.OpenInAsync(Here, Go)).Select(n => n.Number));
        Assert.Equal([1, 2, 3], (await store.Needs.OpenAskedByAsync(Here, Ana, Go)).Select(n => n.Number));
        Assert.Empty(await store.Needs.OpenAskedByAsync(Here, Bo, Go));
        Assert.Empty(await store.Needs.OpenClaimedByAsync(Here, Bo, Go));

        var second = (await store.Needs.FindByNumberAsync(Here, 2, Go))!;
        await store.Needs.SaveAsync(second.ClaimedBy(Bo, null, "k", Now).Next, Go);
        Assert.Equal([2], (await store.Needs.OpenClaimedByAsync(Here, Bo, Go)).Select(n => n.Number));
        second = (await store.Needs.FindByNumberAsync(Here, 2, Go))!;
        await store.Needs.SaveAsync(second.WithdrawnBy(Ana, false, null, "k2", Now).Next, Go);
        Assert.Equal([1, 3], (await store.Needs.OpenInAsync(Here, Go)).Select(n => n.Number));
        Assert.Empty(await store.Needs.OpenClaimedByAsync(Here, Bo, Go));
        Assert.Equal(3, (await store.Needs.AskedSinceAsync(Here, Ana, Now - Duration.FromHours(1), Go)).Count);
    }

    [Fact]
    public async Task Asked_since_is_exact_to_the_tick_and_oldest_first()
    {
        using var store = NewStore();
        for (var i = 1; i <= 3; i++) await store.Needs.AddAsync(NewNeed(i) with { PostedAt = Now.PlusTicks(-i) }, Go);
        Assert.Equal([2, 1], (await store.Needs.AskedSinceAsync(Here, Ana, Now.PlusTicks(-2), Go)).Select(n => n.Number));
    }

    [Fact]
    public async Task Due_needs_come_longest_due_first_within_the_limit_and_only_when_due()
    {
        using var store = NewStore();
        for (var i = 1; i <= 5; i++) await store.Needs.AddAsync(NewNeed(i) with { RemindAt = Now.PlusTicks(10 - i), KeepAt = null }, Go);
        await store.Needs.AddAsync(NewNeed(6) with { RemindAt = null, KeepAt = null }, Go);
        Assert.Empty(await store.Needs.DueAsync(Now.PlusTicks(4), 10, Go));
        Assert.Equal([5, 4], (await store.Needs.DueAsync(Now.PlusTicks(6), 10, Go)).Select(n => n.Number));
        Assert.Equal([5, 4, 3], (await store.Needs.DueAsync(Now + Duration.FromDays(1), 3, Go)).Select(n => n.Number));
        var fifth = (await store.Needs.FindByNumberAsync(Here, 5, Go))!;
        await store.Needs.SaveAsync(fifth with { RemindAt = null }, Go);
        Assert.Equal([4, 3, 2, 1], (await store.Needs.DueAsync(Now + Duration.FromDays(1), 10, Go)).Select(n => n.Number));
    }

    [Fact]
    public async Task A_need_is_found_by_each_message_that_shows_it()
    {
        using var store = NewStore();
        var need = NewNeed(1);
        await store.Needs.AddAsync(need with { Postings = [need.Postings[0] with { Message = new MessageId("test:m1") }] }, Go);
        Assert.Equal(1, (await store.Needs.FindByMessageAsync(new MessageId("test:m1"), Go))!.Number);
        Assert.Null(await store.Needs.FindByMessageAsync(new MessageId("test:M1"), Go));
    }

    [Fact]
    public async Task A_group_is_kept_by_the_same_rules()
    {
        using var store = NewStore();
        var group = new Group
        {
            Id = Here,
            Home = new PlaceId("test:home"),
            DigestAt = Now,
            Settings = new GroupSettings { DigestTime = new LocalTime(7, 45), RemindFirstAfter = Duration.FromMinutes(90), Categories = ["food", "Ödland"], TimeZone = "Asia/Kathmandu" },
        };
        Assert.True(await store.Groups.AddAsync(group, Go));
        Assert.False(await store.Groups.AddAsync(group, Go));
        var back = (await store.Groups.FindAsync(Here, Go))!;
        Assert.Equal(group.Settings.DigestTime, back.Settings.DigestTime);
        Assert.Equal(group.Settings.RemindFirstAfter, back.Settings.RemindFirstAfter);
        Assert.Equal(["food", "Ödland"], back.Settings.Categories);
        Assert.True(await store.Groups.SaveAsync(back with { NextNumber = 7 }, Go));
        Assert.False(await store.Groups.SaveAsync(back with { NextNumber = 8 }, Go));
        Assert.Equal(7, Assert.Single(await store.Groups.DueAsync(Now, 10, Go)).NextNumber);
        Assert.Empty(await store.Groups.DueAsync(Now.PlusTicks(-1), 10, Go));
    }

    private static Need NewNeed(int number) => Need.Asked(
        new NeedId($"n{number}"), Here, number, Ana, new NeedContent("Thing", null, null, null, 1, null, null, false), new PlaceId("test:p"), "new", Now);

    private static Need Full() => NewNeed(7) with
    {
        Anonymous = true,
        OnBehalfOf = "a neighbour",
        Details = " 5, Rose Street\n",
        Category = "food",
        Area = "",
        Quantity = 3,
        NeededBy = Now + Duration.FromTicks(3),
        RemindAt = Now + Duration.FromTicks(1),
        Claims = [new Claim(Bo, 2, Now, Done: true)],
        Reminders = 4,
        BumpedAt = Now,
        FacilitatedBy = Bo,
        CloseReason = "because",
    };
}
