using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Discord;

/// <summary>A channel that the bot may not write in, or that is gone.</summary>
public sealed class ClosedChannelTests
{
    private const string Told = "Nothing is lost";

    [Fact]
    public async Task Who_is_told_reads_which_permissions_are_missing_and_once_they_are_back_the_card_is_there_without_waiting()
    {
        var stage = await DiscordStage.StartAsync();
        var door = new DiscordDoor(stage);
        await using var world = await World.StartAsync(stage: stage);
        await door.CloseAsync();
        await world.Ana.TypesAsync("/need Water");
        await world.UntilAsync(async () => (await door.ToldAsync()).Any(t => t.Contains(Told, StringComparison.Ordinal)), "a word to the owner");
        var word = Assert.Single(stage.Guild.Owner.DirectMessages).TextOf();
        Assert.Contains("Send Messages", word, StringComparison.Ordinal);
        Assert.Contains(stage.Needs.Mention, word, StringComparison.Ordinal);
        await door.OpenAsync();
        await world.UntilAsync(async () => (await door.ShownAsync()).Count == 1, "the card");
        await world.UntilOutOfTroubleAsync();
    }

    [Fact]
    public async Task An_owner_who_takes_no_messages_leaves_it_to_the_next_facilitator_who_comes_by()
    {
        var stage = await DiscordStage.StartAsync();
        stage.Guild.Owner.DmsClosed = true;
        await using var world = await World.StartAsync(stage: stage);
        await new DiscordDoor(stage).CloseAsync();
        await world.Ana.TypesAsync("/need Water");
        await world.UntilAsync(world.IsInTroubleAsync, "the trouble");
        await world.SettleAsync();
        Assert.DoesNotContain(Told, (await world.Bo.TypesAsync("/needs")).Text, StringComparison.Ordinal);
        Assert.Contains(Told, (await world.Dani.TypesAsync("/needs")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Told, (await world.Dani.TypesAsync("/needs")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_conversation_below_it_that_is_over_ends_once_the_bot_may_see_it_again()
    {
        var stage = await DiscordStage.StartAsync();
        var door = new DiscordDoor(stage);
        await using var world = await World.StartAsync(stage: stage);
        await world.Ana.TypesAsync("/need Groceries details: Quendleweg 17");
        await world.Bo.TypesAsync("/claim 1");
        var place = await world.ConversationAsync(1);
        await door.CloseAsync();
        await world.Bo.TypesAsync("/release 1");
        await world.SettleAsync();
        Assert.True(await world.IsInAsync(world.Bo, place));
        await door.OpenAsync();
        await world.AdvanceAsync(TimeSpan.FromHours(3));
        Assert.False(await world.IsInAsync(world.Bo, place));
        Assert.True(stage.ThreadOf(place).IsArchived);
        Assert.DoesNotContain("Quendleweg", await world.EverythingInAsync(world.Ana, place), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_home_is_said_and_another_channel_takes_over_at_once()
    {
        var stage = await DiscordStage.StartAsync();
        await using var world = await World.StartAsync(stage: stage);
        await world.Ana.TypesAsync("/need Water");
        await world.CardAsync(1);
        var other = stage.Guild.AddChannel("other");
        stage.Needs.Delete();
        await world.UntilAsync(() => Task.FromResult(stage.Guild.Owner.DirectMessages.Count == 1), "a word to the owner");
        Assert.Contains("is gone", stage.Guild.Owner.DirectMessages[0].TextOf(), StringComparison.Ordinal);
        // A request is counted after what it did can be seen.
        int before;
        do
        {
            before = stage.Fake.Requests.All.Count;
            await world.SettleAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(300));
        }
        while (before != stage.Fake.Requests.All.Count);

        for (var i = 0; i < 1_000; i++) await world.SettleAsync();
        Assert.Equal(before, stage.Fake.Requests.All.Count);
        var changed = await stage.Fake.SlashAsync(stage.Guild.Owner, other, "settings", ("setting", "cards"), ("value", "here"));
        await changed.MessageAsync();
        await world.UntilAsync(() => Task.FromResult(other.Messages.Count(m => m.TextOf().Contains("Water", StringComparison.Ordinal)) == 1), "the card");
        await world.UntilOutOfTroubleAsync();
    }

    [Fact]
    public async Task Sent_away_from_the_server_and_invited_again_it_shows_what_waited_without_waiting()
    {
        var stage = await DiscordStage.StartAsync();
        var door = new DiscordDoor(stage);
        await using var world = await World.StartAsync(stage: stage);
        await world.Ana.TypesAsync("/need Water");
        await world.CardAsync(1);
        stage.Guild.RemoveBot();
        await world.AdvanceAsync(TimeSpan.FromHours(5));
        await world.UntilAsync(world.IsInTroubleAsync, "the trouble");
        stage.Guild.AddBot(MutualAid.Tests.Support.Discord.FakeDiscord.InviteRights);
        await world.UntilOutOfTroubleAsync();
        await world.UntilAsync(async () => (await door.ShownAsync()).Count(s => s.Contains("Water", StringComparison.Ordinal)) == 2, "the card and the reminder");
    }
}
