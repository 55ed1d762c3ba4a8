using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Discord;
using Xunit;

namespace MutualAid.Tests.Discord;

/// <summary>The card of an offer in a channel where things go wrong.</summary>
public sealed class OfferCardTests
{
    [Fact]
    public async Task A_deleted_card_of_an_offer_is_shown_again_when_it_next_changes()
    {
        await using var world = await World.StartAsync(stage: await DiscordStage.StartAsync());
        var stage = (DiscordStage)world.Stage;
        await world.Bo.TypesAsync("/offer Rides quantity: 2");
        await world.SettleAsync();
        var card = stage.Needs.Messages[0];
        lock (stage.Fake.Sync)
        {
            card.IsDeleted = true;
            card.Channel.Drop(card);
        }

        await world.Ana.TypesAsync("/need Rides");
        await world.Bo.PressesAsync(new Core.Chat.CardAction($"claim:{(await world.NeedAsync(2)).Id}:@{(await world.OfferAsync(1)).Id}", ""));
        Assert.Contains("1 of 2 left", (await world.OfferCardAsync(1)).Text, StringComparison.Ordinal);
        Assert.Equal(2, stage.Needs.Messages.Count);
    }

    [Fact]
    public async Task The_offers_of_a_deleted_channel_move_to_where_the_groups_cards_go()
    {
        await using var world = await World.StartAsync(stage: await DiscordStage.StartAsync());
        var stage = (DiscordStage)world.Stage;
        await world.Ana.TypesAsync("/needs");
        var other = stage.Guild.AddChannel("other");
        await stage.AnsweredAsync("bo", await stage.Fake.SlashAsync(stage.Person("bo"), other, "offer", ("what", "Rides")));
        await world.SettleAsync();
        Assert.Single(other.Messages);
        other.Delete();
        await stage.Fake.UntilAsync(() => stage.Needs.Messages.Count == 1, "the card in its new place");
        Assert.Equal("offered", (await world.OfferCardAsync(1)).Status);
    }

    [Fact]
    public async Task An_offer_waits_for_a_channel_that_is_closed_and_is_shown_when_it_opens()
    {
        var stage = await DiscordStage.StartAsync();
        await using var world = await World.StartAsync(stage: stage);
        stage.Needs.Deny(stage.Fake.Bot, Rights.SendMessages);
        Assert.Contains("#1 is offered", (await world.Bo.TypesAsync("/offer Rides")).Text, StringComparison.Ordinal);
        await world.SettleAsync();
        Assert.Empty(stage.Needs.Messages);
        stage.Needs.Allow(stage.Fake.Bot, Rights.SendMessages);
        await world.SleepAsync(TimeSpan.FromMinutes(10));
        Assert.Equal("offered", (await world.OfferCardAsync(1)).Status);
    }
}
