using Microsoft.Extensions.Logging;
using MutualAid.Core.Chat;
using MutualAid.Core.Reminders;
using MutualAid.Tests.Support;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Reminders;

/// <summary>A clock that jumps: what can't be taken back waits until it has been steady for a day.</summary>
public sealed class ClockTrustTests
{
    [Fact]
    public async Task A_clock_that_is_years_ahead_is_believed_after_a_day_and_at_once_when_it_is_put_right()
    {
        using var clock = new Watched();
        Assert.Equal(MayBeDone.Everything, await clock.LookAsync(TimeSpan.Zero));
        Assert.Equal(MayBeDone.Everything, await clock.LookAsync(TimeSpan.FromDays(40)));
        Assert.Equal(MayBeDone.Everything, await clock.LookAsync(TimeSpan.FromSeconds(2), TimeSpan.FromHours(-1)));
        Assert.Equal(MayBeDone.NothingErased, await clock.LookAsync(TimeSpan.FromSeconds(2), TimeSpan.FromDays(3)));
        Assert.Equal(MayBeDone.OnlyShown, await clock.LookAsync(TimeSpan.FromHours(20), TimeSpan.FromDays(3650)));
        Assert.Equal(MayBeDone.OnlyShown, await clock.LookAsync(TimeSpan.FromHours(20)));
        Assert.Equal(MayBeDone.OnlyShown, await clock.LookAsync(TimeSpan.FromHours(1), TimeSpan.FromDays(-365)));
        Assert.Equal(MayBeDone.Everything, await clock.LookAsync(TimeSpan.FromHours(1), TimeSpan.FromDays(-3289)));
        Assert.Equal(MayBeDone.OnlyShown, await clock.LookAsync(TimeSpan.FromHours(1), TimeSpan.FromDays(3650)));
        Assert.Equal(MayBeDone.OnlyShown, await clock.LookAsync(TimeSpan.FromHours(23)));
        Assert.Equal(MayBeDone.Everything, await clock.LookAsync(TimeSpan.FromHours(1)));
        Assert.Contains(clock.Log.Lines, l => l.StartsWith("The clock went back", StringComparison.Ordinal));
        Assert.Equal(4, clock.Log.Lines.Count(l => l.Contains("days ahead", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_clock_that_went_back_and_is_put_right_is_believed_but_erases_nothing_for_a_day()
    {
        using var clock = new Watched();
        Assert.Equal(MayBeDone.Everything, await clock.LookAsync(TimeSpan.Zero));
        Assert.Equal(MayBeDone.Everything, await clock.LookAsync(TimeSpan.FromSeconds(2), TimeSpan.FromDays(-365)));
        Assert.Equal(MayBeDone.Everything, await clock.LookAsync(TimeSpan.FromHours(3)));
        Assert.Equal(MayBeDone.NothingErased, await clock.LookAsync(TimeSpan.FromSeconds(2), TimeSpan.FromDays(365)));
        Assert.Equal(MayBeDone.NothingErased, await clock.LookAsync(TimeSpan.FromHours(23)));
        Assert.Equal(MayBeDone.Everything, await clock.LookAsync(TimeSpan.FromHours(1)));
        // Back for longer than a day: that is what the time is now, and a year ahead is a jump.
        Assert.Equal(MayBeDone.Everything, await clock.LookAsync(TimeSpan.FromSeconds(2), TimeSpan.FromDays(-365)));
        Assert.Equal(MayBeDone.Everything, await clock.LookAsync(TimeSpan.FromHours(25)));
        Assert.Equal(MayBeDone.OnlyShown, await clock.LookAsync(TimeSpan.FromSeconds(2), TimeSpan.FromDays(365)));
        // Back from ahead, but behind where it was believed.
        Assert.Equal(MayBeDone.Everything, await clock.LookAsync(TimeSpan.FromSeconds(2), TimeSpan.FromDays(-400)));
        Assert.Single(clock.Log.Lines, l => l.Contains("to where it was before it went back", StringComparison.Ordinal));
    }

    [Fact]
    public async Task After_a_start_years_later_nothing_is_erased_for_a_day_whoever_starts_it_again_meanwhile()
    {
        var (store, clock, stage) = (new MemoryStore(), World.NewClock(), new RecordingStage());
        await using (var before = await World.StartAsync(StoreUnderTest.On(store), stage: stage, clock: clock))
        {
            before.LeavesAllBehind = true;
            await before.Ana.TypesAsync("/need A book");
            await before.Ana.TypesAsync("/close 1");
            await before.Ana.TypesAsync("/need Groceries");
            await before.SettleAsync();
        }

        var said = stage.Said.Count;
        clock.Advance(TimeSpan.FromDays(400));
        for (var start = 0; start < 3; start++)
        {
            await using var next = await World.StartAsync(StoreUnderTest.On(store), stage: stage, clock: clock);
            next.LeavesAllBehind = true;
            await next.AdvanceAsync(TimeSpan.FromHours(7));
            Assert.Equal("A book", (await next.NeedAsync(1)).What);
            Assert.Equal(said, stage.Said.Count);
        }

        await using var last = await World.StartAsync(StoreUnderTest.On(store), stage: stage, clock: clock);
        await last.AdvanceAsync(TimeSpan.FromHours(4));
        Assert.True(stage.Said.Count > said);
        Assert.True(await last.Needs.FindByNumberAsync(stage.Group, 1, CancellationToken.None) is null or { IsErased: true });
    }

    [Fact]
    public async Task A_few_days_away_are_no_wild_clock()
    {
        var (store, clock, stage) = (new MemoryStore(), World.NewClock(), new RecordingStage());
        await using (var before = await World.StartAsync(StoreUnderTest.On(store), stage: stage, clock: clock))
        {
            before.LeavesAllBehind = true;
            await before.Ana.TypesAsync("/need Groceries");
            await before.SettleAsync();
        }

        clock.Advance(TimeSpan.FromDays(6));
        await using var after = await World.StartAsync(StoreUnderTest.On(store), stage: stage, clock: clock);
        await after.SettleAsync();
        Assert.Single(stage.Said, s => s.Card.Kind == CardKind.Reminder);
    }

    [Fact]
    public async Task An_outage_that_a_wrong_clock_seemed_to_be_ends_when_it_is_put_right()
    {
        var uptime = new Uptime(new MemoryStore());
        var now = Instant.FromUtc(2026, 11, 23, 10, 0);
        await uptime.IsUpAsync(now, CancellationToken.None);
        await uptime.IsUpAsync(now + Duration.FromDays(3650), CancellationToken.None);
        await uptime.IsUpAsync(now + Duration.FromMinutes(10), CancellationToken.None);
        Assert.InRange(uptime.Had(now, now + Duration.FromDays(2), []), Duration.FromHours(47), Duration.FromDays(2));
    }

    /// <summary>What is made of a clock that jumps.</summary>
    private sealed class Watched : IDisposable
    {
        private readonly JumpingTime time = new();
        private readonly LoggerFactory factory;
        private readonly ClockTrust trust;

        public Watched()
        {
            factory = new LoggerFactory([Log]);
            trust = new ClockTrust(new MemoryStore(), time, factory.CreateLogger<ClockTrust>());
        }

        public RecordedLog Log { get; } = new();

        public Task<MayBeDone> LookAsync(TimeSpan later, TimeSpan jump = default)
        {
            time.Pass(later, jump);
            return trust.LookAsync(Instant.FromDateTimeOffset(time.GetUtcNow()), CancellationToken.None);
        }

        public void Dispose() => factory.Dispose();
    }

    /// <summary>A clock that can be set, beside time that goes by.</summary>
    private sealed class JumpingTime : TimeProvider
    {
        private DateTimeOffset now = new(2026, 11, 23, 10, 0, 0, TimeSpan.Zero);
        private long gone;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Pass(TimeSpan time, TimeSpan jump)
        {
            now += time + jump;
            gone += time.Ticks;
        }

        public override DateTimeOffset GetUtcNow() => now;

        public override long GetTimestamp() => gone;
    }
}
