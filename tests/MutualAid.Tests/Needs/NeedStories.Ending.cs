using MutualAid.Core.Chat;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Needs;

/// <summary>How a need ends, and how it comes back.</summary>
public abstract partial class NeedStories
{
    [Theory]
    [InlineData("The need is met", "met")]
    [InlineData("My part is done, more is needed", "partly covered")]
    [InlineData("Somebody else should take it", "open")]
    [InlineData("I don't know yet", "covered")]
    public async Task Done_asks_one_question_with_four_taps(string answer, string status)
    {
        await using var world = await World.StartAsync(NewStore(), stage: await NewStageAsync());
        await world.Ana.TypesAsync("/need Groceries");
        await world.Bo.PressesAsync("I can help", 1);
        var question = await world.Bo.PressesAsync("Done", 1);
        Assert.Equal(4, question.Reply.Actions.Length);
        await world.Bo.PressesAsync(question.Action(answer));
        Assert.Equal(status, (await world.CardAsync(1)).Status);
    }

    [Fact]
    public async Task The_requester_can_say_not_yet_and_the_need_keeps_its_number()
    {
        await using var world = await World.StartAsync(NewStore(), stage: await NewStageAsync());
        await world.Ana.TypesAsync("/need Groceries");
        await world.Bo.TypesAsync("/claim 1");
        await world.Bo.TypesAsync("/done 1");
        Assert.Contains("Who helped says that it is met", await world.Ana.ReadsAsync("Who helped says that it is met"), StringComparison.Ordinal);
        var need = await world.NeedAsync(1);
        await world.Ana.DoesAsync(new ActionPressed($"reopen:{need.Id}:"));
        Assert.Equal("open", (await world.CardAsync(1)).Status);
    }

    [Fact]
    public async Task Nobody_came_frees_the_silent_claim_and_brings_the_need_back()
    {
        await using var world = await World.StartAsync(NewStore(), stage: await NewStageAsync());
        await world.Ana.TypesAsync("/need Groceries");
        await world.Bo.TypesAsync("/claim 1");
        var before = (await world.NeedAsync(1)).CardPosting;
        var more = await world.Ana.PressesAsync("More", 1);
        await world.Ana.PressesAsync(more.Action("Nobody came"));
        var card = await world.CardAsync(1);
        Assert.Equal("open", card.Status);
        Assert.NotEqual(before!.Id, (await world.NeedAsync(1)).CardPosting!.Id);
        Assert.Contains("no longer with you", await world.Bo.ReadsAsync("no longer with you"), StringComparison.Ordinal);
        Assert.DoesNotContain("Bo", card.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_facilitator_frees_and_closes_visibly_and_a_member_can_not()
    {
        await using var world = await World.StartAsync(NewStore(), stage: await NewStageAsync());
        await world.Ana.TypesAsync("/need Groceries");
        await world.Bo.TypesAsync("/claim 1");
        var need = await world.NeedAsync(1);
        Assert.Contains("Only who asked", (await world.Cruz.DoesAsync(new ActionPressed($"nobody:{need.Id}:"))).Text, StringComparison.Ordinal);
        await world.Dani.DoesAsync(new ActionPressed($"nobody:{need.Id}:"));
        Assert.Contains("brought back by Dani", (await world.CardAsync(1)).Text, StringComparison.Ordinal);

        Assert.Contains("Only who asked", (await world.Cruz.TypesAsync("/close 1 because")).Text, StringComparison.Ordinal);
        Assert.Contains("give a reason", (await world.Dani.TypesAsync("/close 1")).Text, StringComparison.Ordinal);
        Assert.Equal("open", (await world.CardAsync(1)).Status);
        await world.Dani.TypesAsync("/close 1 posted twice");
        var card = await world.CardAsync(1);
        Assert.Equal("withdrawn", card.Status);
        Assert.Contains("Reason: posted twice", card.Text, StringComparison.Ordinal);
        Assert.Contains("closed by Dani", card.Text, StringComparison.Ordinal);
    }
}
