using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Localisation;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Tests.Support;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Trust;

/// <summary>What a need that waits for a nod does, whatever is done with it, and wherever the bot dies meanwhile.</summary>
public sealed class NewcomerTests
{
    private const string Secret = "Quincewood";
    private static readonly Instant Start = Instant.FromUtc(2026, 11, 23, 10, 0);
    private static readonly PersonId Ana = new("test:ana");
    private static readonly PersonId Bo = new("test:bo");
    private static readonly GroupRules Rules = GroupRules.Of(new GroupSettings { Newcomers = Duration.FromDays(3) }, new GroupOptions());

    [Theory]
    [InlineData("1 hour", 1)]
    [InlineData("12h", 12)]
    [InlineData("36 horas", 36)]
    [InlineData("3 days", 72)]
    [InlineData("1 día", 24)]
    [InlineData("30 d", 720)]
    [InlineData("720 hours", 720)]
    public async Task A_group_says_how_old_an_account_has_to_be(string value, int hours)
    {
        await using var world = await World.StartAsync();
        Assert.Contains("off", (await world.Bo.TypesAsync("/settings newcomers")).Text, StringComparison.Ordinal);
        await world.Dani.TypesAsync("/settings newcomers " + value);
        var group = await GroupAsync(world);
        Assert.Equal(Duration.FromHours(hours), group.Settings.Newcomers);
        Assert.Equal(("newcomers", value), (group.Log[^1].Setting, group.Log[^1].Value));
        await world.Dani.TypesAsync("/settings newcomers off");
        Assert.Null((await GroupAsync(world)).Settings.Newcomers);
    }

    [Theory]
    [InlineData("3")]
    [InlineData("0 days")]
    [InlineData("31 days")]
    [InlineData("721 hours")]
    [InlineData("3 weeks")]
    [InlineData("-1 days")]
    [InlineData("soon")]
    public async Task What_is_no_age_is_refused(string value)
    {
        await using var world = await World.StartAsync();
        Assert.Contains("3 days or 12 hours", (await world.Dani.TypesAsync("/settings newcomers " + value)).Text, StringComparison.Ordinal);
        Assert.Null((await GroupAsync(world)).Settings.Newcomers);
    }

    [Fact]
    public void Every_state_answers_a_nod_in_its_own_way_and_only_one_nod_changes_anything()
    {
        var waiting = Waiting();
        var seen = waiting.WavedThroughBy(Bo, null, "first", Start).Next;
        var closed = waiting.WithdrawnBy(Ana, facilitator: false, null, "close", Start).Next;
        var cases = new[]
        {
            (waiting, Bo, "k", NodOutcome.Shown), (waiting, Ana, "k", NodOutcome.Own), (seen, Bo, "k", NodOutcome.Already), (seen, Ana, "k", NodOutcome.Already),
            (seen, Bo, "first", NodOutcome.Repeated), (closed, Bo, "k", NodOutcome.Closed), (closed, Ana, "k", NodOutcome.Closed),
        };
        foreach (var (need, person, key, outcome) in cases)
        {
            var (next, was) = need.WavedThroughBy(person, null, key, Start);
            Assert.Equal((outcome, outcome == NodOutcome.Shown), (was, !ReferenceEquals(next, need)));
        }

        Assert.Equal((ClaimOutcome.WaitsForNod, ClaimOutcome.Claimed), (waiting.ClaimedBy(Bo, null, "c", Start).Outcome, seen.ClaimedBy(Bo, null, "c", Start).Outcome));
        Assert.Null(closed.NodAt);
        Assert.Same(seen, seen.SeenAnyway(null, Start + Duration.FromDays(9)));
        Assert.Same(waiting, waiting.SeenAnyway(null, Start + Duration.FromHours(24) - Duration.FromSeconds(1)));
        Assert.Same(seen, seen.CallingForNod([Bo], Start + Duration.FromHours(3)));
    }

    /// <summary>Any ten things that can happen to it, in any order, from a thousand seeds.</summary>
    [Fact]
    public void While_nobody_waved_it_through_its_card_says_nothing_and_nobody_is_told_or_reminded()
    {
        for (var seed = 0; seed < 1000; seed++)
        {
            var (random, need, now) = (new Random(seed), Waiting(), Start);
            for (var step = 0; step < 10; step++)
            {
                now += Duration.FromMinutes(random.Next(300));
                var key = $"{seed}-{step}";
                var next = random.Next(9) switch
                {
                    0 => need.EditedBy(Ana, need.Content with { What = $"{Secret} {step}", Area = Secret + step }, key, now).Next,
                    1 => need.WithdrawnBy(Ana, facilitator: false, Secret, key, now).Next,
                    2 => need.ReopenedBy(Ana, new PlaceId("test:square"), key, now).Next,
                    3 => need.BumpedBy(Ana, key, now).Next,
                    4 => need.ClaimedBy(Bo, null, key, now).Next,
                    5 => need.FinishedBy(Ana, DoneAnswer.Met, key, now).Next,
                    6 => need.CallingForNod([Bo], now),
                    7 => need.SeenAnyway(null, now),
                    _ => random.Next(4) == 0 ? need.WavedThroughBy(Bo, null, key, now).Next : need,
                };
                need = Rules.Pace.Paced(next, now);
                var said = string.Join('\n', NeedCard.Of(need, Rules) is var card ? [.. card.Lines.Prepend(card.Title).Select(t => PlainText.Of(t, p => p.Value, p => p.Value))] : (string[])[]);
                if (!need.IsUnseen)
                {
                    if (need.IsOpen) Assert.Contains(Secret, said, StringComparison.Ordinal);
                    continue;
                }

                Assert.DoesNotContain(Secret, said, StringComparison.Ordinal);
                Assert.DoesNotContain(Ana.Value, said, StringComparison.Ordinal);
                Assert.Empty(need.Claims);
                Assert.Equal((null, null, null), (need.RemindAt, need.SuggestAt, need.AskAt));
                Assert.All(need.Postings.Where(p => p.Kind == PostingKind.Whisper), p => Assert.Equal(WhisperText.NodWanted, p.TextKey));
                Assert.Equal(need.IsOpen, need.NodAt is not null);
            }
        }
    }

    [Fact]
    public void Every_state_of_an_offer_answers_a_nod_in_its_own_way_and_only_one_nod_changes_anything()
    {
        var waiting = WaitingOffer();
        var seen = waiting.WavedThroughBy(Bo, "first", Start).Next;
        var closed = waiting.WithdrawnBy(Ana, facilitator: false, null, "close", Start).Next;
        var cases = new[]
        {
            (waiting, Bo, "k", NodOutcome.Shown), (waiting, Ana, "k", NodOutcome.Own), (seen, Bo, "k", NodOutcome.Already), (seen, Ana, "k", NodOutcome.Already),
            (seen, Bo, "first", NodOutcome.Repeated), (closed, Bo, "k", NodOutcome.Closed), (closed, Ana, "k", NodOutcome.Closed),
        };
        foreach (var (offer, person, key, outcome) in cases)
        {
            var (next, was) = offer.WavedThroughBy(person, key, Start);
            Assert.Equal((outcome, outcome == NodOutcome.Shown), (was, !ReferenceEquals(next, offer)));
        }

        Assert.Equal((Start + Duration.FromHours(24), (Instant?)null, (Instant?)null), (waiting.NodAt, seen.NodAt, closed.NodAt));
        Assert.Same(seen, seen.SeenAnyway(Start + Duration.FromDays(9)));
        Assert.Same(closed, closed.SeenAnyway(Start + Duration.FromDays(9)));
        Assert.Same(waiting, waiting.SeenAnyway(Start + Duration.FromHours(24) - Duration.FromSeconds(1)));
        // Offered again it waits again, not a moment.
        Assert.Equal(Start + Duration.FromHours(49), closed.RenewedBy(Ana, null, "again", Start + Duration.FromHours(25)).Next.NodAt);
    }

    /// <summary>Any ten things that can happen to it, in any order, from a thousand seeds.</summary>
    [Fact]
    public void While_nobody_waved_an_offer_through_its_card_says_nothing_and_it_is_not_to_be_had()
    {
        for (var seed = 0; seed < 1000; seed++)
        {
            var (random, offer, now) = (new Random(seed), WaitingOffer(), Start);
            for (var step = 0; step < 10; step++)
            {
                now += Duration.FromMinutes(random.Next(300));
                var key = $"{seed}-{step}";
                offer = random.Next(8) switch
                {
                    0 => offer.EditedBy(Ana, offer.Content with { What = $"{Secret} {step}", Area = Secret + step }, [Secret], key, now).Next,
                    1 => offer.WithdrawnBy(Ana, facilitator: false, null, key, now).Next,
                    2 => offer.RenewedBy(Ana, now + Duration.FromDays(3), key, now).Next,
                    3 => offer.PausedBy(Ana, paused: true, key, now).Next,
                    4 => offer.PausedBy(Ana, paused: false, key, now).Next,
                    5 => offer.SeenAnyway(now),
                    6 => offer.Ended(now),
                    _ => random.Next(4) == 0 ? offer.WavedThroughBy(Bo, key, now).Next : offer,
                };
                var card = OfferCard.Of(offer, Rules);
                var said = string.Join('\n', card.Lines.Prepend(card.Title).Select(t => PlainText.Of(t, p => p.Value, p => p.Value)));
                if (!offer.IsUnseen)
                {
                    Assert.Contains(Secret, said, StringComparison.Ordinal);
                    continue;
                }

                Assert.DoesNotContain(Secret, said, StringComparison.Ordinal);
                Assert.DoesNotContain(Ana.Value, said, StringComparison.Ordinal);
                Assert.False(offer.IsAvailable);
                Assert.Equal(offer.IsOpen, offer.NodAt is not null);
            }
        }
    }

    [Fact]
    public async Task Facilitators_are_told_in_the_morning_of_what_was_asked_in_the_evening()
    {
        await using var world = await StartAsync(new PlaygroundStage());
        await world.SleepAsync(TimeSpan.FromHours(10));
        await world.Ana.TypesAsync("/need " + Secret);
        Assert.Equal(Instant.FromUtc(2026, 11, 24, 8, 0), (await world.NeedAsync(1)).NodCallAt);
        await world.SleepAsync(TimeSpan.FromHours(11));
        Assert.DoesNotContain("nobody has waved it through", await world.Dani.ReadsAsync(), StringComparison.Ordinal);
        await world.SleepAsync(TimeSpan.FromHours(1));
        Assert.Contains("nobody has waved it through", await world.Dani.ReadsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_limits_count_what_waits()
    {
        await using var world = await StartAsync(new PlaygroundStage());
        await world.Dani.TypesAsync("/settings open-needs 2");
        foreach (var what in new[] { "A bed", "Groceries", "A lift home" }) await world.Ana.TypesAsync("/need " + what);
        Assert.Equal(2, (await world.Needs.OpenInAsync(world.Stage.Group, CancellationToken.None)).Count);
    }

    [Fact]
    public async Task What_is_typed_twice_and_meant_waits_too()
    {
        await using var world = await StartAsync(new PlaygroundStage());
        await world.Ana.TypesAsync("/need " + Secret);
        await world.Ana.PressesAsync((await world.Ana.TypesAsync("/need " + Secret)).Action("Post anyway"));
        Assert.True((await world.NeedAsync(2)).IsUnseen);
        Assert.DoesNotContain(Secret, await world.Bo.ReadsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whose_offer_it_is_asked_of_is_told_once_it_is_waved_through()
    {
        await using var world = await StartAsync(new PlaygroundStage());
        await world.Bo.TypesAsync("/offer Warm soup");
        var form = (await world.Ana.PressesAsync(new CardAction($"ask-for:{(await world.OfferAsync(1)).Id}:", ""))).Form;
        await world.Ana.SubmitsAsync(form, ("what", Secret));
        Assert.DoesNotContain(Secret, await world.Bo.ReadsAsync(), StringComparison.Ordinal);
        await world.Cruz.PressesAsync("Wave it through", 2);
        Assert.Contains("asks for your offer #1", await world.Bo.ReadsAsync("asks for your offer #1"), StringComparison.Ordinal);
        Assert.Equal(SuggestionReason.Asked, Assert.Single((await world.NeedAsync(2)).Suggestions).Reason);
    }

    [Fact]
    public async Task What_nobody_reads_or_somebody_is_on_or_was_asked_by_who_is_no_longer_new_can_be_changed_without_another_nod()
    {
        await using var world = await StartAsync(new PlaygroundStage());
        foreach (var what in new[] { "A bed", "A table" }) await world.Ana.TypesAsync("/need " + what);
        foreach (var number in new[] { 1, 2 }) await world.Cruz.PressesAsync("Wave it through", number);
        await world.Bo.TypesAsync("/claim 2");
        await ChangesAsync(1, "details", "Ring twice");
        await ChangesAsync(2, "what", Secret);
        await world.SleepAsync(TimeSpan.FromHours(71));
        await ChangesAsync(1, "what", Secret);

        async Task ChangesAsync(int number, string field, string value)
        {
            var told = await world.Ana.SubmitsAsync((await world.Ana.TypesAsync($"/edit {number}")).Form, (field, value));
            Assert.Contains($"#{number} is changed. ", told.Text, StringComparison.Ordinal);
            Assert.False((await world.NeedAsync(number)).IsUnseen);
        }
    }

    [Fact]
    public async Task A_reminder_says_nothing_of_what_somebody_new_changed_since()
    {
        await using var world = await StartAsync(new PlaygroundStage());
        foreach (var what in new[] { "A bed", "A table" }) await world.Ana.TypesAsync("/need " + what);
        foreach (var number in new[] { 1, 2 }) await world.Cruz.PressesAsync("Wave it through", number);
        await world.AdvanceAsync(TimeSpan.FromHours(28));
        Assert.Contains((await world.NeedAsync(1)).Id, (await GroupAsync(world)).RemindedNeeds);
        await world.Ana.SubmitsAsync((await world.Ana.TypesAsync("/edit 1")).Form, ("what", Secret));
        Assert.True((await world.NeedAsync(1)).IsUnseen);
        await world.SettleAsync();
        Assert.DoesNotContain(Secret, await world.Bo.ReadsAsync(), StringComparison.Ordinal);
        Assert.Null((await world.NeedAsync(1)).RemindAt);
    }

    [Fact]
    public async Task Who_is_kept_from_posting_waves_nothing_through()
    {
        await using var world = await StartAsync(new PlaygroundStage());
        await world.Bo.TypesAsync("/need Cheap watches");
        var form = (await world.Dani.PressesAsync(new CardAction($"block:{(await world.NeedAsync(1)).Id}:", ""))).Form;
        await world.Dani.SubmitsAsync(form, ("why", "advertising"));
        await world.Ana.TypesAsync("/need " + Secret);
        await world.Ana.TypesAsync("/offer " + Secret);
        foreach (var (number, wave) in new[] { (2, $"wave-through:{(await world.NeedAsync(2)).Id}:"), (3, $"wave-offer-through:{(await world.OfferAsync(3)).Id}:") })
            Assert.Contains($"You can't post here at the moment, so somebody else has to wave #{number} through", (await world.Bo.PressesAsync(new CardAction(wave, ""))).AllText, StringComparison.Ordinal);
        Assert.True((await world.NeedAsync(2)).IsUnseen);
        Assert.True((await world.OfferAsync(3)).IsUnseen);
    }

    /// <summary>Asked, waved through: it dies at each of the writes that they take.</summary>
    [Fact]
    public async Task Wherever_it_dies_the_card_is_posted_once_and_says_it_in_the_end()
    {
        var deaths = 0;
        for (; ; deaths++)
        {
            var (memory, clock, stage) = (new MemoryStore(), World.NewClock(), new RecordingStage());
            var store = new DyingStore(memory);
            await using (var first = await StartAsync(stage, new StoreUnderTest(store, store.Offers, store, store, store), clock))
            {
                first.LeavesAllBehind = true;
                store.DieAfter(deaths);
                await Record.ExceptionAsync(() => LiveAsync(first));
            }

            await using var next = await World.StartAsync(StoreUnderTest.On(memory), stage: stage, clock: clock);
            next.LeavesAllBehind = true;
            await next.SettleAsync();
            clock.Advance(TimeSpan.FromMinutes(10));
            await next.SettleAsync();
            // Whoever was told that it failed does it again.
            await LiveAsync(next);
            var need = Assert.Single(await next.Needs.OpenInAsync(stage.Group, CancellationToken.None));
            Assert.False(need.IsUnseen);
            var card = Assert.Single(stage.Said, s => s.Place == stage.Place.Value);
            Assert.Contains(Secret, PlainText.Of(card.Card.Title, p => p.Value, p => p.Value), StringComparison.Ordinal);
            if (!store.IsDead) break;
        }

        Assert.True(deaths >= 5, $"It died at {deaths} writes only.");
    }

    [Fact]
    public async Task It_is_shown_in_time_though_the_bot_was_down()
    {
        var (memory, clock, stage) = (new MemoryStore(), World.NewClock(), new RecordingStage());
        await using (var first = await StartAsync(stage, StoreUnderTest.On(memory), clock))
        {
            first.LeavesAllBehind = true;
            await first.Ana.TypesAsync("/need " + Secret);
            await first.SettleAsync();
        }

        clock.Advance(TimeSpan.FromHours(24));
        await using var next = await World.StartAsync(StoreUnderTest.On(memory), stage: stage, clock: clock);
        await next.SettleAsync();
        Assert.Contains(Secret, (await next.CardAsync(1)).Text, StringComparison.Ordinal);
    }

    private static async Task LiveAsync(World world)
    {
        await world.Ana.TypesAsync("/need " + Secret, "asked");
        await world.SettleAsync();
        var need = Assert.Single(await world.Needs.OpenInAsync(world.Stage.Group, CancellationToken.None));
        await world.Bo.PressesAsync(new CardAction($"wave-through:{need.Id}:", ""), "nod");
        await world.SettleAsync();
    }

    private static async Task<World> StartAsync(IStage stage, StoreUnderTest? store = null, Microsoft.Extensions.Time.Testing.FakeTimeProvider? clock = null)
    {
        ((IAgedStage)stage).Came("ana", Start - Duration.FromHours(1));
        var world = await World.StartAsync(store, stage: stage, clock: clock);
        await world.Dani.TypesAsync("/settings newcomers 3 days");
        return world;
    }

    private static async Task<Group> GroupAsync(World world) => (await world.Get<IGroupStore>().FindAsync(world.Stage.Group, CancellationToken.None))!;

    private static Offer WaitingOffer() => Offer.Made(
        new OfferId("o"), new GroupId("test:group"), 1, Ana, new OfferContent(Secret, null, Secret, 2, Start + Duration.FromDays(2), Standing: false), [Secret], new PlaceId("test:square"), "offered", Start).AwaitingNod(Start);

    private static Need Waiting()
    {
        var content = new NeedContent(Secret, null, null, Secret, 1, Secret, Secret, Anonymous: false);
        var need = Need.Asked(new NeedId("n"), new GroupId("test:group"), 1, Ana, content, new PlaceId("test:square"), "asked", Start);
        return Rules.Pace.Paced(need.AwaitingNod(Rules.Pace, asked: null, Start).ToShow(Start), Start);
    }
}
