using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Keeping;

/// <summary>What the bot has said and is to take away again.</summary>
public sealed class TakingAwayTests
{
    [Fact]
    public async Task A_card_that_may_not_be_removed_is_removed_once_it_may_be()
    {
        var stage = new RecordingStage { LetsRemove = false };
        await using var world = await World.StartAsync(stage: stage);
        await world.Ana.TypesAsync("/need Soap");
        await world.SettleAsync();
        await world.Ana.TypesAsync("/bump 1");
        await world.SettleAsync();
        Assert.Equal(2, Cards(stage));
        await world.AdvanceAsync(TimeSpan.FromHours(8));
        Assert.Equal(2, Cards(stage));
        Assert.False(await world.IsInTroubleAsync());
        stage.LetsRemove = true;
        await world.AdvanceAsync(TimeSpan.FromHours(8));
        Assert.Equal(1, Cards(stage));
        Assert.Equal("open", (await world.CardAsync(1)).Status);
    }

    [Fact]
    public async Task What_may_never_be_removed_is_not_tried_for_ever()
    {
        var stage = new RecordingStage { LetsRemove = false };
        await using var world = await World.StartAsync(stage: stage);
        await world.Ana.TypesAsync("/need Soap");
        await world.SettleAsync();
        await world.Ana.TypesAsync("/bump 1");
        await world.Ana.TypesAsync("/close 1");
        await world.SettleAsync();
        Assert.Equal(2, (await world.NeedAsync(1)).Postings.Count(p => p.Kind == PostingKind.Card));
        for (var times = 0; times < 40; times++) await world.SleepAsync(TimeSpan.FromHours(6.5));
        var need = await world.NeedAsync(1);
        Assert.Single(need.Postings, p => p.Kind == PostingKind.Card);
        Assert.Null(need.KeepAt);
    }

    /// <summary>The process dies instead of any of the writes that a claim takes: what was said to who helps may not be stored anywhere.</summary>
    [Fact]
    public async Task What_was_said_in_private_before_the_process_died_is_taken_away_when_who_asked_is_forgotten()
    {
        for (var writes = 1; ; writes++)
        {
            var (memory, stage, clock) = (new MemoryStore(), new RecordingStage(), World.NewClock());
            var dying = new DyingStore(memory);
            await using (var world = await World.StartAsync(new StoreUnderTest(dying, dying.Offers, dying, dying, dying), stage: stage, clock: clock))
            {
                world.LeavesAllBehind = true;
                await world.Ana.TypesAsync("/need Groceries details: Quendleweg 17");
                await world.SettleAsync();
                dying.DieAfter(writes);
                await TryAsync(() => world.Bo.TypesAsync("/claim 1"));
                await TryAsync(world.SettleAsync);
            }

            await using var next = await World.StartAsync(StoreUnderTest.On(memory), stage: stage, clock: clock);
            await next.Ana.PressesAsync(new CardAction("privacy::erase", ""));
            await next.SleepAsync(TimeSpan.FromMinutes(2));
            Assert.DoesNotContain(stage.Shown, s => s.Place == "test:direct-bo" && s.Card.Lines.Any(l => l.Spans.OfType<MemberWords>().Any(w => w.Text.Contains("Quendleweg", StringComparison.Ordinal))));
            Assert.Null(await next.Needs.FindByNumberAsync(stage.Group, 1, CancellationToken.None));
            if (!dying.IsDead) return;
            Assert.True(writes < 30, "a claim never ends");
        }
    }

    private static int Cards(RecordingStage stage) => stage.Shown.Count(s => s.Card.Kind == CardKind.Need);

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
}
