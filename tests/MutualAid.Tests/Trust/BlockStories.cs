using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Matrix;
using MutualAid.Tests.Support.Matrix.Synapse;
using Xunit;

namespace MutualAid.Tests.Trust;

public sealed class BlockStoriesOnPlayground : BlockStories
{
    internal override Task<IStage> NewStageAsync() => Task.FromResult<IStage>(new PlaygroundStage());
}

public sealed class BlockStoriesOnLiteDb : BlockStories
{
    internal override StoreUnderTest NewStore() => StoreUnderTest.OnLiteDb();

    internal override Task<IStage> NewStageAsync() => Task.FromResult<IStage>(new PlaygroundStage());
}

public sealed class BlockStoriesOnDiscord : BlockStories
{
    internal override async Task<IStage> NewStageAsync() => await DiscordStage.StartAsync();
}

public sealed class BlockStoriesOnMatrix : BlockStories
{
    internal override async Task<IStage> NewStageAsync() => await MatrixStage.StartAsync(await FakePeople.StartAsync());
}

public sealed class BlockStoriesOnSynapse(SynapseFixture synapse) : BlockStories
{
    internal override async Task<IStage> NewStageAsync() => await MatrixStage.StartAsync(await synapse.PeopleAsync());
}

/// <summary>A facilitator keeps somebody from posting for a time: small, told, seen, and over by itself. On every platform.</summary>
public abstract class BlockStories
{
    private const string CannotPost = "You can't post here at the moment. Nothing was saved or posted.";

    internal abstract Task<IStage> NewStageAsync();

    internal virtual StoreUnderTest NewStore() => StoreUnderTest.InMemory();

    [Fact]
    public async Task Who_is_kept_from_posting_is_told_why_and_can_still_do_everything_else()
    {
        await using var world = await StartAsync();
        await world.Bo.TypesAsync("/need Cheap watches");
        await world.Ana.TypesAsync("/need Groceries");
        var done = await BlockAsync(world, 1, ("why", "advertising"), ("words", "watches are for sale elsewhere"), ("days", "7"));
        Assert.Contains("can't post here until Mon 30 Nov 10:00", done.Text, StringComparison.Ordinal);

        var told = await world.Bo.ReadsAsync("A facilitator decided that you can't post");
        foreach (var part in new[] { "until Mon 30 Nov 10:00", "It was about #1: it sells or advertises something", "watches are for sale elsewhere", "take on needs", "/privacy", "talk to" })
            Assert.Contains(part, told.Replace("!privacy", "/privacy", StringComparison.Ordinal), StringComparison.Ordinal);
        foreach (var other in new[] { world.Ana, world.Cruz }) Assert.DoesNotContain("can't post", await other.ReadsAsync(), StringComparison.Ordinal);

        foreach (var line in new[] { "/need More watches", "/offer Watches", "/edit 1", "/bump 1" })
            Assert.Contains(CannotPost, (await world.Bo.TypesAsync(line)).AllText, StringComparison.Ordinal);
        Assert.Contains("You are on #2", (await world.Bo.TypesAsync("/claim 2")).Text, StringComparison.Ordinal);
        Assert.Equal("open", (await world.CardAsync(1)).Status);
        Assert.Contains("#1 is closed", (await world.Bo.TypesAsync("/close 1")).Text, StringComparison.Ordinal);
        Assert.Contains(CannotPost, (await world.Bo.PressesAsync(new CardAction($"reopen:{(await world.NeedAsync(1)).Id}:", ""))).AllText, StringComparison.Ordinal);

        await world.SleepAsync(TimeSpan.FromDays(8));
        Assert.Contains("is posted", (await world.Bo.TypesAsync("/need A ride")).Text, StringComparison.Ordinal);
        Assert.Empty((await GroupAsync(world)).Blocks);
    }

    [Fact]
    public async Task A_facilitator_sees_who_cannot_post_and_lets_them_again_and_everybody_sees_that_it_was_done()
    {
        await using var world = await StartAsync();
        await world.Bo.TypesAsync("/offer Cheap watches");
        await BlockAsync(world, 1, ("why", "repeats"), ("words", "ask at the kiosk"));
        foreach (var hidden in new[] { await world.Ana.TypesAsync("/settings blocked"), await world.Bo.TypesAsync("/settings blocked") })
            Assert.Contains("Only a facilitator can do or see that", hidden.Text, StringComparison.Ordinal);
        var blocked = await world.Dani.TypesAsync("/settings blocked");
        Assert.Contains("Bo (#1)", blocked.AllText.Replace("bo (#1)", "Bo (#1)", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("until Wed 23 Dec 10:00", blocked.AllText, StringComparison.Ordinal);
        Assert.Contains("They can post again", (await world.Dani.PressesAsync(blocked.Action("Let them post again"))).Text, StringComparison.Ordinal);
        Assert.Contains("You can post needs and offers in the group again", await world.Bo.ReadsAsync("in the group again"), StringComparison.Ordinal);
        Assert.Contains("is posted", (await world.Bo.TypesAsync("/need A ride")).Text, StringComparison.Ordinal);
        Assert.Contains("Everybody can post here", (await world.Dani.TypesAsync("/settings blocked")).Text, StringComparison.Ordinal);
        Assert.Empty((await GroupAsync(world)).Blocks);
        var log = (await world.Ana.TypesAsync("/settings log")).AllText;
        Assert.Contains("kept somebody from posting for 30 days. Reason: the same comes again and again", log, StringComparison.Ordinal);
        Assert.Contains("let somebody post again", log, StringComparison.Ordinal);
        foreach (var secret in new[] { "Bo", "watches", "#1", "kiosk" }) Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_a_facilitator_can_never_another_one_and_not_without_a_reason()
    {
        await using var world = await StartAsync();
        await world.Bo.TypesAsync("/need Groceries");
        await world.Dani.TypesAsync("/need A bed");
        Assert.DoesNotContain("Keep from posting", (await world.Ana.PressesAsync("More", 1)).Reply.Actions.Select(a => a.Label));
        var block = new CardAction($"block:{(await world.NeedAsync(1)).Id}:", "");
        Assert.Contains("Only a facilitator can do", (await world.Ana.PressesAsync(block)).Text, StringComparison.Ordinal);
        Assert.Contains("That is your own", (await world.Dani.PressesAsync(new CardAction($"block:{(await world.NeedAsync(2)).Id}:", ""))).Text, StringComparison.Ordinal);
        // In a room the questions would be asked again and again.
        if (world.Stage is not MatrixStage) await BlockAsync(world, 1, ("why", "other"));
        Assert.Empty((await GroupAsync(world)).Blocks);
        Assert.Contains("is posted", (await world.Bo.TypesAsync("/need Chairs")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_asked_anonymously_stays_unknown_to_facilitators_too()
    {
        await using var world = await StartAsync();
        await world.Bo.TypesAsync("/need Cheap watches anonymous: yes");
        var done = await BlockAsync(world, 1, ("why", "advertising"));
        var shown = done.AllText + (await world.Dani.TypesAsync("/settings blocked")).AllText;
        Assert.Contains("omeone in the group (#1)", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("Bo", shown, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(CannotPost, (await world.Bo.TypesAsync("/need More watches")).AllText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task To_be_forgotten_is_no_way_out_of_it_and_privacy_says_what_is_kept_of_it()
    {
        await using var world = await StartAsync();
        await world.Bo.TypesAsync("/need Cheap watches");
        await BlockAsync(world, 1, ("why", "advertising"), ("days", "7"));
        var asked = await world.Bo.TypesAsync("/privacy forget");
        Assert.Contains("you may not post until Mon 30 Nov 10:00", asked.AllText, StringComparison.Ordinal);
        await world.Bo.PressesAsync(asked.Action("Erase"));
        await world.SettleAsync();
        Assert.Contains(CannotPost, (await world.Bo.TypesAsync("/need More watches")).AllText, StringComparison.Ordinal);

        asked = await world.Dani.TypesAsync("/privacy forget");
        Assert.Contains("1 act of yours in the log", asked.AllText, StringComparison.Ordinal);
        await world.Dani.PressesAsync(asked.Action("Erase"));
        await world.SettleAsync();
        Assert.Equal(PersonId.Nobody, Assert.Single((await GroupAsync(world)).Log).By);
        Assert.Single((await GroupAsync(world)).Blocks);
    }

    private static async Task<SeenReply> BlockAsync(World world, int number, params (string Name, string Value)[] values)
    {
        await world.SettleAsync();
        var offer = await world.Get<IOfferStore>().FindByNumberAsync(world.Stage.Group, number, CancellationToken.None);
        var menu = offer is null
            ? await world.Dani.PressesAsync("More", number)
            : await world.Dani.DoesAsync(new ActionPressed((await world.OfferCardAsync(number)).Action("More")));
        return await world.Dani.SubmitsAsync((await world.Dani.PressesAsync(menu.Action("Keep from posting"))).Form, values);
    }

    private static async Task<Group> GroupAsync(World world) =>
        await world.Get<IGroupStore>().FindAsync(world.Stage.Group, CancellationToken.None) ?? throw new InvalidOperationException("There is no group.");

    private async Task<World> StartAsync() => await World.StartAsync(NewStore(), stage: await NewStageAsync());
}
