using CsCheck;
using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Postgres;
using Xunit;

namespace MutualAid.Tests.Needs;

/// <summary>
/// Four people do whatever comes to mind, in any order, with two needs and an offer. Whatever they do: no more is taken on than is asked for, it is
/// met only if somebody says so, the two sides are introduced once, and nobody who left hears of it again.
/// </summary>
public sealed class HistoryProperties
{
    internal static readonly string[] People = ["ana", "bo", "cruz", "dani"];
    private const int OffersAnew = 13;

    internal static readonly Gen<Step[]> Histories =
        Gen.Select(Gen.Int[0, 3], Gen.Int[1, 2], Gen.Int[0, 13], Gen.Int[1, 5], (who, need, what, much) => new Step(People[who], need, what, much)).Array[5, 40];

    [Fact]
    public async Task Any_history_in_memory_keeps_what_is_promised() =>
        await Histories.SampleAsync(history => PlayAsync(history, StoreUnderTest.InMemory()), iter: 300, print: h => string.Join("; ", (IEnumerable<Step>)h));

    [Fact]
    public async Task Any_history_on_LiteDB_keeps_what_is_promised() =>
        await Histories.SampleAsync(history => PlayAsync(history, StoreUnderTest.OnLiteDb()), iter: 25, threads: 1, print: h => string.Join("; ", (IEnumerable<Step>)h));

    [Fact]
    public async Task Any_history_on_PostgreSQL_keeps_what_is_promised()
    {
        PostgresFixture.SkipUnlessPresent();
        await Histories.SampleAsync(history => PlayAsync(history, StoreUnderTest.OnPostgres()), iter: 12, threads: 1, print: h => string.Join("; ", (IEnumerable<Step>)h));
    }

    private static async Task PlayAsync(Step[] history, StoreUnderTest store)
    {
        var stage = new RecordingStage();
        await using var world = await World.StartAsync(store, stage: stage);
        await world.Ana.TypesAsync("/need Bags of rice category: food quantity: 3");
        await world.Bo.TypesAsync("/need A ride to the clinic category: transport quantity: 1");
        await world.Cruz.TypesAsync("/offer Bags of rice category: food quantity: 4");
        await world.SettleAsync();
        var (handedOver, over) = (new int[2], new int[2]);
        foreach (var step in history)
        {
            var before = await BothAsync(world);
            var said = stage.Said.Count;
            await DoAsync(world, step, before[step.Need - 1]);
            await world.SettleAsync();
            var after = await BothAsync(world);
            for (var i = 0; i < 2; i++) AssertKept(step, before[i], after[i], stage.Said.Skip(said).ToList());
            for (var i = 0; i < 2; i++) handedOver[i] += HandedOver(step, before[i], after[i]);
            await AssertOfferAsync(world, step, after, handedOver, over);
        }
    }

    internal static async Task<Need[]> BothAsync(World world) => [await world.NeedAsync(1), await world.NeedAsync(2)];

    internal static async Task DoAsync(World world, Step step, Need need)
    {
        var actor = new Actor(world, step.Who);
        Task<SeenReply> Press(string name, string extra = "") => actor.PressesAsync(new CardAction($"{name}:{need.Id}:{extra}", ""));
        switch (step.What)
        {
            case 0 or 1: await actor.TypesAsync($"/claim {step.Need} {step.Much}"); break;
            case 2: await Press("claim", "all"); break;
            case 3: await actor.TypesAsync($"/release {step.Need}"); break;
            case 4: await actor.TypesAsync($"/close {step.Need} reason: changed"); break;
            case 5: await Press("reopen", IsNotYet(step) ? "not-yet" : ""); break;
            case 6: await Press("finish", nameof(DoneAnswer.Done)); break;
            case 7: await Press("finish", nameof(DoneAnswer.MoreNeeded)); break;
            case 8: await Press("finish", nameof(DoneAnswer.SomebodyElse)); break;
            case 9: await Press("nobody", "all"); break;
            case 10: await EditAsync(actor, step); break;
            case 11: await world.SleepAsync(TimeSpan.FromHours(step.Much * 5)); break;
            case 12: await Press("no-thanks"); break;
            case OffersAnew: await OfferAnewAsync(world); break;
            default: throw new InvalidOperationException("Nothing to do.");
        }
    }

    private static async Task OfferAnewAsync(World world)
    {
        await world.Cruz.TypesAsync("/close 3");
        await world.Cruz.PressesAsync(new CardAction($"renew-offer:{(await world.OfferAsync(3)).Id}:", ""));
    }

    private static async Task EditAsync(Actor actor, Step step)
    {
        var reply = await actor.TypesAsync($"/edit {step.Need}");
        if (reply.Reply.Form is not null) await actor.SubmitsAsync(reply.Form, ("quantity", $"{step.Much}"));
    }

    private static void AssertKept(Step step, Need before, Need after, List<SaidCard> said)
    {
        Assert.True(after.Covered <= after.Quantity, "more is taken on than is asked for");
        Assert.DoesNotContain(after.Claims, c => c.Person == after.Requester);
        Assert.True(after.Status != NeedStatus.Met || before.Status == NeedStatus.Met || MaySayMet(step, before), "met, and nobody who may say so said so");
        Assert.InRange(after.Postings.Count(p => p.Kind == PostingKind.Introduction), 0, 1);
        Assert.Equal(after.ActiveClaims.Count(), after.ActiveClaims.Select(c => c.Person).Distinct().Count());
        foreach (var word in said.Where(s => s.Card.Kind is CardKind.Whisper or CardKind.Introduction && IsAbout(s, after)))
        {
            var person = word.Place["test:direct-".Length..];
            var may = after.Requester.Value == "test:" + person
                || after.Claims.Concat(before.ActiveClaims).Any(c => c.Person.Value == "test:" + person && !(step.What is 3 && person == step.Who))
                || (IsSuggestion(word) && after.IsOpen && after.Suggestions.Any(s => s is { Declined: false } && s.Person.Value == "test:" + person));
            Assert.True(may, $"{person} left #{after.Number} and is told of it");
        }
    }

    /// <summary>Whoever asked says so; or whoever has the last part of all that is asked for says that it is done.</summary>
    private static bool MaySayMet(Step step, Need before)
    {
        if (step.What is not 6) return false;
        if (before.Requester.Value.EndsWith(":" + step.Who, StringComparison.Ordinal)) return true;
        return before.Covered == before.Quantity && before.ActiveClaims.ToList() is [var last] && last.Person.Value.EndsWith(":" + step.Who, StringComparison.Ordinal);
    }

    /// <summary>What a need that this step opened again had been given for good of the offer.</summary>
    private static int HandedOver(Step step, Need before, Need after) =>
        before.IsOpen || !after.IsOpen ? 0
        : before.Status != NeedStatus.Met ? OfCruz(before, c => c.Done)
        : IsNotYet(step) ? 0
        : OfCruz(before, _ => true);

    private static int OfCruz(Need need, Func<Claim, bool> counts) =>
        need.Suggestions.Any(s => s is { Person.Value: "test:cruz", Taken: true }) ? need.Claims.Where(c => c.Person.Value == "test:cruz" && counts(c)).Sum(c => c.Quantity) : 0;

    private static bool IsNotYet(Step step) => step.Much % 2 == 0;

    /// <summary>
    /// Counted by what happened to the needs, step by step, since what a need says of itself could be wrong in the same way. <paramref name="over"/>: what was given
    /// before it was last offered as new.
    /// </summary>
    private static async Task AssertOfferAsync(World world, Step step, Need[] needs, int[] handedOver, int[] over)
    {
        var offer = await world.OfferAsync(3);
        var given = needs.Select((n, i) => (n.Id, Quantity: handedOver[i] + OfCruz(n, c => c.Done || n.Status is NeedStatus.Open or NeedStatus.Met))).ToList();
        for (var i = 0; i < 2; i++) over[i] = step.What == OffersAnew ? given[i].Quantity : Math.Min(over[i], given[i].Quantity);
        Assert.Equal(given.Where(g => g.Quantity > 0).OrderBy(g => g.Id.Value), offer.Given.Select(g => (g.Need, g.Quantity)).OrderBy(g => g.Need.Value));
        Assert.Equal(Math.Max(0, 4 - given.Sum(g => g.Quantity) + over.Sum()), offer.Left);
    }

    private static bool IsSuggestion(SaidCard said) => said.Card.Actions.Any(a => a.Id.StartsWith("no-thanks:", StringComparison.Ordinal));

    private static bool IsAbout(SaidCard said, Need need) => said.Card.Title.Spans.OfType<Words>().Any(w => w.Text == $"#{need.Number} ");

    internal sealed record Step(string Who, int Need, int What, int Much);
}
