using MutualAid.Bot.Playground;
using MutualAid.Core.Groups;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Reminders;

/// <summary>It is Monday 10:00; reminders come after 4 hours, then with growing pauses, never between 21:00 and 08:00.</summary>
public sealed class ReminderTests
{
    [Fact]
    public async Task An_unclaimed_need_is_brought_back_with_growing_pauses_and_never_at_night()
    {
        await using var world = await World.StartAsync();
        await world.Ana.TypesAsync("/need Groceries");
        var at = new List<int>();
        for (var hour = 1; hour <= 7 * 24; hour++)
        {
            var before = await RemindersAsync(world, 1);
            await world.AdvanceAsync(TimeSpan.FromHours(1));
            if (await RemindersAsync(world, 1) > before) at.Add(hour);
        }

        // 14:00 · 22:00 is quiet, so Tuesday 08:00 · Wednesday 00:00, so 08:00 · Thursday 16:00 · then every two days.
        Assert.Equal([4, 22, 46, 78, 126], at);
        Assert.Single(await ReminderCardsAsync(world));
    }

    [Fact]
    public async Task Needs_that_are_due_together_are_one_message_and_the_one_before_is_removed()
    {
        await using var world = await World.StartAsync();
        await world.Ana.TypesAsync("/need Groceries");
        await world.Ana.TypesAsync("/need A ride");
        await world.AdvanceAsync(TimeSpan.FromHours(4));
        var card = Assert.Single(await ReminderCardsAsync(world));
        Assert.Contains("2 needs are still waiting", card, StringComparison.Ordinal);
        await world.AdvanceAsync(TimeSpan.FromHours(18));
        Assert.NotEqual(card, Assert.Single(await ReminderCardsAsync(world)) + ".");
    }

    [Fact]
    public async Task A_claimed_need_is_left_alone_and_the_reminder_that_stands_there_stays_true()
    {
        await using var world = await World.StartAsync();
        await world.Ana.TypesAsync("/need Groceries");
        await world.AdvanceAsync(TimeSpan.FromHours(4));
        await world.Bo.TypesAsync("/claim 1");
        await world.SettleAsync();
        await world.SettleAsync();
        Assert.Contains("taken care of", Assert.Single(await ReminderCardsAsync(world)), StringComparison.Ordinal);
        var before = await RemindersAsync(world, 1);
        await world.AdvanceAsync(TimeSpan.FromDays(2));
        Assert.Equal(before, await RemindersAsync(world, 1));
    }

    [Fact]
    public async Task The_nearer_the_time_it_is_needed_by_the_sooner_and_far_off_later()
    {
        await using var world = await World.StartAsync();
        await world.Ana.TypesAsync("/need Near when: today 12:00");
        await world.Ana.TypesAsync("/need Far when: in 3 weeks");
        await world.AdvanceAsync(TimeSpan.FromHours(1));
        Assert.Equal(1, await RemindersAsync(world, 1));
        await world.AdvanceAsync(TimeSpan.FromHours(4));
        Assert.Equal(0, await RemindersAsync(world, 2));
        await world.AdvanceAsync(TimeSpan.FromHours(3));
        Assert.Equal(1, await RemindersAsync(world, 2));
    }

    [Fact]
    public async Task After_a_long_stop_there_is_one_reminder_and_one_digest()
    {
        await using var world = await World.StartAsync();
        await world.Ana.TypesAsync("/need Groceries");
        await world.SleepAsync(TimeSpan.FromDays(3));
        Assert.Equal(1, await RemindersAsync(world, 1));
        Assert.Single(await ReminderCardsAsync(world));
        Assert.Single(await CardsAsync(world, "digest"));
    }

    [Fact]
    public async Task The_digest_comes_at_the_groups_hour_and_replaces_the_one_before()
    {
        await using var world = await World.StartAsync();
        await world.Dani.TypesAsync("/settings zone Europe/Madrid");
        await world.Dani.TypesAsync("/settings digest-hour 07:30");
        await world.Ana.TypesAsync("/need Groceries when: wednesday");
        var group = await world.Get<MutualAid.Core.Needs.IGroupStore>().FindAsync(PlaygroundWorld.Group, CancellationToken.None);
        Assert.Equal(NodaTime.Instant.FromUtc(2026, 11, 24, 6, 30), group!.DigestAt);
        await world.AdvanceAsync(TimeSpan.FromHours(21));
        Assert.Contains("Today 1 need is unmet", Assert.Single(await CardsAsync(world, "digest")), StringComparison.Ordinal);
        await world.Bo.TypesAsync("/claim 1");
        await world.AdvanceAsync(TimeSpan.FromHours(24));
        Assert.Contains("Everything asked for is covered", Assert.Single(await CardsAsync(world, "digest")), StringComparison.Ordinal);
    }

    private static async Task<int> RemindersAsync(World world, int number) => (await world.NeedAsync(number)).Reminders;

    private static Task<List<string>> ReminderCardsAsync(World world) => CardsAsync(world, "reminder");

    private static async Task<List<string>> CardsAsync(World world, string kind)
    {
        await world.SettleAsync();
        await using var events = world.Chat.EventsAsync(PlaygroundWorld.Find("cruz")!, CancellationToken.None).GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync());
        using var seen = System.Text.Json.JsonDocument.Parse(events.Current.Data);
        return [.. seen.RootElement.GetProperty("places").EnumerateArray().SelectMany(p => p.GetProperty("messages").EnumerateArray())
            .Select(m => m.GetProperty("card")).Where(c => c.ValueKind == System.Text.Json.JsonValueKind.Object && c.GetProperty("kind").GetString() == kind)
            .Select(c => c.GetProperty("label").GetString()!)];
    }
}
