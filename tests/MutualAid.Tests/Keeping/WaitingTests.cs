using System.Globalization;
using MutualAid.Bot.Playground;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Needs;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Keeping;

/// <summary>How a posting waits for a place that refuses it, and how a facilitator hears of it whatever else happens.</summary>
public sealed class WaitingTests
{
    private const string Told = "Nothing is lost";
    private static readonly PlaceId Kitchen = new(PlaygroundWorld.Channels[1].Id);

    private static readonly Dictionary<string, string?> NoReminders = new() { ["Groups:RemindFirstAfter"] = "365.00:00:00", ["Groups:RemindAtMostEvery"] = "365.00:00:00" };

    private readonly PlaygroundDoor door = new(new PlaygroundStage());

    [Fact]
    public async Task The_pauses_between_attempts_grow_up_to_six_hours()
    {
        await using var world = await ClosedAsync();
        var at = new List<int>();
        for (var minute = 0; minute <= 1_100; minute++)
        {
            if (await AttemptsAsync(world) > at.Count) at.Add(minute);
            await world.SleepAsync(TimeSpan.FromMinutes(1));
        }

        Assert.Equal([0, 1, 5, 21, 85, 341, 701, 1061], at);
    }

    [Fact]
    public async Task A_thousand_sweeps_over_a_group_in_trouble_do_nothing_that_is_not_due()
    {
        await using var world = await ClosedAsync();
        var (need, group) = await VersionsAsync(world);
        for (var i = 0; i < 1_000; i++) await world.SettleAsync();
        Assert.Equal((need, group), await VersionsAsync(world));
        Assert.Equal(1, await AttemptsAsync(world));
    }

    [Fact]
    public async Task A_need_that_changes_is_tried_at_once_and_the_pauses_grow_on()
    {
        await using var world = await ClosedAsync();
        await world.Bo.TypesAsync("/claim 1");
        await world.SettleAsync();
        Assert.Equal(2, await AttemptsAsync(world));
        await world.SleepAsync(TimeSpan.FromMinutes(3));
        Assert.Equal(2, await AttemptsAsync(world));
        await world.SleepAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(3, await AttemptsAsync(world));
    }

    [Fact]
    public async Task The_word_says_how_many_needs_wait_and_what_can_be_done()
    {
        await using var world = await ClosedAsync();
        var word = Assert.Single(await door.ToldAsync());
        foreach (var part in new[] { "I can no longer write in", Told, "1 need waits to be shown there", "let me write", "/settings setting: cards value: here", "/settings setting: digest-place value: here" })
            Assert.Contains(part, word, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_place_for_cards_takes_what_waits_at_once_and_it_is_shown_nowhere_else()
    {
        await using var world = await ClosedAsync();
        await FromKitchenAsync(world, "/settings cards here");
        Assert.Equal(Kitchen, (await world.NeedAsync(1)).CardPosting!.Place);
        Assert.Contains("Water", (await world.CardAsync(1)).Text, StringComparison.Ordinal);
        Assert.False(await world.IsInTroubleAsync());
        await door.OpenAsync();
        await world.AdvanceAsync(TimeSpan.FromHours(7));
        Assert.Empty(await door.ShownAsync());
    }

    [Fact]
    public async Task Another_place_for_digests_takes_the_one_that_waits_at_once()
    {
        await using var world = await ClosedAsync();
        await world.AdvanceAsync(TimeSpan.FromHours(23));
        await FromKitchenAsync(world, "/settings digest-place here");
        await world.SettleAsync();
        var group = await world.Get<IGroupStore>().FindAsync(PlaygroundWorld.Group, CancellationToken.None);
        Assert.All(group!.Postings, p => Assert.Equal((Kitchen, true), (p.Place, p.Message is not null)));
        // The card still waits where it was asked.
        Assert.True(await world.IsInTroubleAsync());
    }

    [Fact]
    public async Task Where_no_facilitator_can_be_reached_in_private_the_next_one_who_comes_by_is_told_once()
    {
        await using var world = await World.StartAsync(settings: NoReminders, stage: door.Stage);
        world.Chat.PutPlace(PlaygroundWorld.DirectOf(PlaygroundWorld.Find("dani")!) with { Closed = true });
        await door.CloseAsync();
        await world.Ana.TypesAsync("/need Water");
        await world.SettleAsync();
        Assert.DoesNotContain(Told, (await world.Ana.TypesAsync("/needs")).AllText, StringComparison.Ordinal);
        // How something was misread may be said in public.
        Assert.DoesNotContain(Told, (await world.Dani.TypesAsync("/neds")).AllText, StringComparison.Ordinal);
        Assert.Contains(Told, (await world.Dani.TypesAsync("/needs", "asked")).AllText, StringComparison.Ordinal);
        Assert.Contains(Told, (await world.Dani.TypesAsync("/needs", "asked")).AllText, StringComparison.Ordinal);
        Assert.DoesNotContain(Told, (await world.Dani.TypesAsync("/needs")).AllText, StringComparison.Ordinal);
        Assert.Empty(await door.ToldAsync());
    }

    /// <summary>Before each write that follows from it, until there is none any more. Which of those comes first is up to the threads: it is gone through until one was hit that matters.</summary>
    [Fact]
    public async Task However_it_dies_nobody_is_told_twice_and_nothing_is_lost()
    {
        var (diedBetween, rounds) = (false, 0);
        do
        {
            for (var (writes, died) = (0, (IsDead: true, WasTold: false)); died.IsDead; writes++)
            {
                died = await DiesBeforeAsync(writes);
                diedBetween |= died is { IsDead: true, WasTold: true };
            }
        }
        while (!diedBetween && ++rounds < 10);
        Assert.True(diedBetween);
    }

    private static async Task<(bool IsDead, bool WasTold)> DiesBeforeAsync(int writes)
    {
        var kept = new PlaygroundStage();
        var outside = new PlaygroundDoor(kept);
        var memory = new MemoryStore();
        var store = new DyingStore(memory);
        bool wasTold;
        await using (var first = await World.StartAsync(new StoreUnderTest(store, store.Offers, store, store, store), stage: kept))
        {
            first.LeavesAllBehind = true;
            await first.Ana.TypesAsync("/need Water");
            await first.SettleAsync();
            await outside.CloseAsync();
            store.DieAfter(writes);
            // The reminder is due, and refused.
            await Record.ExceptionAsync(() => first.SleepAsync(TimeSpan.FromHours(4)));
            wasTold = (await outside.ToldAsync()).Count > 0;
        }

        await using var next = await World.StartAsync(StoreUnderTest.On(memory), stage: kept);
        await next.AdvanceAsync(TimeSpan.FromHours(5));
        Assert.Single(await outside.ToldAsync());
        await outside.OpenAsync();
        await next.AdvanceAsync(TimeSpan.FromHours(6));
        Assert.Single(await outside.ShownAsync(), c => c.Contains("\"need\"", StringComparison.Ordinal));
        Assert.Single(await outside.ShownAsync(), c => c.Contains("\"reminder\"", StringComparison.Ordinal));
        Assert.False(await next.IsInTroubleAsync());
        return (store.IsDead, wasTold);
    }

    private async Task<World> ClosedAsync()
    {
        var world = await World.StartAsync(settings: NoReminders, stage: door.Stage);
        await door.CloseAsync();
        await world.Ana.TypesAsync("/need Water");
        await world.SettleAsync();
        return world;
    }

    private static async Task<int> AttemptsAsync(World world) => (await world.NeedAsync(1)).CardPosting!.Refused?.Times ?? 0;

    private static async Task<(long Need, long Group)> VersionsAsync(World world) =>
        ((await world.NeedAsync(1)).Version, (await world.Get<IGroupStore>().FindAsync(PlaygroundWorld.Group, CancellationToken.None))!.Version);

    private static async Task FromKitchenAsync(World world, string line)
    {
        var key = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
        await world.Get<Dispatcher>().HandleAsync(new Intent(world.Dani.Id, true, PlaygroundWorld.Group, Kitchen, Kitchen, null, key, new CommandTyped(line)), CancellationToken.None);
    }
}
