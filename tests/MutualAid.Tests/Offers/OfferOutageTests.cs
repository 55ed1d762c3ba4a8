using MutualAid.Core.Chat;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Offers;

public sealed class OfferOutageTests
{
    private const string Fits = "it may fit what you offer";

    /// <summary>A need, who is told of it, a claim out of an offer, and part of it given back: it dies at each of the writes that they take.</summary>
    [Fact]
    public async Task Wherever_it_dies_each_is_told_once_and_an_offer_holds_what_is_left_of_it()
    {
        var deaths = 0;
        for (; ; deaths++)
        {
            var (memory, clock, stage) = (new MemoryStore(), World.NewClock(), new RecordingStage());
            var store = new DyingStore(memory);
            await using (var first = await World.StartAsync(new StoreUnderTest(store, store.Offers, store, store, store), stage: stage, clock: clock))
            {
                first.LeavesAllBehind = true;
                await first.Bo.TypesAsync("/offer Warm soup category: food quantity: 5");
                await first.Cruz.TypesAsync("/offer Warm soup category: food quantity: 5");
                await first.SettleAsync();
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
            await next.SettleAsync();
            foreach (var person in new[] { "bo", "cruz" }) Assert.InRange(stage.Said.Count(s => s.Place == "test:direct-" + person && Says(s, Fits)), person == "bo" ? 0 : 1, 1);
            Assert.Equal(1, (await next.OfferAsync(1)).Left);
            Assert.Equal(5, (await next.OfferAsync(2)).Left);
            Assert.Equal(4, (await next.NeedAsync((await NumberAsync(next)))).Covered);
            Assert.Single(stage.Shown, s => s.Card.Kind == CardKind.Need);
            Assert.Equal(2, stage.Shown.Count(s => s.Card.Kind == CardKind.Offer));
            if (!store.IsDead) break;
        }

        Assert.True(deaths >= 8, $"It died at {deaths} writes only.");
    }

    /// <summary>The same events, delivered again where the bot died: each has its key.</summary>
    private static async Task LiveAsync(World world)
    {
        await world.Ana.TypesAsync("/need Warm soup category: food quantity: 4", "the need");
        await world.SettleAsync();
        var number = await NumberAsync(world);
        await world.Bo.PressesAsync(new CardAction($"claim:{(await world.NeedAsync(number)).Id}:all@{(await world.OfferAsync(1)).Id}", ""), "the claim");
        await world.SettleAsync();
    }

    private static async Task<int> NumberAsync(World world) =>
        Assert.Single(await world.Needs.OpenInAsync(world.Stage.Group, CancellationToken.None)).Number;

    private static bool Says(SaidCard said, string words) =>
        said.Card.Lines.Any(l => l.Spans.OfType<Words>().Any(w => w.Text.Contains(words, StringComparison.Ordinal)));
}
