using CsCheck;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Members;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Privacy;

/// <summary>
/// Ana wants to be forgotten while everybody else does whatever comes to mind, all at once. Whatever comes before what: in the end nothing names
/// her, what others asked for is in a legal state, and what was given of their offers adds up.
/// </summary>
public sealed class ForgetProperties
{
    private static readonly string[] Others = ["bo", "cruz", "dani"];

    private static readonly Gen<(Step[] Before, Step[] Meanwhile)> Histories = Gen.Select(
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 2], Gen.Int[0, 11], Gen.Int[1, 3], (who, need, what, much) => new Step(who == 3 ? "ana" : Others[who], need, what, much)).Array[0, 15],
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[0, 11], Gen.Int[1, 3], (who, need, what, much) => new Step(Others[who], need, what, much)).Array[1, 12]);

    [Fact]
    public async Task Any_interleaving_in_memory_ends_without_a_mention() =>
        await Histories.SampleAsync(h => PlayAsync(h.Before, h.Meanwhile, StoreUnderTest.InMemory()), iter: 200, print: Print);

    [Fact]
    public async Task Any_interleaving_on_LiteDB_ends_without_a_mention() =>
        await Histories.SampleAsync(h => PlayAsync(h.Before, h.Meanwhile, StoreUnderTest.OnLiteDb()), iter: 20, threads: 1, print: Print);

    /// <summary>The process dies instead of any of the writes that forgetting takes, and another one goes on.</summary>
    [Fact]
    public async Task A_crash_at_any_write_leaves_nothing_undone()
    {
        for (var writes = 1; ; writes++)
        {
            var (memory, stage, clock) = (new MemoryStore(), new RecordingStage(), World.NewClock());
            await using (var world = await World.StartAsync(StoreUnderTest.On(memory), stage: stage, clock: clock))
            {
                world.LeavesAllBehind = true;
                await BeginAsync(world);
            }

            var dying = new DyingStore(memory);
            await using (var world = await World.StartAsync(new StoreUnderTest(dying, dying.Offers, dying, dying, dying), stage: stage, clock: clock))
            {
                world.LeavesAllBehind = true;
                dying.DieAfter(writes);
                await TryAsync(() => world.Ana.PressesAsync(Erase));
                await TryAsync(world.SettleAsync);
                await TryAsync(() => world.SleepAsync(TimeSpan.FromMinutes(2)));
            }

            await using var next = await World.StartAsync(StoreUnderTest.On(memory), stage: stage, clock: clock);
            await next.SleepAsync(TimeSpan.FromMinutes(2));
            await next.SleepAsync(TimeSpan.FromMinutes(2));
            await AssertGoneAsync(next);
            if (!dying.IsDead) return;
            Assert.True(writes < 200, "forgetting never ends");
        }
    }

    private static CardAction Erase => new("privacy::erase", "");

    private static async Task TryAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (OperationCanceledException)
        {
            // The process died in it.
        }
    }

    private static async Task BeginAsync(World world)
    {
        await world.Ana.TypesAsync("/need Bags of rice category: food quantity: 3 for: a neighbour details: third floor");
        await world.Bo.TypesAsync("/need A ride to the clinic category: transport quantity: 2");
        await world.Cruz.TypesAsync("/need Bread category: supplies quantity: 2");
        await world.Ana.TypesAsync("/offer A ride to the clinic category: transport quantity: 4");
        await world.Dani.TypesAsync("/offer Bags of rice category: food quantity: 4");
        await world.Ana.TypesAsync("/claim 3 1");
        await world.Dani.TypesAsync("/claim 1 1");
        await world.SettleAsync();
    }

    private static async Task PlayAsync(Step[] before, Step[] meanwhile, StoreUnderTest store)
    {
        var clock = World.NewClock();
        await using var world = await World.StartAsync(store, stage: new RecordingStage(), clock: clock);
        await BeginAsync(world);
        NeedId[] ids = [(await world.NeedAsync(1)).Id, (await world.NeedAsync(2)).Id, (await world.NeedAsync(3)).Id];
        foreach (var step in before) await DoAsync(world, step, ids);
        // Reminders and questions are due, and are sent meanwhile.
        clock.Advance(TimeSpan.FromHours(25));
        await Task.WhenAll([Task.Run(() => world.Ana.PressesAsync(Erase)), .. meanwhile.Select(step => Task.Run(() => DoAsync(world, step, ids)))]);
        await world.SettleAsync();
        await world.SleepAsync(TimeSpan.FromMinutes(2));
        await world.SleepAsync(TimeSpan.FromMinutes(2));
        await AssertGoneAsync(world, met: ids[0]);
    }

    private static async Task AssertGoneAsync(World world, NeedId? met = null)
    {
        var ana = world.Ana.Id;
        Assert.Empty(await world.Needs.MentioningAsync(ana, 9, CancellationToken.None));
        Assert.Empty(await world.Get<IOfferStore>().MentioningAsync(ana, 9, CancellationToken.None));
        Assert.Empty(await world.Get<IGroupStore>().MentioningAsync(ana, 9, CancellationToken.None));
        Assert.Empty(await world.Get<IMemberStore>().OfAsync(ana, 9, CancellationToken.None));
        Assert.Null(await world.Needs.FindByNumberAsync(world.Stage.Group, 1, CancellationToken.None));
        Assert.Null(await world.Get<IOfferStore>().FindByNumberAsync(world.Stage.Group, 4, CancellationToken.None));
        foreach (var need in new[] { await world.NeedAsync(2), await world.NeedAsync(3) })
        {
            Assert.True(need.Covered <= need.Quantity, "more is taken on than is asked for");
            Assert.True(need.IsOpen || need.ClosedAt is not null);
            Assert.DoesNotContain(need.ActiveClaims, c => c.Person == PersonId.Nobody || c.Person == need.Requester);
        }

        var offer = await world.OfferAsync(5);
        // What was met before is given for good, whoever is forgotten.
        var given = (await world.Needs.AllInAsync(world.Stage.Group, -1, 9, CancellationToken.None)).Sum(n => n.Suggestions.Where(s => s.Offer == offer.Id && s.Taken).Sum(n.CoveredBy));
        Assert.Equal(given, offer.Given.Where(g => g.Need != met).Sum(g => g.Quantity));
        Assert.DoesNotContain("neighbour", string.Join('\n', ((RecordingStage)world.Stage).Shown.Select(s => s.Card)), StringComparison.Ordinal);
    }

    private static async Task DoAsync(World world, Step step, NeedId[] ids)
    {
        var actor = new Actor(world, step.Who);
        Task Press(string name, string extra = "") => actor.PressesAsync(new CardAction($"{name}:{ids[step.Need]}:{extra}", ""));
        await (step.What switch
        {
            0 or 1 => actor.TypesAsync($"/claim {step.Need + 1} {step.Much}"),
            2 => Press("claim", "all"),
            3 => actor.TypesAsync($"/release {step.Need + 1}"),
            4 => actor.TypesAsync($"/close {step.Need + 1} reason: changed"),
            5 => Press("reopen"),
            6 => Press("finish", nameof(DoneAnswer.Done)),
            7 => Press("finish", nameof(DoneAnswer.MoreNeeded)),
            8 => Press("finish", nameof(DoneAnswer.SomebodyElse)),
            9 => Press("nobody", "all"),
            10 => EditAsync(actor, step),
            _ => world.SettleAsync(),
        });
    }

    private static async Task EditAsync(Actor actor, Step step)
    {
        var reply = await actor.TypesAsync($"/edit {step.Need + 1}");
        if (reply.Reply.Form is not null) await actor.SubmitsAsync(reply.Form, ("quantity", $"{step.Much}"));
    }

    private static string Print((Step[] Before, Step[] Meanwhile) history) => $"{string.Join("; ", (IEnumerable<Step>)history.Before)} | {string.Join("; ", (IEnumerable<Step>)history.Meanwhile)}";

    private sealed record Step(string Who, int Need, int What, int Much);
}
