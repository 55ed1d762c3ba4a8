using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Tests.Support;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Storage;

public sealed class OffersInLiteDb : OfferStoreContract, IDisposable
{
    private readonly OpenStore _open = new();

    protected override IOfferStore Offers => _open.Offers;

    protected override INeedStore Needs => _open.Needs;

    public void Dispose() => _open.Dispose();
}

public sealed class OffersInMemory : OfferStoreContract
{
    private readonly MemoryStore _store = new();

    protected override IOfferStore Offers => _store.Offers;

    protected override INeedStore Needs => _store;
}

/// <summary>What every store of offers must do; and of needs, what came with them.</summary>
public abstract class OfferStoreContract
{
    private static readonly GroupId Berlin = new("playground:berlin");
    private static readonly GroupId Lisbon = new("playground:lisbon");
    private static readonly PersonId Ana = new("playground:ana");
    private static readonly PersonId Bo = new("playground:bo");
    private static readonly Instant Morning = Instant.FromUtc(2026, 3, 1, 8, 0);

    protected abstract IOfferStore Offers { get; }

    protected abstract INeedStore Needs { get; }

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_offer_is_added_as_version_1_and_comes_back_whole()
    {
        var offer = NewOffer(1) with
        {
            Category = "food",
            Area = "  Norte \u202e",
            Quantity = 7,
            Standing = true,
            Until = Morning + Duration.FromTicks(1),
            Status = OfferStatus.Open,
            PausedAt = Morning,
            NodUntil = Morning,
            IsAside = true,
            CloseReason = "x",
            FacilitatedBy = Bo,
            Given = [new Giving(new NeedId("n"), 3) { Before = 1 }],
            Keys = ["a", "b|c"],
            KeepAt = Morning,
            KeepFailures = 2,
            Handled = ["h"],
            Postings = [new Posting { Id = new PostingId("p"), Kind = PostingKind.Card, Place = new PlaceId("playground:square"), Message = new MessageId("playground:m1") }],
        };
        Assert.True(await Offers.AddAsync(offer, Now));
        foreach (var found in new[] { await Offers.FindAsync(offer.Id, Now), await Offers.FindByNumberAsync(Berlin, 1, Now), await Offers.FindByMessageAsync(new MessageId("playground:m1"), Now) })
            Assert.Equivalent(offer with { Version = 1 }, found, strict: true);
        Assert.Null(await Offers.FindByNumberAsync(Lisbon, 1, Now));
        Assert.Null(await Offers.FindByMessageAsync(new MessageId("playground:m2"), Now));
    }

    [Fact]
    public async Task An_id_and_a_number_are_there_once()
    {
        Assert.True(await Offers.AddAsync(NewOffer(1), Now));
        Assert.False(await Offers.AddAsync(NewOffer(1), Now));
        Assert.False(await Offers.AddAsync(NewOffer(2) with { Number = 1 }, Now));
        Assert.True(await Offers.AddAsync(NewOffer(2) with { Number = 1, Group = Lisbon }, Now));
    }

    [Fact]
    public async Task Of_two_who_save_one_version_one_is_told_yes()
    {
        await Offers.AddAsync(NewOffer(1), Now);
        var offer = (await Offers.FindByNumberAsync(Berlin, 1, Now))!;
        var saved = await Task.WhenAll(Enumerable.Range(1, 8).Select(i => Offers.SaveAsync(offer with { Quantity = i }, Now)));
        Assert.Single(saved, ok => ok);
        Assert.Equal(2, (await Offers.FindAsync(offer.Id, Now))!.Version);
        Assert.False(await Offers.SaveAsync(NewOffer(9), Now));
    }

    [Fact]
    public async Task What_can_be_given_is_found_by_its_keys_longest_waiting_first_and_no_more_than_asked_for()
    {
        for (var i = 1; i <= 9; i++) await Offers.AddAsync(NewOffer(i) with { PostedAt = Morning - Duration.FromMinutes(i), Keys = ["food", "food@north"] }, Now);
        await Offers.AddAsync(NewOffer(10) with { Keys = ["foo"] }, Now);
        await Offers.AddAsync(NewOffer(11) with { Keys = ["food"], Group = Lisbon }, Now);
        Assert.Equal([9, 8, 7], (await Offers.AvailableByKeyAsync(Berlin, "food", 3, Now)).Select(o => o.Number));
        Assert.Equal(9, (await Offers.AvailableByKeyAsync(Berlin, "food@north", 25, Now)).Count);
        Assert.Equal([11], (await Offers.AvailableByKeyAsync(Lisbon, "food", 25, Now)).Select(o => o.Number));
        Assert.Empty(await Offers.AvailableByKeyAsync(Berlin, "fo", 25, Now));
    }

    [Fact]
    public async Task What_is_paused_given_away_withdrawn_or_over_is_not_found_by_its_keys()
    {
        var offer = NewOffer(1) with { Keys = ["food"], Quantity = 2 };
        await Offers.AddAsync(offer, Now);
        await AssertFoundAsync(o => o with { PausedAt = Morning }, found: false);
        await AssertFoundAsync(o => o with { PausedAt = null, NodUntil = Morning }, found: false);
        await AssertFoundAsync(o => o with { NodUntil = null }, found: true);
        await AssertFoundAsync(o => o with { PausedAt = null, Given = [new Giving(new NeedId("n"), 2)] }, found: false);
        await AssertFoundAsync(o => o with { Given = [new Giving(new NeedId("n"), 1)] }, found: true);
        await AssertFoundAsync(o => o with { Given = [new Giving(new NeedId("n"), 2)], Standing = true }, found: true);
        await AssertFoundAsync(o => o with { Status = OfferStatus.Over }, found: false);
        await AssertFoundAsync(o => o with { Status = OfferStatus.Withdrawn }, found: false);
        await AssertFoundAsync(o => o with { Status = OfferStatus.Open }, found: true);

        async Task AssertFoundAsync(Func<Offer, Offer> change, bool found)
        {
            var next = change((await Offers.FindAsync(offer.Id, Now))!);
            Assert.True(await Offers.SaveAsync(next, Now));
            Assert.Equal(found, (await Offers.AvailableByKeyAsync(Berlin, "food", 5, Now)).Count == 1);
        }
    }

    [Fact]
    public async Task The_newest_that_can_be_given_come_first_and_no_more_than_asked_for()
    {
        for (var i = 1; i <= 12; i++) await Offers.AddAsync(NewOffer(i) with { PausedAt = i % 4 == 0 ? Morning : null }, Now);
        await Offers.AddAsync(NewOffer(99) with { Group = Lisbon }, Now);
        Assert.Equal([11, 10, 9, 7], (await Offers.NewestAvailableAsync(Berlin, 4, Now)).Select(o => o.Number));
        Assert.Equal(9, (await Offers.NewestAvailableAsync(Berlin, 100, Now)).Count);
    }

    [Fact]
    public async Task Open_ones_are_listed_by_number_and_a_person_s_by_time()
    {
        await Offers.AddAsync(NewOffer(3) with { PostedAt = Morning + Duration.FromHours(1) }, Now);
        await Offers.AddAsync(NewOffer(1) with { Giver = Bo }, Now);
        await Offers.AddAsync(NewOffer(2) with { Status = OfferStatus.Withdrawn, PostedAt = Morning + Duration.FromHours(2) }, Now);
        Assert.Equal([1, 3], (await Offers.OpenInAsync(Berlin, Now)).Select(o => o.Number));
        Assert.Equal([3], (await Offers.OpenOfAsync(Berlin, Ana, Now)).Select(o => o.Number));
        Assert.Equal([3, 2], (await Offers.OfferedSinceAsync(Berlin, Ana, Morning, Now)).Select(o => o.Number));
        Assert.Equal([2], (await Offers.OfferedSinceAsync(Berlin, Ana, Morning + Duration.FromHours(2), Now)).Select(o => o.Number));
    }

    [Fact]
    public async Task What_is_due_comes_longest_due_first()
    {
        await Offers.AddAsync(NewOffer(1) with { Until = Morning + Duration.FromHours(2) }, Now);
        await Offers.AddAsync(NewOffer(2) with { KeepAt = Morning + Duration.FromHours(1), Until = Morning + Duration.FromDays(9) }, Now);
        await Offers.AddAsync(NewOffer(3), Now);
        await Offers.AddAsync(NewOffer(4) with { Status = OfferStatus.Over, Until = Morning }, Now);
        Assert.Equal([2, 1], (await Offers.DueAsync(Morning + Duration.FromHours(2), 9, Now)).Select(o => o.Number));
        Assert.Equal([2], (await Offers.DueAsync(Morning + Duration.FromDays(1), 1, Now)).Select(o => o.Number));
        Assert.Empty(await Offers.DueAsync(Morning, 9, Now));
    }

    [Fact]
    public async Task A_need_is_erased_only_in_the_version_that_was_seen()
    {
        var need = new Need { Id = new NeedId("n1"), Group = Berlin, Number = 1, Requester = Ana, What = "Rice", PostedAt = Morning };
        await Needs.AddAsync(need, Now);
        Assert.False(await Needs.RemoveAsync(need, Now));
        var stored = (await Needs.FindAsync(need.Id, Now))!;
        Assert.True(await Needs.RemoveAsync(stored, Now));
        Assert.False(await Needs.RemoveAsync(stored, Now));
        Assert.Null(await Needs.FindAsync(need.Id, Now));
        Assert.Empty(await Needs.OpenInAsync(Berlin, Now));
    }

    [Fact]
    public async Task What_was_closed_long_ago_is_found_to_be_erased_first_closed_first_and_no_more_once_it_is()
    {
        for (var i = 1; i <= 4; i++)
        {
            var closed = i == 4 ? (NodaTime.Instant?)null : Morning + Duration.FromHours(4 - i);
            await Needs.AddAsync(
                new Need { Id = new NeedId($"n{i}"), Group = Berlin, Number = i, Requester = Ana, What = "Rice", PostedAt = Morning, ClosedAt = closed, Status = closed is null ? NeedStatus.Open : NeedStatus.Met },
                Now);
            await Offers.AddAsync(NewOffer(10 + i) with { ClosedAt = closed, Status = closed is null ? OfferStatus.Open : OfferStatus.Over }, Now);
        }

        Assert.Equal([3, 2], (await Needs.ClosedUntilAsync(Morning + Duration.FromHours(2), 9, Now)).Select(n => n.Number));
        Assert.Equal([13], (await Offers.ClosedUntilAsync(Morning + Duration.FromHours(2), 1, Now)).Select(o => o.Number));
        Assert.True(await Needs.SaveAsync((await Needs.FindByNumberAsync(Berlin, 3, Now))!.Erased(Morning), Now));
        Assert.True(await Offers.SaveAsync((await Offers.FindByNumberAsync(Berlin, 13, Now))!.Erased(Morning), Now));
        Assert.Equal([2], (await Needs.ClosedUntilAsync(Morning + Duration.FromHours(2), 9, Now)).Select(n => n.Number));
        Assert.Equal([12], (await Offers.ClosedUntilAsync(Morning + Duration.FromHours(2), 9, Now)).Select(o => o.Number));
        Assert.DoesNotContain(await Needs.PostedInAsync(Berlin, Morning, Now), n => n.Number == 3);
        Assert.DoesNotContain(await Needs.ClosedInAsync(Berlin, Morning, Now), n => n.Number == 3);
    }

    [Fact]
    public async Task An_offer_is_erased_only_in_the_version_that_was_seen()
    {
        await Offers.AddAsync(NewOffer(1), Now);
        Assert.False(await Offers.RemoveAsync(NewOffer(1), Now));
        var stored = (await Offers.FindByNumberAsync(Berlin, 1, Now))!;
        Assert.True(await Offers.RemoveAsync(stored, Now));
        Assert.False(await Offers.RemoveAsync(stored, Now));
        Assert.Null(await Offers.FindAsync(stored.Id, Now));
    }

    [Fact]
    public async Task What_is_held_is_found_by_its_id_and_when_it_is_due_and_in_no_other_way()
    {
        foreach (var n in new[] { 1, 2 })
        {
            Assert.True(await Needs.AddAsync(
                new Need { Id = new NeedId($"h{n}"), Group = Berlin, Number = 0, Requester = Ana, What = "Rice", PostedAt = Morning, Status = NeedStatus.Held, HeldUntil = Morning + Duration.FromHours(n) },
                Now));
        }

        Assert.NotNull(await Needs.FindAsync(new NeedId("h1"), Now));
        Assert.Single(await Needs.DueAsync(Morning + Duration.FromHours(1), 9, Now));
        Assert.Null(await Needs.FindByNumberAsync(Berlin, 0, Now));
        Assert.Empty((await Needs.OpenInAsync(Berlin, Now)).Concat(await Needs.OpenAskedByAsync(Berlin, Ana, Now)));
        Assert.Empty((await Needs.AskedSinceAsync(Berlin, Ana, Instant.MinValue, Now)).Concat(await Needs.PostedInAsync(Berlin, Instant.MinValue, Now)));
        Assert.Empty(await Needs.ClosedInAsync(Berlin, Instant.MinValue, Now));
        Assert.True(await Needs.SaveAsync((await Needs.FindAsync(new NeedId("h1"), Now))! with { Number = 7, Status = NeedStatus.Open, HeldUntil = null }, Now));
        Assert.NotNull(await Needs.FindByNumberAsync(Berlin, 7, Now));
    }

    [Fact]
    public async Task All_offers_of_a_group_come_page_by_page_whatever_became_of_them()
    {
        foreach (var number in new[] { 12, 3, 1 }) await Offers.AddAsync(NewOffer(number), Now);
        await Offers.AddAsync(NewOffer(8) with { Status = OfferStatus.Withdrawn, ClosedAt = Morning, IsErased = true }, Now);
        await Offers.AddAsync(NewOffer(2) with { Id = new("elsewhere"), Group = Lisbon }, Now);
        Assert.Equal([1, 3, 8], (await Offers.AllInAsync(Berlin, -1, 3, Now)).Select(o => o.Number));
        Assert.Equal([12], (await Offers.AllInAsync(Berlin, 8, 3, Now)).Select(o => o.Number));
        Assert.Empty(await Offers.AllInAsync(Berlin, 12, 3, Now));
    }

    [Fact]
    public async Task An_offer_is_found_by_everybody_whom_it_names_and_with_all_of_its_group()
    {
        var (cruz, dani) = (new PersonId("playground:cruz"), new PersonId("playground:dani"));
        await Offers.AddAsync(NewOffer(2) with { FacilitatedBy = cruz, Postings = [new Posting { Id = new("w"), Kind = PostingKind.Whisper, To = dani }], Status = OfferStatus.Withdrawn }, Now);
        await Offers.AddAsync(NewOffer(1), Now);
        await Offers.AddAsync(NewOffer(3) with { Group = new GroupId("playground:lisbon") }, Now);
        Assert.Equal([1, 2, 3], (await Offers.MentioningAsync(Ana, 9, Now)).Select(o => o.Number).Order());
        Assert.Equal(2, (await Offers.MentioningAsync(Ana, 2, Now)).Count);
        Assert.Equal([2, 2], (await Offers.MentioningAsync(cruz, 9, Now)).Concat(await Offers.MentioningAsync(dani, 9, Now)).Select(o => o.Number));
    }

    private static Offer NewOffer(int number) => new()
    {
        Id = new OfferId($"o{number}"),
        Group = Berlin,
        Number = number,
        Giver = Ana,
        What = "Warm soup",
        PostedAt = Morning,
    };
}
