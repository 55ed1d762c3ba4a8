using Xunit;

namespace MutualAid.Tests.Support;

/// <summary>A process dies instead of one of the writes that something takes: each of them in turn, until it takes no more.</summary>
internal static class Deaths
{
    /// <summary>Each time on a new stage: <paramref name="before"/> and <paramref name="meanwhile"/> in the process that dies in the latter, <paramref name="next"/> in the one after it. Answers how often one died.</summary>
    public static async Task<int> AtEachWriteAsync(Func<Task<IStage>> newStage, Func<World, Task> before, Func<World, Task> meanwhile, Func<World, Task> next)
    {
        for (var deaths = 0; ; deaths++)
        {
            var (memory, stage, clock) = (new MemoryStore(), await newStage(), World.NewClock());
            var dying = new DyingStore(memory);
            await using (var first = await World.StartAsync(new StoreUnderTest(dying, dying.Offers, dying, dying, dying), stage: stage, clock: clock))
            {
                first.LeavesAllBehind = true;
                await before(first);
                dying.DieAfter(deaths);
                var thrown = await Record.ExceptionAsync(() => meanwhile(first));
                Assert.True(thrown is null || dying.IsDead, thrown?.ToString());
            }

            await using var second = await World.StartAsync(StoreUnderTest.On(memory), stage: stage, clock: clock);
            await next(second);
            if (!dying.IsDead) return deaths;
        }
    }
}
