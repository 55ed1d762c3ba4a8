using MutualAid.Core.Chat;
using MutualAid.Core.Digests;
using MutualAid.Core.Groups;
using MutualAid.Core.Members;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Storage;

/// <summary>What every store of needs and groups must do.</summary>
public abstract class NeedStoreContract
{
    protected static readonly GroupId Berlin = new("playground:berlin");
    protected static readonly PersonId Ana = new("playground:ana");
    protected static readonly PersonId Bo = new("playground:bo");
    protected static readonly Instant Morning = Instant.FromUtc(2026, 3, 1, 8, 0);
    private static readonly GroupId Lisbon = new("playground:lisbon");

    protected abstract INeedStore Needs { get; }

    protected abstract IGroupStore Groups { get; }

    protected abstract IMemberStore Members { get; }

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_not_there_is_null_or_empty()
    {
        Assert.Null(await Needs.FindAsync(new NeedId("nobody"), Now));
        Assert.Null(await Needs.FindByNumberAsync(Berlin, 1, Now));
        Assert.Null(await Needs.FindByMessageAsync(new MessageId("m"), Now));
        Assert.Empty(await Needs.OpenInAsync(Berlin, Now));
        Assert.Empty(await Needs.DueAsync(Instant.MaxValue, 10, Now));
        Assert.Null(await Groups.FindAsync(Berlin, Now));
    }

    [Fact]
    public async Task A_need_is_added_as_version_1_and_comes_back_whole()
    {
        var need = Full(1);
        Assert.True(await Needs.AddAsync(need, Now));

        var found = await Needs.FindAsync(need.Id, Now);
        AssertSame(need with { Version = 1 }, found);
        AssertSame(found!, await Needs.FindByNumberAsync(Berlin, 1, Now));
        AssertSame(found!, await Needs.FindByMessageAsync(new MessageId("playground:m1"), Now));
    }

    [Fact]
    public async Task Instants_are_exact_to_100_ns()
    {
        Instant[] instants =
        [
            Instant.FromUnixTimeTicks(17_723_456_789_012_345), Instant.FromUnixTimeTicks(-1), Instant.FromUnixTimeTicks(0),
            Instant.FromUnixTimeTicks(1),
        ];
        for (var i = 0; i < instants.Length; i++)
        {
            var need = Need(i) with { PostedAt = instants[i], NeededBy = instants[i], RemindAt = instants[i] };
            await Needs.AddAsync(need, Now);
            var found = await Needs.FindAsync(need.Id, Now);
            Assert.Equal((instants[i], instants[i], instants[i]), (found!.PostedAt, found.NeededBy, found.RemindAt));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("  both ends \t\n ")]
    [InlineData("null \0 bell \a escape \u001b delete \u007f")]
    [InlineData("\"quoted\" \\ {json} </script> '")]
    [InlineData("🧺 👩‍👩‍👧 é e\u0301 \u200fעברית\u200e \ufeff")]
    public async Task Every_text_comes_back_exactly(string text)
    {
        var need = Need(1) with { What = text, Details = text, OnBehalfOf = text, Area = text, Category = text, CloseReason = text };
        Assert.True(await Needs.AddAsync(need, Now));
        var found = await Needs.FindAsync(need.Id, Now);
        Assert.Equal([text, text, text, text, text, text],
            [found!.What, found.Details, found.OnBehalfOf, found.Area, found.Category, found.CloseReason]);
    }

    [Fact]
    public async Task A_broken_character_does_no_harm()
    {
        Assert.True(await Needs.AddAsync(Need(1) with { What = "half \ud83e of one", Requester = new PersonId("p\ud83e") }, Now));
        Assert.NotNull(await Needs.FindByNumberAsync(Berlin, 1, Now));
    }

    [Fact]
    public async Task Null_stays_null()
    {
        await Needs.AddAsync(Need(1), Now);
        var found = await Needs.FindByNumberAsync(Berlin, 1, Now);
        Assert.Null(found!.Details);
        Assert.Null(found.NeededBy);
        Assert.Null(found.FacilitatedBy);
        Assert.Empty(found.Claims);
    }

    [Fact]
    public async Task An_id_or_a_number_is_taken_once()
    {
        Assert.True(await Needs.AddAsync(Need(1) with { What = "first" }, Now));
        Assert.False(await Needs.AddAsync(Need(2) with { Id = Need(1).Id, What = "same id" }, Now));
        Assert.False(await Needs.AddAsync(Need(1) with { Id = new NeedId("other"), What = "same number" }, Now));
        Assert.True(await Needs.AddAsync(Need(1) with { Id = new NeedId("elsewhere"), Group = Lisbon }, Now));

        Assert.Equal("first", Assert.Single(await Needs.OpenInAsync(Berlin, Now)).What);
    }

    [Fact]
    public async Task A_save_holds_only_on_the_version_that_was_loaded()
    {
        await Needs.AddAsync(Need(1), Now);
        var loaded = (await Needs.FindByNumberAsync(Berlin, 1, Now))!;

        Assert.True(await Needs.SaveAsync(loaded with { What = "mine" }, Now));
        Assert.False(await Needs.SaveAsync(loaded with { What = "too late" }, Now));
        Assert.False(await Needs.SaveAsync(loaded with { Version = 3, What = "too early" }, Now));

        var saved = (await Needs.FindByNumberAsync(Berlin, 1, Now))!;
        Assert.Equal((2, "mine"), (saved.Version, saved.What));
    }

    [Fact]
    public async Task What_is_not_there_can_not_be_saved()
    {
        Assert.False(await Needs.SaveAsync(Need(1), Now));
        Assert.Null(await Needs.FindByNumberAsync(Berlin, 1, Now));
    }

    [Fact]
    public async Task Lists_of_open_needs_are_by_number_and_follow_closing()
    {
        foreach (var number in new[] { 10, 9, 2, 100 }) await Needs.AddAsync(Need(number), Now);
        await Needs.AddAsync(Need(5) with { Id = new NeedId("lisbon"), Group = Lisbon }, Now);
        await Needs.AddAsync(Need(6) with { Requester = Bo }, Now);
        Assert.Equal([2, 6, 9, 10, 100], Numbers(await Needs.OpenInAsync(Berlin, Now)));
        Assert.Equal([2, 9, 10, 100], Numbers(await Needs.OpenAskedByAsync(Berlin, Ana, Now)));

        var closed = (await Needs.FindByNumberAsync(Berlin, 9, Now))! with { Status = NeedStatus.Met, ClosedAt = Morning };
        await Needs.SaveAsync(closed, Now);
        Assert.Equal([2, 6, 10, 100], Numbers(await Needs.OpenInAsync(Berlin, Now)));
        Assert.Equal([2, 10, 100], Numbers(await Needs.OpenAskedByAsync(Berlin, Ana, Now)));

        await Needs.SaveAsync(closed with { Version = 2, Status = NeedStatus.Open }, Now);
        Assert.Equal([2, 6, 9, 10, 100], Numbers(await Needs.OpenInAsync(Berlin, Now)));
    }

    [Fact]
    public async Task A_claim_is_found_while_it_lasts_and_the_need_is_open()
    {
        await Needs.AddAsync(Need(2) with { Quantity = 3 }, Now);
        await Needs.AddAsync(Need(1) with { Claims = [new(Bo, 1, Morning, Done: true)] }, Now);
        var need = (await Needs.FindByNumberAsync(Berlin, 2, Now))! with
        {
            Claims = [new(Bo, 1, Morning, Done: false), new(Ana, 2, Morning, Done: false)],
        };
        await Needs.SaveAsync(need, Now);
        Assert.Equal([1, 2], Numbers(await Needs.OpenClaimedByAsync(Berlin, Bo, Now)));
        Assert.Equal([2], Numbers(await Needs.OpenClaimedByAsync(Berlin, Ana, Now)));
        Assert.Empty(await Needs.OpenClaimedByAsync(Lisbon, Bo, Now));

        await Needs.SaveAsync(need with { Version = 2, Claims = need.Claims[..1] }, Now);
        Assert.Empty(await Needs.OpenClaimedByAsync(Berlin, Ana, Now));

        await Needs.SaveAsync(need with { Version = 3, Status = NeedStatus.Withdrawn }, Now);
        Assert.Equal([1], Numbers(await Needs.OpenClaimedByAsync(Berlin, Bo, Now)));
    }

    [Fact]
    public async Task What_was_asked_since_an_instant_counts_it_and_what_was_closed_oldest_first()
    {
        for (var i = 1; i <= 4; i++)
        {
            var at = Morning + Duration.FromTicks(4 - i);
            await Needs.AddAsync(Need(i) with { PostedAt = at, Status = i == 1 ? NeedStatus.Met : NeedStatus.Open }, Now);
        }

        await Needs.AddAsync(Need(5) with { Requester = Bo, PostedAt = Morning + Duration.FromTicks(9) }, Now);
        Assert.Equal([3, 2, 1], Numbers(await Needs.AskedSinceAsync(Berlin, Ana, Morning + Duration.FromTicks(1), Now)));
        Assert.Empty(await Needs.AskedSinceAsync(Lisbon, Ana, Instant.MinValue, Now));
    }

    [Fact]
    public async Task Due_needs_come_longest_due_first_and_no_more_than_asked_for()
    {
        for (var i = 1; i <= 5; i++) await Needs.AddAsync(Need(i) with { RemindAt = Morning - Duration.FromTicks(i) }, Now);
        await Needs.AddAsync(Need(6) with { RemindAt = Morning + Duration.FromTicks(1) }, Now);
        await Needs.AddAsync(Need(7), Now);
        await Needs.AddAsync(Need(8) with { KeepAt = Morning, Status = NeedStatus.Met }, Now);

        Assert.Equal([5, 4, 3, 2, 1, 8], Numbers(await Needs.DueAsync(Morning, 100, Now)));
        Assert.Equal([5, 4], Numbers(await Needs.DueAsync(Morning, 2, Now)));
        Assert.Empty(await Needs.DueAsync(Morning - Duration.FromTicks(6), 100, Now));

        var done = (await Needs.FindByNumberAsync(Berlin, 5, Now))! with { RemindAt = null };
        await Needs.SaveAsync(done, Now);
        Assert.Equal([4, 3], Numbers(await Needs.DueAsync(Morning, 2, Now)));
    }

    [Fact]
    public async Task Ids_that_look_alike_are_not_confused()
    {
        (string Group, string Person)[] pairs =
        [
            ("a|b", "c"), ("a", "b|c"), ("a\\", "|b"), ("a", "B"), ("A", "b"), ("a ", "b"), ("a", " b"), ("é", "b"), ("e\u0301", "b"),
            (new string('g', 2000) + "1", "b"), (new string('g', 2000) + "2", "b"), ("#1", "b"), ("", "ab"), ("ab", ""),
        ];
        for (var i = 0; i < pairs.Length; i++)
        {
            var need = Need(i) with { Id = new NeedId($"n{i}"), Group = new(pairs[i].Group), Requester = new(pairs[i].Person) };
            Assert.True(await Needs.AddAsync(need with { Claims = [new(need.Requester, 1, Morning, false)] }, Now));
        }

        for (var i = 0; i < pairs.Length; i++)
        {
            var (group, person) = (new GroupId(pairs[i].Group), new PersonId(pairs[i].Person));
            Assert.Equal($"n{i}", Assert.Single(await Needs.OpenAskedByAsync(group, person, Now)).Id.Value);
            Assert.Equal($"n{i}", Assert.Single(await Needs.OpenClaimedByAsync(group, person, Now)).Id.Value);
            Assert.Equal($"n{i}", Assert.Single(await Needs.AskedSinceAsync(group, person, Morning, Now)).Id.Value);
            Assert.Equal($"n{i}", (await Needs.FindByNumberAsync(group, i, Now))!.Id.Value);
        }
    }

    [Fact]
    public async Task A_group_is_added_once_and_comes_back_whole()
    {
        var group = new Group
        {
            Id = Berlin,
            Home = new PlaceId("playground:square"),
            NextNumber = 7,
            Troubles = [new Trouble { Place = new("p"), Since = Morning, IsGone = true, EndedAt = Morning, ToldAt = Morning, IsSought = true, To = [Ana], ToldIn = "token" }],
            DigestAt = Morning,
            Postings = [Posted("playground:digest") with { Kind = PostingKind.Digest, Needs = [new("n1"), new("n2")] }],
            Settings = new()
            {
                CardsPlace = new PlaceId("playground:cards"),
                DigestTime = new LocalTime(9, 30),
                TimeZone = "America/Sao_Paulo",
                RemindFirstAfter = Duration.FromSeconds(90),
                Categories = ["food", "rides"],
                OpenNeeds = 3,
            },
        };
        Assert.True(await Groups.AddAsync(group, Now));
        Assert.False(await Groups.AddAsync(group with { NextNumber = 1 }, Now));
        AssertSame(group with { Version = 1 }, await Groups.FindAsync(Berlin, Now));
    }

    [Fact]
    public async Task What_was_asked_for_and_closed_since_is_found_in_its_order()
    {
        for (var i = 1; i <= 4; i++)
            await Needs.AddAsync(Need(i) with { PostedAt = Morning - Duration.FromHours(i), Status = i % 2 == 0 ? NeedStatus.Met : NeedStatus.Open, ClosedAt = i % 2 == 0 ? Morning + Duration.FromHours(i) : null }, Now);
        await Needs.AddAsync(Need(9) with { Group = Lisbon, PostedAt = Morning }, Now);
        Assert.Equal([3, 2, 1], Numbers(await Needs.PostedInAsync(Berlin, Morning - Duration.FromHours(3), Now)));
        Assert.Equal([2, 4], Numbers(await Needs.ClosedInAsync(Berlin, Morning, Now)));
        Assert.Equal([4], Numbers(await Needs.ClosedInAsync(Berlin, Morning + Duration.FromHours(3), Now)));
        // Opened again, it is not closed any more.
        var met = (await Needs.FindByNumberAsync(Berlin, 4, Now))!;
        await Needs.SaveAsync(met with { Status = NeedStatus.Open, ClosedAt = null }, Now);
        Assert.Equal([2], Numbers(await Needs.ClosedInAsync(Berlin, Morning, Now)));
    }

    [Fact]
    public async Task A_group_keeps_its_weeks_and_its_pace()
    {
        var group = new Group
        {
            Id = Berlin,
            Home = new PlaceId("playground:square"),
            RecentReminders = [Morning, Morning + Duration.FromHours(3)],
            RecentNeeds = [Morning],
            SurgeUntil = Morning,
            DigestedAt = Morning,
            AllCoveredSaid = true,
            Absences = [new Absence(Morning, Morning + Duration.FromTicks(1))],
            TakeUpAt = Morning,
            Weeks = [new WeekTally(new LocalDate(2026, 2, 23), 3, 1, null), new WeekTally(new LocalDate(2026, 3, 2), 4, 2, 6.5)],
            Settings = new()
            {
                QuietFrom = new LocalTime(22, 0),
                QuietUntil = new LocalTime(7, 30),
                NudgeClaimAfter = Duration.FromHours(5),
                ClaimLapsesAfter = Duration.FromHours(9),
                NeedExpiresAfter = Duration.FromDays(3),
                PausedFrom = Morning,
                PausedUntil = Morning + Duration.FromDays(2),
            },
        };
        await Groups.AddAsync(group, Now);
        AssertSame(group with { Version = 1 }, await Groups.FindAsync(Berlin, Now));
    }

    [Fact]
    public async Task A_member_is_kept_by_version_found_by_what_they_chose_and_erased()
    {
        var id = new MemberId(Berlin, Ana);
        Assert.Null(await Members.FindAsync(id, Now));
        var member = new Member
        {
            Id = id,
            TellAbout = ["food", "*"],
            Questions = [new Question("key", Morning)],
            ToldOf = "posting",
            KeepAt = Morning - Duration.FromHours(1),
            KeepFailures = 2,
            Postings = [Posted("playground:m") with { Kind = PostingKind.Whisper, Needs = [new("n1")] }],
        };
        Assert.True(await Members.AddAsync(member, Now));
        Assert.False(await Members.AddAsync(member, Now));
        AssertSame(member with { Version = 1 }, await Members.FindAsync(id, Now));
        await Members.AddAsync(new Member { Id = new MemberId(Lisbon, Ana), TellAbout = ["food"] }, Now);
        await Members.AddAsync(new Member { Id = new MemberId(Berlin, Bo), TellAbout = ["housing"], Questions = [new Question("k", Morning)] }, Now);
        Assert.Equal([id], (await Members.ToldAboutAsync(Berlin, "food", Now)).Select(m => m.Id));
        Assert.Empty(await Members.ToldAboutAsync(Berlin, "care", Now));
        Assert.Equal([Ana, Bo], (await Members.DueAsync(Morning + Duration.FromDays(1), 9, Now)).Select(m => m.Id.Person));
        Assert.Single(await Members.DueAsync(Morning, 9, Now));

        var loaded = (await Members.FindAsync(id, Now))!;
        Assert.True(await Members.SaveAsync(loaded with { TellAbout = ["care"] }, Now));
        Assert.False(await Members.SaveAsync(loaded, Now));
        Assert.False(await Members.RemoveAsync(loaded, Now));
        Assert.Empty(await Members.ToldAboutAsync(Berlin, "food", Now));
        Assert.True(await Members.RemoveAsync((await Members.FindAsync(id, Now))!, Now));
        Assert.Null(await Members.FindAsync(id, Now));
        Assert.Empty(await Members.ToldAboutAsync(Berlin, "care", Now));
    }

    [Fact]
    public async Task All_needs_of_a_group_come_page_by_page_whatever_became_of_them_but_not_what_is_held()
    {
        foreach (var number in new[] { 12, 3, 1, 7, 100 }) await Needs.AddAsync(Need(number), Now);
        await Needs.AddAsync(Need(8) with { Status = NeedStatus.Met, ClosedAt = Morning }, Now);
        await Needs.AddAsync(Need(9) with { Status = NeedStatus.Met, ClosedAt = Morning, IsErased = true }, Now);
        await Needs.AddAsync(Need(0) with { Id = new("held"), Status = NeedStatus.Held, HeldUntil = Morning }, Now);
        await Needs.AddAsync(Need(2) with { Id = new("elsewhere"), Group = Lisbon }, Now);
        Assert.Equal([1, 3, 7], Numbers(await Needs.AllInAsync(Berlin, -1, 3, Now)));
        Assert.Equal([8, 9, 12], Numbers(await Needs.AllInAsync(Berlin, 7, 3, Now)));
        Assert.Equal([100], Numbers(await Needs.AllInAsync(Berlin, 12, 3, Now)));
        Assert.Empty(await Needs.AllInAsync(Berlin, 100, 3, Now));
        Assert.Empty(await Needs.AllInAsync(Berlin, int.MaxValue, 3, Now));
        Assert.Empty(await Needs.AllInAsync(new GroupId("playground:berl"), -1, 3, Now));
    }

    [Fact]
    public async Task All_groups_come_page_by_page_each_once()
    {
        string[] ids = ["discord:9", "matrix:!Abc:example.org", "matrix:!abc:example.org", "playground:berlin", "g with spaces", "#g", new('x', 300)];
        foreach (var id in ids) await Groups.AddAsync(new Group { Id = new(id), Home = new("p") }, Now);
        var found = new List<string>();
        GroupId? after = null;
        while (await Groups.AllAsync(after, 2, Now) is { Count: > 0 } page)
        {
            Assert.InRange(page.Count, 1, 2);
            found.AddRange(page.Select(g => g.Id.Value));
            after = page[^1].Id;
        }

        Assert.Equal(ids.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Groups_are_saved_by_version_and_found_when_due()
    {
        for (var i = 1; i <= 3; i++)
            await Groups.AddAsync(new Group { Id = new($"g{i}"), Home = new("p"), DigestAt = Morning - Duration.FromHours(i) }, Now);
        await Groups.AddAsync(new Group { Id = Lisbon, Home = new("p") }, Now);
        Assert.Equal(["g3", "g2"], (await Groups.DueAsync(Morning, 2, Now)).Select(g => g.Id.Value));

        var loaded = (await Groups.FindAsync(new("g3"), Now))!;
        Assert.True(await Groups.SaveAsync(loaded with { DigestAt = null, NextNumber = 2 }, Now));
        Assert.False(await Groups.SaveAsync(loaded with { NextNumber = 9 }, Now));
        Assert.Equal(["g2", "g1"], (await Groups.DueAsync(Morning, 9, Now)).Select(g => g.Id.Value));
        Assert.Equal((2, 2), ((await Groups.FindAsync(new("g3"), Now))! is var g ? (g.Version, g.NextNumber) : default));
    }

    [Fact]
    public async Task A_need_is_found_by_everybody_whom_it_names_in_every_group()
    {
        PersonId[] people = [new("playground:p0"), new("playground:p1"), new("playground:p2"), new("playground:p3"), new("playground:p4"), new("playground:p5"), new("playground:p6")];
        var need = Need(1) with
        {
            Requester = people[0],
            FacilitatedBy = people[1],
            Claims = [new(people[2], 1, Morning, Done: true)],
            Suggestions = [new Suggestion(new("o"), 1, people[3], SuggestionReason.Kind) { Taken = true, GivenBefore = 2 }],
            Postings = [Posted("playground:m") with { People = [people[4]] }, Posted("playground:w") with { Kind = PostingKind.Whisper, To = people[5] }],
            Said = [new SaidWord(people[6], new PlaceId("playground:direct"), new MessageId("playground:said"))],
        };
        await Needs.AddAsync(need, Now);
        await Needs.AddAsync(Need(2) with { Group = Lisbon, Requester = people[2], Status = NeedStatus.Withdrawn, ClosedAt = Morning }, Now);
        await Needs.AddAsync(Need(0) with { Id = new NeedId("held"), Requester = people[2], Status = NeedStatus.Held, HeldUntil = Morning }, Now);
        foreach (var person in people) Assert.Contains("need1", (await Needs.MentioningAsync(person, 9, Now)).Select(n => n.Id.Value));
        Assert.Equal(["held", "need1", "need2"], (await Needs.MentioningAsync(people[2], 9, Now)).Select(n => n.Id.Value).Order());
        Assert.Equal(2, (await Needs.MentioningAsync(people[2], 2, Now)).Count);
        Assert.Empty(await Needs.MentioningAsync(Ana, 9, Now));
        Assert.Empty(await Needs.MentioningAsync(PersonId.Nobody, 9, Now));
        AssertSame(need.Suggestions[0], (await Needs.FindAsync(need.Id, Now))!.Suggestions[0]);
        AssertSame(need.Said[0], (await Needs.FindAsync(need.Id, Now))!.Said[0]);
        Assert.True(await Needs.SaveAsync((await Needs.FindAsync(need.Id, Now))! with { Claims = [] }, Now));
        Assert.DoesNotContain("need1", (await Needs.MentioningAsync(people[2], 9, Now)).Select(n => n.Id.Value));
    }

    [Fact]
    public async Task All_of_a_group_are_found_whatever_became_of_them()
    {
        for (var i = 3; i > 0; i--) await Needs.AddAsync(Need(i) with { Status = i == 2 ? NeedStatus.Met : NeedStatus.Open, IsErased = i == 3 }, Now);
        await Needs.AddAsync(Need(4) with { Group = Lisbon }, Now);
        Assert.Equal([1, 2, 3], Numbers(await Needs.AllInAsync(Berlin, -1, 9, Now)));
        Assert.Equal([1, 2], Numbers(await Needs.AllInAsync(Berlin, -1, 2, Now)));
    }

    [Fact]
    public async Task Members_are_found_by_who_they_are_and_by_their_group()
    {
        foreach (var (group, person) in new[] { (Berlin, Ana), (Lisbon, Ana), (Berlin, Bo) })
            await Members.AddAsync(new Member { Id = new MemberId(group, person), TellAbout = ["food"], Forgotten = person == Bo ? new Forgotten(Bo, Morning, Morning, 2) : null }, Now);
        Assert.Equal([Berlin, Lisbon], (await Members.OfAsync(Ana, 9, Now)).Select(m => m.Id.Group).OrderBy(g => g.Value));
        Assert.Single(await Members.OfAsync(Ana, 1, Now));
        Assert.Equal([Ana, Bo], (await Members.InAsync(Berlin, 9, Now)).Select(m => m.Id.Person).OrderBy(p => p.Value));
        Assert.Single(await Members.InAsync(Berlin, 1, Now));
        AssertSame(new Forgotten(Bo, Morning, Morning, 2), Assert.Single(await Members.DueAsync(Morning, 9, Now)).Forgotten);
    }

    [Fact]
    public async Task Groups_are_found_by_who_is_to_be_told_and_erased_by_version()
    {
        var trouble = new Trouble { Place = new("p"), Since = Morning, To = [Ana, Bo] };
        await Groups.AddAsync(new Group { Id = Berlin, Home = new("p"), Troubles = [trouble], DigestAt = Morning, LeftAt = Morning, EraseAt = Morning + Duration.FromHours(1) }, Now);
        await Groups.AddAsync(new Group { Id = Lisbon, Home = new("p") }, Now);
        Assert.Equal([Berlin], (await Groups.MentioningAsync(Bo, 9, Now)).Select(g => g.Id));
        Assert.Empty(await Groups.DueAsync(Morning, 9, Now));
        Assert.Single(await Groups.DueAsync(Morning + Duration.FromHours(1), 9, Now));
        var loaded = (await Groups.FindAsync(Berlin, Now))!;
        Assert.True(await Groups.SaveAsync(loaded with { Troubles = [] }, Now));
        Assert.Empty(await Groups.MentioningAsync(Bo, 9, Now));
        Assert.False(await Groups.RemoveAsync(loaded, Now));
        Assert.True(await Groups.RemoveAsync((await Groups.FindAsync(Berlin, Now))!, Now));
        Assert.Null(await Groups.FindAsync(Berlin, Now));
        Assert.NotNull(await Groups.FindAsync(Lisbon, Now));
    }

    [Fact]
    public async Task Of_many_who_save_at_once_one_is_answered_true_every_time()
    {
        await Needs.AddAsync(Need(1), Now);
        for (var round = 0; round < 20; round++)
        {
            var loaded = (await Needs.FindByNumberAsync(Berlin, 1, Now))!;
            var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Needs.SaveAsync(loaded with { What = $"{round} {i}" }, Now)));
            var winner = Assert.Single(Enumerable.Range(0, 40), i => answers[i]);
            Assert.Equal($"{round} {winner}", (await Needs.FindByNumberAsync(Berlin, 1, Now))!.What);
        }
    }

    protected static Need Need(int number) => new()
    {
        Id = new NeedId($"need{number}"),
        Group = Berlin,
        Number = number,
        Requester = Ana,
        What = "groceries",
        PostedAt = Morning,
    };

    protected static Posting Posted(string message) => new()
    {
        Id = new PostingId("posting"),
        Kind = PostingKind.Card,
        Place = new PlaceId("playground:square"),
        Message = new MessageId(message),
        Shown = "fingerprint",
    };

    private static Need Full(int number) => Need(number) with
    {
        Anonymous = true,
        OnBehalfOf = "a neighbour",
        Details = "third floor",
        Category = "food",
        Area = "north",
        Quantity = 3,
        NeededBy = Morning + Duration.FromDays(1),
        Status = NeedStatus.Expired,
        ClosedAt = Morning,
        CloseReason = "done",
        FacilitatedBy = Bo,
        BumpedAt = Morning,
        FirstClaimedAt = Morning,
        KeptAt = Morning,
        KeepAskedAt = Morning,
        KeepHeldUntil = Morning,
        WaitingSince = Morning,
        GroupAsked = true,
        AskAt = Morning,
        Claims = [new(Bo, 2, Morning, Done: true), new(Ana, 1, Morning, Done: false) { HeardAt = Morning, AskedAt = Morning, HeldUntil = Morning, Answers = 2, Besides = [new(new("o"), 1)] }],
        Postings =
        [
            Posted("playground:m1"),
            Posted("playground:m2") with { Retired = true, Refused = new Refusal(3, Morning, IsGone: true) },
            new() { Id = new("w"), Kind = PostingKind.Whisper, To = Ana, TextKey = "hello", Lost = true },
            new() { Id = new("i"), Kind = PostingKind.Introduction, People = [Ana, Bo], Arrivals = [new(Ana, Attendance.In, null), new(Bo, Attendance.Invited, Morning)] },
        ],
        Reminders = 2,
        RemindAt = Morning,
        IsAside = true,
        KeepAt = Morning,
        KeepFailures = 1,
        Handled = ["a", "b"],
    };

    private static IEnumerable<int> Numbers(IEnumerable<Need> needs) => needs.Select(n => n.Number);

    /// <summary>Member by member: arrays within a record are equal only if they are the same array.</summary>
    private static void AssertSame<T>(T expected, T? actual) => Assert.Equivalent(expected, actual, strict: true);
}
