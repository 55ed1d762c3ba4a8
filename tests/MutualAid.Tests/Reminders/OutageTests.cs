using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using MutualAid.Core.Reminders;
using MutualAid.Tests.Support;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Reminders;

/// <summary>The bot was away, or there are two of it: everything once, gently, and nobody is judged for what they could not answer.</summary>
public sealed class OutageTests
{
    [Fact]
    public async Task After_three_days_down_there_is_one_digest_and_one_reminder_and_a_claimer_has_the_time_that_was_left()
    {
        var (store, clock, stage) = (new MemoryStore(), World.NewClock(), new RecordingStage());
        await using (var before = await World.StartAsync(StoreUnderTest.On(store), stage: stage, clock: clock))
        {
            before.LeavesAllBehind = true;
            await before.Ana.TypesAsync("/need Groceries");
            await before.Ana.TypesAsync("/need A bed");
            await before.Ana.TypesAsync("/need A ride");
            await before.Bo.TypesAsync("/claim 3");
            // Asked after 25 hours; 12 of 48 hours to answer are over when it goes.
            await before.AdvanceAsync(TimeSpan.FromHours(37));
            Assert.NotNull((await before.NeedAsync(3)).Claims[0].AskedAt);
        }

        var said = stage.Said.Count;
        clock.Advance(TimeSpan.FromDays(3));
        await using var after = await World.StartAsync(StoreUnderTest.On(store), stage: stage, clock: clock);
        // It is past 23:00 now: the digest of the day, and no reminder before eight in the morning.
        await after.SettleAsync();
        Assert.Single(stage.Said.Skip(said), s => s.Card.Kind == CardKind.Digest);
        Assert.DoesNotContain(stage.Said.Skip(said), s => s.Card.Kind is CardKind.Reminder or CardKind.Whisper);
        await after.AdvanceAsync(TimeSpan.FromHours(10));
        Assert.Single(stage.Said.Skip(said), s => s.Card.Kind == CardKind.Reminder);
        Assert.Single((await after.NeedAsync(3)).Claims);
        await after.AdvanceAsync(TimeSpan.FromHours(24));
        Assert.Single((await after.NeedAsync(3)).Claims);
        await after.AdvanceAsync(TimeSpan.FromHours(12));
        Assert.Empty((await after.NeedAsync(3)).Claims);
    }

    /// <summary>A reminder with its private words, a question and a digest are due at once; it dies at each of the writes that they take.</summary>
    [Fact]
    public async Task Wherever_it_dies_the_next_one_goes_on_and_says_nothing_twice()
    {
        var deaths = 0;
        for (; ; deaths++)
        {
            var (memory, clock, stage) = (new MemoryStore(), World.NewClock(), new RecordingStage());
            var store = new DyingStore(memory);
            int said;
            await using (var first = await World.StartAsync(new StoreUnderTest(store, store.Offers, store, store, store), stage: stage, clock: clock))
            {
                first.LeavesAllBehind = true;
                await first.Ana.TypesAsync("/need Groceries category: food");
                await first.Ana.TypesAsync("/need A ride");
                await first.Bo.TypesAsync("/claim 2");
                await first.Cruz.PressesAsync(new CardAction("tell::on|food", ""));
                await first.AdvanceAsync(TimeSpan.FromHours(4));
                said = stage.Said.Count;
                store.DieAfter(deaths);
                // Tuesday 11:00: the second reminder, the first digest, and a day of silence.
                await Record.ExceptionAsync(() => first.SleepAsync(TimeSpan.FromHours(21)));
            }

            await using var next = await World.StartAsync(StoreUnderTest.On(memory), stage: stage, clock: clock);
            next.LeavesAllBehind = true;
            await next.SettleAsync();
            clock.Advance(TimeSpan.FromMinutes(10));
            await next.SettleAsync();
            var news = stage.Said.Skip(said).ToList();
            Assert.Single(news, s => s.Card.Kind == CardKind.Reminder);
            Assert.Single(news, s => s.Card.Kind == CardKind.Digest);
            Assert.Single(news, s => s.Card.Actions.Any(a => a.Id.StartsWith("still:", StringComparison.Ordinal)));
            Assert.Single(news, s => s.Place == "test:direct-cruz");
            Assert.Equal(4, news.Count);
            if (!store.IsDead) break;
        }

        Assert.True(deaths >= 8, $"It died at {deaths} writes only.");
    }

    [Fact]
    public async Task Two_processes_on_one_store_say_everything_once()
    {
        var (store, clock, stage) = (new MemoryStore(), World.NewClock(), new RecordingStage());
        // Both believe that the work is theirs: the worst that a lease can do.
        await using var one = await World.StartAsync(StoreUnderTest.On(store), stage: stage, clock: clock, shared: new SharedLease(clock).OfAProcess());
        await using var other = await World.StartAsync(StoreUnderTest.On(store), stage: stage, clock: clock, shared: new SharedLease(clock).OfAProcess());
        one.LeavesAllBehind = other.LeavesAllBehind = true;
        for (var n = 1; n <= 4; n++) await one.Ana.TypesAsync($"/need Thing {n} category: food");
        await one.Bo.TypesAsync("/claim 4");
        await one.Cruz.PressesAsync(new CardAction("tell::on|food", ""));
        for (var hour = 0; hour < 5 * 24; hour++)
        {
            clock.Advance(TimeSpan.FromHours(1));
            await Task.WhenAll(one.SettleAsync(), other.SettleAsync());
        }

        AssertOnce(stage);
    }

    [Fact]
    public async Task Of_two_processes_one_does_the_work_and_the_other_takes_it_over()
    {
        var (store, clock, stage) = (new MemoryStore(), World.NewClock(), new RecordingStage());
        var lease = new SharedLease(clock);
        var one = await World.StartAsync(StoreUnderTest.On(store), stage: stage, clock: clock, shared: lease.OfAProcess());
        await using var other = await World.StartAsync(StoreUnderTest.On(store), stage: stage, clock: clock, shared: lease.OfAProcess());
        one.LeavesAllBehind = other.LeavesAllBehind = true;
        await one.Ana.TypesAsync("/need Groceries");
        clock.Advance(TimeSpan.FromHours(4));
        Assert.True(await one.Get<ISharedWork>().IsMineAsync("sweep", CancellationToken.None));
        await other.SettleAsync();
        Assert.DoesNotContain(stage.Said, s => s.Card.Kind == CardKind.Reminder);
        await one.DisposeAsync();
        clock.Advance(TimeSpan.FromSeconds(16));
        await other.SettleAsync();
        Assert.Single(stage.Said, s => s.Card.Kind == CardKind.Reminder);
    }

    [Fact]
    public async Task What_is_due_after_an_outage_is_handled_in_the_order_it_was_due()
    {
        var (store, clock, stage) = (new MemoryStore(), World.NewClock(), new RecordingStage());
        await using var world = await World.StartAsync(StoreUnderTest.On(store), stage: stage, clock: clock);
        await world.Ana.TypesAsync("/need First");
        await world.AdvanceAsync(TimeSpan.FromHours(1));
        await world.Ana.TypesAsync("/need Second");
        await world.SleepAsync(TimeSpan.FromHours(8));
        var reminder = Assert.Single(stage.Said, s => s.Card.Kind == CardKind.Reminder);
        Assert.Contains("First", PlainText.Of(reminder.Card.Lines[0], p => p.Value, p => p.Value), StringComparison.Ordinal);
        Assert.Equal(Instant.FromUtc(2026, 11, 23, 19, 0), (await store.FindAsync(stage.Group, CancellationToken.None))!.RemindedAt);
    }

    private static void AssertOnce(RecordingStage stage)
    {
        // Reminders and digests replace each other: at no hour are there two of a kind, and each private question was put once.
        Assert.All(stage.Said.Where(s => s.Card.Kind is CardKind.Reminder or CardKind.Digest).GroupBy(s => (s.Card.Kind, s.At)), g => Assert.Single(g));
        Assert.Equal(5, stage.Said.Count(s => s.Card.Kind == CardKind.Digest));
        Assert.Single(stage.Said, s => s.Card.Actions.Any(a => a.Id.StartsWith("still:", StringComparison.Ordinal)));
        Assert.All(stage.Said.Where(s => s.Place == "test:direct-cruz").GroupBy(s => s.At), g => Assert.Single(g));
        Assert.Contains(stage.Said, s => s.Place == "test:direct-cruz");
        Assert.Single(stage.Shown, s => s.Card.Kind == CardKind.Reminder);
        Assert.Single(stage.Shown, s => s.Card.Kind == CardKind.Digest);
    }
}
