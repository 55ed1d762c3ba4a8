using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Matrix;
using MutualAid.Tests.Support.Matrix.Synapse;
using Xunit;

namespace MutualAid.Tests.Trust;

public sealed class ReportStoriesOnPlayground : ReportStories
{
    internal override Task<IDoor> NewDoorAsync() => Task.FromResult<IDoor>(new PlaygroundDoor(new PlaygroundStage()));
}

public sealed class ReportStoriesOnLiteDb : ReportStories
{
    internal override StoreUnderTest NewStore() => StoreUnderTest.OnLiteDb();

    internal override Task<IDoor> NewDoorAsync() => Task.FromResult<IDoor>(new PlaygroundDoor(new PlaygroundStage()));
}

public sealed class ReportStoriesOnDiscord : ReportStories
{
    internal override async Task<IDoor> NewDoorAsync() => new DiscordDoor(await DiscordStage.StartAsync());
}

public sealed class ReportStoriesOnMatrix : ReportStories
{
    internal override async Task<IDoor> NewDoorAsync() => new MatrixDoor(await MatrixStage.StartAsync(await FakePeople.StartAsync()));
}

public sealed class ReportStoriesOnSynapse(SynapseFixture synapse) : ReportStories
{
    internal override async Task<IDoor> NewDoorAsync() => new MatrixDoor(await MatrixStage.StartAsync(await synapse.PeopleAsync()));
}

/// <summary>Somebody tells the facilitators that something is wrong, and nobody learns who. On every platform.</summary>
public abstract class ReportStories
{
    internal abstract Task<IDoor> NewDoorAsync();

    internal virtual StoreUnderTest NewStore() => StoreUnderTest.InMemory();

    [Fact]
    public async Task Facilitators_are_told_what_is_wrong_once_and_never_who_said_so()
    {
        var door = await NewDoorAsync();
        await using var world = await World.StartAsync(NewStore(), stage: door.Stage);
        await world.Bo.TypesAsync("/need Cheap watches");
        await world.SettleAsync();
        var said = await ReportAsync(world, world.Ana, 1, ("why", "advertising"), ("words", "sold on the web"));
        Assert.Contains("The facilitators are told about #1, not by whom", said.Text, StringComparison.Ordinal);
        await ReportAsync(world, world.Cruz, 1, ("why", "repeats"));
        var told = (await ToldAsync(world, door)).Where(t => t.Contains("was reported", StringComparison.Ordinal)).ToList();
        // In the room there are two who may be told: each is, once.
        Assert.InRange(told.Count, 1, door is MatrixDoor ? 2 : 1);
        foreach (var word in told)
        {
            Assert.Contains("#1", word, StringComparison.Ordinal);
            Assert.Contains("it sells or advertises something", word, StringComparison.Ordinal);
            Assert.Contains("sold on the web", word, StringComparison.Ordinal);
            foreach (var name in new[] { "Ana", "Cruz" }) Assert.DoesNotContain(name, word, StringComparison.OrdinalIgnoreCase);
        }

        Assert.Contains("You told the facilitators about #1 already", (await world.Ana.PressesAsync((await world.Ana.PressesAsync("More", 1)).Action("Something is wrong"))).Text, StringComparison.Ordinal);
        foreach (var other in new[] { world.Ana, world.Bo, world.Cruz }) Assert.DoesNotContain("was reported", await other.ReadsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_left_or_closed_is_told_to_who_reported_it_and_seen_by_all()
    {
        var door = await NewDoorAsync();
        await using var world = await World.StartAsync(NewStore(), stage: door.Stage);
        await world.Bo.TypesAsync("/need Cheap watches");
        await world.Bo.TypesAsync("/need Groceries");
        await ReportAsync(world, world.Ana, 1, ("why", "advertising"));
        await ReportAsync(world, world.Cruz, 2, ("why", "repeats"));
        Assert.Contains("Only a facilitator can do or see that", (await world.Ana.TypesAsync("/settings reports")).Text, StringComparison.Ordinal);
        var listed = await world.Dani.TypesAsync("/settings reports");
        foreach (var name in new[] { "Ana", "Cruz" }) Assert.DoesNotContain(name, listed.AllText, StringComparison.OrdinalIgnoreCase);
        var buttons = listed.Reply.Actions.Concat(listed.Reply.Sections.SelectMany(s => s.Actions)).ToList();
        var (first, second) = ((await world.NeedAsync(1)).Id, (await world.NeedAsync(2)).Id);
        var form = (await world.Dani.PressesAsync(buttons.First(b => b.Id == $"close-reported:{first}:"))).Form;
        Assert.Contains("#1 is closed", (await world.Dani.SubmitsAsync(form, ("reason", "not what this is for"))).Text, StringComparison.Ordinal);
        var leave = buttons.First(b => b.Id == $"leave-reported:{second}:");
        Assert.Contains("It stays as it is", (await world.Dani.PressesAsync(leave)).Text, StringComparison.Ordinal);
        Assert.Contains("decided already", (await world.Dani.PressesAsync(leave)).Text, StringComparison.Ordinal);
        Assert.Contains("#1 is closed now", await world.Ana.ReadsAsync("Thank you for telling"), StringComparison.Ordinal);
        Assert.Contains("looked at #2 and left it as it is", await world.Cruz.ReadsAsync("Thank you for telling"), StringComparison.Ordinal);
        Assert.DoesNotContain("Thank you for telling", await world.Bo.ReadsAsync(), StringComparison.Ordinal);
        Assert.Contains("Reason: not what this is for", (await world.CardAsync(1)).Text, StringComparison.Ordinal);
        Assert.Equal("open", (await world.CardAsync(2)).Status);
        var log = (await world.Bo.TypesAsync("/settings log")).AllText;
        Assert.Contains("closed #1. Reason: not what this is for", log, StringComparison.Ordinal);
        Assert.Contains("looked at a report about #2 and left it as it is", log, StringComparison.Ordinal);
        Assert.Contains("Nothing is reported", (await world.Dani.TypesAsync("/settings reports")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_offer_can_be_reported_too_and_nobody_their_own()
    {
        var door = await NewDoorAsync();
        await using var world = await World.StartAsync(NewStore(), stage: door.Stage);
        await world.Bo.TypesAsync("/offer Cheap watches");
        var more = new ActionPressed((await world.OfferCardAsync(1)).Action("More"));
        Assert.DoesNotContain("Something is wrong", (await world.Bo.DoesAsync(more)).Reply.Actions.Select(a => a.Label));
        var form = (await world.Ana.PressesAsync((await world.Ana.DoesAsync(more)).Action("Something is wrong"))).Form;
        await world.Ana.SubmitsAsync(form, ("why", "advertising"));
        await world.Bo.TypesAsync("/close 1");
        Assert.Contains("#1 is closed now", await world.Ana.ReadsAsync("Thank you for telling"), StringComparison.Ordinal);
        Assert.DoesNotContain((await GroupAsync(world)).Reports, r => r.End is null);
        await world.SleepAsync(TimeSpan.FromDays(8));
        Assert.Empty((await GroupAsync(world)).Reports);
    }

    private static async Task<SeenReply> ReportAsync(World world, Actor actor, int number, params (string Name, string Value)[] values) =>
        await actor.SubmitsAsync((await actor.PressesAsync((await actor.PressesAsync("More", number)).Action("Something is wrong"))).Form, values);

    private static async Task<IReadOnlyList<string>> ToldAsync(World world, IDoor door)
    {
        await world.SettleAsync();
        for (var i = 0; i < 100 && !(await door.ToldAsync()).Any(t => t.Contains("was reported", StringComparison.Ordinal)); i++) await Briefly.PauseAsync();
        return await door.ToldAsync();
    }

    private static async Task<Group> GroupAsync(World world) =>
        await world.Get<IGroupStore>().FindAsync(world.Stage.Group, CancellationToken.None) ?? throw new InvalidOperationException("There is no group.");
}
