using CsCheck;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Members;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Core.Trust;
using MutualAid.Tests.Privacy;
using MutualAid.Tests.Support;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Trust;

/// <summary>The log says everything once, and keeps it for its time only.</summary>
public sealed class LogTests
{
    private static readonly string[] Reasons = ["Quendleweg", "Zwiebelkuchen"];
    private static readonly Instant Start = Instant.FromUtc(2026, 11, 23, 10, 0);

    [Fact]
    public async Task It_comes_in_pages()
    {
        await using var world = await World.StartAsync();
        for (var i = 1; i <= 13; i++) await world.Dani.TypesAsync($"/settings open-claims {i}");
        var first = await world.Ana.TypesAsync("/settings log");
        Assert.Contains("set open-claims to 13", first.AllText, StringComparison.Ordinal);
        Assert.DoesNotContain("set open-claims to 3", first.AllText, StringComparison.Ordinal);
        var second = await world.Ana.PressesAsync(first.Action("Next 3"));
        Assert.Equal(3, second.Reply.Sections.Length);
        Assert.EndsWith("set open-claims to 1", second.AllText, StringComparison.Ordinal);
        Assert.Contains("out of date", (await world.Ana.PressesAsync(new CardAction("log-page:-1:", ""))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_event_again_neither_changes_nor_says_anything_again()
    {
        await using var world = await World.StartAsync(stage: new RecordingStage());
        await world.Dani.TypesAsync("/settings open-claims 30", "first");
        await world.Dani.TypesAsync("/settings open-claims 40", "second");
        await world.Dani.TypesAsync("/settings open-claims 30", "first");
        Assert.Contains("open-claims is 40", (await world.Ana.TypesAsync("/settings open-claims")).Text, StringComparison.Ordinal);
        Assert.StartsWith("What facilitators did here in the last 90 days, 2 things", (await world.Ana.TypesAsync("/settings log")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_ninety_days_it_is_erased_though_nobody_looks()
    {
        await using var world = await World.StartAsync(stage: new RecordingStage());
        await world.Ana.TypesAsync("/need Groceries");
        await world.Dani.TypesAsync("/close 1 reason: asked twice");
        await world.SleepAsync(TimeSpan.FromDays(89));
        Assert.Single((await GroupAsync(world)).Log);
        await world.SleepAsync(TimeSpan.FromDays(2));
        Assert.Empty((await GroupAsync(world)).Log);
    }

    [Fact]
    public async Task The_reason_of_a_closing_is_erased_with_what_was_closed_and_that_it_was_closed_stays()
    {
        using var open = new OpenStore();
        await using var world = await World.StartAsync(StoreUnderTest.On(open));
        await CloseTwoAsync(world);
        await world.SleepAsync(TimeSpan.FromDays(29));
        Assert.Equal(Reasons, await WhysAsync(world));
        var traces = await Traces.OfAsync(open);
        await world.SleepAsync(TimeSpan.FromDays(2));
        await AssertNoReasonAsync(world);
        Assert.All((await GroupAsync(world)).Log, a => Assert.Equal(world.Dani.Id, a.By));
        await traces.AssertGoneAsync(Reasons);
    }

    [Fact]
    public async Task The_reasons_that_a_facilitator_gave_are_forgotten_with_them()
    {
        using var open = new OpenStore();
        await using var world = await World.StartAsync(StoreUnderTest.On(open));
        await CloseTwoAsync(world);
        var traces = await Traces.OfAsync(open);
        await ForgetAsync(world, world.Dani);
        await AssertNoReasonAsync(world);
        await traces.AssertGoneAsync(Reasons);
    }

    [Fact]
    public async Task The_reason_of_a_closing_is_forgotten_with_who_had_asked()
    {
        await using var world = await World.StartAsync();
        await CloseTwoAsync(world);
        await ForgetAsync(world, world.Ana);
        Assert.Equal([null, Reasons[1]], await WhysAsync(world));
        await ForgetAsync(world, world.Cruz);
        await AssertNoReasonAsync(world);
    }

    [Fact]
    public void What_is_erased_before_the_log_says_it_comes_there_without_a_reason()
    {
        var (ana, dani, place, group) = (new PersonId("test:ana"), new PersonId("test:dani"), new PlaceId("test:square"), new GroupId("test:group"));
        var content = new NeedContent("Soup", null, null, null, 1, null, null, Anonymous: false);
        var need = Need.Asked(new NeedId("n"), group, 1, ana, content, place, "asked", Start).WithdrawnBy(dani, facilitator: true, Reasons[0], "close", Start).Next;
        var offer = Offer.Made(new OfferId("o"), group, 2, ana, new OfferContent("Soup", null, null, 1, null, Standing: true), [], place, "made", Start)
            .WithdrawnBy(dani, facilitator: true, Reasons[1], "close", Start).Next;
        Assert.Equal((Reasons[0], Reasons[1]), (need.Acts.Single().Why, offer.Acts.Single().Why));
        Assert.Null(Assert.Single(need.Erased(Start).Acts).Why);
        Assert.Null(Assert.Single(offer.Erased(Start).Acts).Why);
        var who = new Forgotten(dani, Start, Start, Times: 0);
        Assert.Null(Assert.Single(need.Forgetting(who, new HashSet<OfferId>(), keepsVersions: false, Start).Acts).Why);
        Assert.Null(Assert.Single(offer.Forgetting(who, Start).Acts).Why);
    }

    [Fact]
    public async Task A_block_that_was_written_down_without_its_days_is_still_read()
    {
        await using var world = await World.StartAsync();
        await world.Ana.TypesAsync("/needs");
        var group = await GroupAsync(world);
        var act = new FacilitatorAct("old", Start, world.Dani.Id, ActKind.Blocked);
        Assert.True(await world.Get<IGroupStore>().SaveAsync(group with { Log = [act, act with { Key = "other", Concern = Concern.Other, Days = 1 }] }, CancellationToken.None));
        var log = (await world.Ana.TypesAsync("/settings log")).AllText;
        Assert.Contains("kept somebody from posting for a time", log, StringComparison.Ordinal);
        Assert.Contains("kept somebody from posting for 1 day. Reason: something else", log, StringComparison.Ordinal);
    }

    /// <summary>A facilitator closes a need and an offer, frees a claim, changes a setting and posts a digest: it dies at each of the writes that they take.</summary>
    [Fact]
    public async Task Wherever_it_dies_every_act_is_written_down_once()
    {
        var deaths = 0;
        for (; ; deaths++)
        {
            var (memory, clock, stage) = (new MemoryStore(), World.NewClock(), new RecordingStage());
            var store = new DyingStore(memory);
            await using (var first = await World.StartAsync(new StoreUnderTest(store, store.Offers, store, store, store), stage: stage, clock: clock))
            {
                first.LeavesAllBehind = true;
                await first.Ana.TypesAsync("/need Groceries");
                await first.Ana.TypesAsync("/need A bed");
                await first.Cruz.TypesAsync("/offer Soup");
                await first.Bo.TypesAsync("/claim 2");
                await first.SettleAsync();
                store.DieAfter(deaths);
                await Record.ExceptionAsync(() => ActAsync(first));
            }

            await using var next = await World.StartAsync(StoreUnderTest.On(memory), stage: stage, clock: clock);
            next.LeavesAllBehind = true;
            await next.SettleAsync();
            clock.Advance(TimeSpan.FromMinutes(10));
            await next.SettleAsync();
            // Whoever was told that it failed does it again.
            await ActAsync(next);
            await next.SettleAsync();
            var log = (await GroupAsync(next)).Log;
            Assert.Equal(
                [ActKind.ClosedNeed, ActKind.ClosedOffer, ActKind.FreedClaims, ActKind.ChangedSetting, ActKind.PostedDigest], log.Select(a => a.Kind).Order());
            Assert.Empty((await next.NeedAsync(1)).Acts);
            Assert.Empty((await next.NeedAsync(2)).Acts);
            Assert.Empty((await next.OfferAsync(3)).Acts);
            if (!store.IsDead) break;
        }

        Assert.True(deaths >= 10, $"It died at {deaths} writes only.");
    }

    [Fact]
    public void In_whatever_order_acts_come_and_however_often_the_newest_are_kept_each_once() =>
        Gen.Select(Gen.Int[0, 300], Gen.Int[0, 120]).Array[0, 400].Sample(said =>
        {
            var now = Start + Duration.FromDays(120);
            var group = said.Aggregate(NewGroup(), (g, s) => g.Logged(ActOf(s.Item1), now));
            var again = said.Aggregate(group, (g, s) => g.Logged(ActOf(s.Item1), now));
            Assert.Same(group, again);
            var expected = said.Select(s => s.Item1).Distinct().Select(ActOf).Where(a => a.At + Group.ActsKeptFor > now).OrderBy(a => a.At).TakeLast(Group.ActsKept);
            Assert.Equal(expected, group.Log);
            Assert.Equal(group.Log.Select(a => a.At).Order(), group.Log.Select(a => a.At));
            var later = group.WithoutOld(now + Duration.FromDays(45));
            Assert.All(later.Log, a => Assert.True(a.At + Group.ActsKeptFor > now + Duration.FromDays(45)));
            Assert.Same(later, later.WithoutOld(now + Duration.FromDays(45)));
        });

    /// <summary>Some too old, each at an instant of its own.</summary>
    private static FacilitatorAct ActOf(int i) => new($"{i}", Start + (Duration.FromHours(9) * i), new PersonId("test:dani"), ActKind.ClosedNeed) { Number = i };

    private static Group NewGroup() => new() { Id = new GroupId("test:group"), Home = new PlaceId("test:square") };

    private static async Task CloseTwoAsync(World world)
    {
        await world.Ana.TypesAsync("/need Groceries");
        await world.Cruz.TypesAsync("/offer Soup");
        foreach (var number in new[] { 1, 2 }) await world.Dani.TypesAsync($"/close {number} reason: {Reasons[number - 1]}");
        await world.SettleAsync();
        Assert.Equal(Reasons, await WhysAsync(world));
    }

    /// <summary>The reasons in the log by number: both acts are of one instant, and either may come there first.</summary>
    private static async Task<IEnumerable<string?>> WhysAsync(World world) => (await GroupAsync(world)).Log.OrderBy(a => a.Number).Select(a => a.Why);

    private static async Task ForgetAsync(World world, Actor actor)
    {
        await actor.PressesAsync(new CardAction("privacy::erase", ""));
        await world.SettleAsync();
        await world.SleepAsync(TimeSpan.FromMinutes(2));
    }

    private static async Task AssertNoReasonAsync(World world)
    {
        Assert.Equal([null, null], await WhysAsync(world));
        var log = (await world.Bo.TypesAsync("/settings log")).AllText;
        foreach (var number in new[] { 1, 2 }) Assert.Contains($"closed #{number}", log, StringComparison.Ordinal);
        Assert.DoesNotContain("Reason", log, StringComparison.Ordinal);
    }

    private static async Task ActAsync(World world)
    {
        await world.Dani.TypesAsync("/close 1 reason: asked twice", "close need");
        await world.Dani.TypesAsync("/close 3 reason: gone", "close offer");
        await world.Dani.PressesAsync(new CardAction($"nobody:{(await world.NeedAsync(2)).Id}:", ""), "free");
        await world.Dani.TypesAsync("/settings open-claims 30", "setting");
        await world.Dani.PressesAsync(new CardAction($"digest:{default(NeedId)}:", ""), "digest");
        await world.SettleAsync();
    }

    private static async Task<Group> GroupAsync(World world) =>
        await world.Get<IGroupStore>().FindAsync(world.Stage.Group, CancellationToken.None) ?? throw new InvalidOperationException("There is no group.");
}
