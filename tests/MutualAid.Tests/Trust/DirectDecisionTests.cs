using MutualAid.Core.Chat;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Discord;
using Xunit;

namespace MutualAid.Tests.Trust;

/// <summary>A server's owner hears of a report in a direct message, and decides there: Discord does not say in private whom a server trusts.</summary>
public sealed class DirectDecisionTests
{
    [Fact]
    public async Task The_owner_closes_it_from_the_direct_message_with_a_reason()
    {
        var stage = await DiscordStage.StartAsync();
        await using var world = await World.StartAsync(stage: stage);
        var word = await ReportedAsync(world, stage);
        var opened = await stage.Fake.PressAsync(stage.Guild.Owner, word, word.Buttons.First(b => b.Label == "Close it").CustomId!);
        await opened.Response;
        var sent = await stage.Fake.SubmitModalAsync(stage.Guild.Owner, opened.Modal!, ("reason", "not what this is for"));
        await sent.MessageAsync();
        var card = await world.CardAsync(1);
        Assert.Contains("Reason: not what this is for", card.Text, StringComparison.Ordinal);
        Assert.Contains("Thank you for telling. #1 is closed now", await world.Ana.ReadsAsync("Thank you for telling"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_who_got_hold_of_the_button_decides_nothing()
    {
        var stage = await DiscordStage.StartAsync();
        await using var world = await World.StartAsync(stage: stage);
        await ReportedAsync(world, stage);
        var need = await world.NeedAsync(1);
        foreach (var action in new[] { "close-reported", "leave-reported", "block" })
            Assert.Contains("Only a facilitator can do or see that", (await world.Bo.PressesAsync(new CardAction($"{action}:{need.Id}:", ""))).Text, StringComparison.Ordinal);
        Assert.Equal("open", (await world.CardAsync(1)).Status);
    }

    private static async Task<FakeMessage> ReportedAsync(World world, DiscordStage stage)
    {
        await world.Bo.TypesAsync("/need Cheap watches");
        await world.SettleAsync();
        var menu = await world.Ana.PressesAsync("More", 1);
        await world.Ana.SubmitsAsync((await world.Ana.PressesAsync(menu.Action("Something is wrong"))).Form, ("why", "advertising"));
        await world.SettleAsync();
        await stage.Fake.UntilAsync(() => stage.Guild.Owner.DirectMessages.Count > 0, "a word to the owner");
        return stage.Guild.Owner.DirectMessages[^1];
    }
}
