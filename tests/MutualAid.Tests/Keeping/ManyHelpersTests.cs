using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Keeping;

/// <summary>Many come to help with one need while the platform lets little through.</summary>
public sealed class ManyHelpersTests
{
    private const int Helpers = 10;

    private readonly SlowPlatform platform = new();

    [Fact]
    public async Task The_card_does_not_wait_for_the_last_of_them_and_each_is_let_in_once()
    {
        await using var world = await World.StartAsync(stage: new SlowStage(platform));
        await AskedAsync(world);
        var letInWhenShown = -1;
        var card = (await world.NeedAsync(1)).CardPosting!.Id;
        platform.Before = posting =>
        {
            if (posting == card && letInWhenShown < 0) letInWhenShown = platform.LetIn.Count;
            return Task.CompletedTask;
        };
        var held = new TaskCompletionSource();
        var free = platform.Before;
        platform.Before = async posting =>
        {
            await held.Task;
            await free(posting);
        };
        await ClaimedAsync(world);
        held.SetResult();
        await world.SettleAsync();
        Assert.InRange(letInWhenShown, 1, 4);
        await IsDoneAsync(world, twice: 0);
    }

    [Fact]
    public async Task Who_is_killed_again_and_again_before_all_are_in_gets_on()
    {
        const int AtATime = 6;
        var (memory, clock, stage, lives) = (new MemoryStore(), World.NewClock(), new SlowStage(platform), 1);
        for (; ; lives++)
        {
            Assert.InRange(lives, 1, Helpers);
            var dying = new DyingStore(memory);
            var (left, end) = (AtATime, new TaskCompletionSource());
            platform.Before = _ => Interlocked.Decrement(ref left) >= 0 ? Task.CompletedTask : end.Task;
            await using var world = await World.StartAsync(new StoreUnderTest(dying, dying.Offers, dying, dying, dying), stage: stage, clock: clock);
            world.LeavesAllBehind = true;
            if (lives == 1)
            {
                await AskedAsync(world);
                await ClaimedAsync(world);
            }

            var settled = world.SettleAsync();
            await Eventually.TrueAsync(() => Task.FromResult(settled.IsCompleted || Volatile.Read(ref left) < 0));
            if (Volatile.Read(ref left) >= 0) break;
            dying.Die();
            end.SetCanceled(TestContext.Current.CancellationToken);
            await Record.ExceptionAsync(() => settled);
        }

        Assert.True(lives > 2, "It was not killed in between.");
        platform.Before = _ => Task.CompletedTask;
        await using var last = await World.StartAsync(StoreUnderTest.On(memory), stage: stage, clock: clock);
        await last.SettleAsync();
        // Whoever was let in just before it died is let in again, and nobody notices.
        await IsDoneAsync(last, twice: 3 * lives);
    }

    private static async Task AskedAsync(World world)
    {
        await world.Ana.TypesAsync($"/need Chairs quantity: {Helpers}");
        await world.SettleAsync();
    }

    private static async Task ClaimedAsync(World world)
    {
        for (var i = 0; i < Helpers; i++) await new Actor(world, $"h{i}").TypesAsync("/claim 1 1");
    }

    private async Task IsDoneAsync(World world, int twice)
    {
        Assert.Equal(Helpers + 1, platform.LetIn.Distinct().Count());
        Assert.InRange(platform.LetIn.Count, Helpers + 1, Helpers + 1 + twice);
        Assert.Empty(platform.Twice);
        var need = await world.NeedAsync(1);
        Assert.Contains($"{Helpers} of {Helpers} covered", (await world.Stage.FindCardAsync(need.CardPosting!))!.Text, StringComparison.Ordinal);
        var talk = Assert.Single(need.Postings, p => p.Kind == Core.Needs.PostingKind.Introduction);
        Assert.Empty(talk.MayBeIn);
        var words = (await world.Stage.FindCardAsync(talk))!.Text;
        Assert.All(Enumerable.Range(0, Helpers), i => Assert.Contains($"test:h{i}", words, StringComparison.Ordinal));
    }
}
