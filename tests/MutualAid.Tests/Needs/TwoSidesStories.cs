using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Matrix;
using MutualAid.Tests.Support.Matrix.Synapse;
using Xunit;

namespace MutualAid.Tests.Needs;

public sealed class TwoSidesStoriesOnPlayground : TwoSidesStories
{
    internal override Task<IStage> NewStageAsync() => Task.FromResult<IStage>(new PlaygroundStage());
}

public sealed class TwoSidesStoriesOnLiteDb : TwoSidesStories
{
    internal override StoreUnderTest NewStore() => StoreUnderTest.OnLiteDb();

    internal override Task<IStage> NewStageAsync() => Task.FromResult<IStage>(new PlaygroundStage());
}

public sealed class TwoSidesStoriesOnDiscord : TwoSidesStories
{
    internal override async Task<IStage> NewStageAsync() => await DiscordStage.StartAsync();
}

public sealed class TwoSidesStoriesOnMatrix : TwoSidesStories
{
    internal override async Task<IStage> NewStageAsync() => await MatrixStage.StartAsync(await FakePeople.StartAsync());
}

public sealed class TwoSidesStoriesOnSynapse(SynapseFixture synapse) : TwoSidesStories
{
    internal override async Task<IStage> NewStageAsync() => await MatrixStage.StartAsync(await synapse.PeopleAsync());
}

/// <summary>What happens between who asks and who helps, on every platform: parts, changes, doubles.</summary>
public abstract class TwoSidesStories
{
    internal abstract Task<IStage> NewStageAsync();

    internal virtual StoreUnderTest NewStore() => StoreUnderTest.InMemory();

    [Fact]
    public async Task Any_number_can_be_taken_on_without_a_command_and_never_more_than_is_left()
    {
        await using var world = await StartAsync();
        await world.Ana.TypesAsync("/need Chairs quantity: 20");
        var asked = await world.Bo.PressesAsync("I can help", 1);
        var form = (await world.Bo.PressesAsync(asked.Action("Another number"))).Form;
        Assert.Contains("You are on #1", (await world.Bo.SubmitsAsync(form, ("quantity", "17"))).Text, StringComparison.Ordinal);
        Assert.Contains("17 of 20 covered", (await world.CardAsync(1)).Text, StringComparison.Ordinal);
        var tooMany = await world.Cruz.TypesAsync("/claim 1 5");
        Assert.Contains("Only 3 are left", tooMany.Text, StringComparison.Ordinal);
        await world.Cruz.PressesAsync(tooMany.Action("All 3"));
        Assert.Equal("covered", (await world.CardAsync(1)).Status);
    }

    [Fact]
    public async Task Who_is_on_part_of_it_can_take_on_all_the_rest()
    {
        await using var world = await StartAsync();
        await world.Ana.TypesAsync("/need Meals quantity: 8");
        await world.Bo.TypesAsync("/claim 1 5");
        var tooMany = await world.Bo.TypesAsync("/claim 1 5");
        Assert.Contains("Only 3 are left", tooMany.Text, StringComparison.Ordinal);
        await world.Bo.PressesAsync(tooMany.Action("All 3"));
        Assert.Equal("covered", (await world.CardAsync(1)).Status);
        Assert.Equal(8, Assert.Single((await world.NeedAsync(1)).Claims).Quantity);
    }

    [Fact]
    public async Task The_introduction_says_who_does_what()
    {
        await using var world = await StartAsync();
        await world.Ana.TypesAsync("/need Boxes quantity: 3 details: second door");
        await world.Bo.TypesAsync("/claim 1 2");
        await world.Cruz.TypesAsync("/claim 1 1");
        var read = await world.Bo.ReadsAsync();
        Assert.Contains("second door", read, StringComparison.Ordinal);
        Assert.Contains("3 of 3 covered", read, StringComparison.Ordinal);
        Assert.DoesNotContain("second door", await world.Dani.ReadsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_on_it_is_told_what_changed_and_nobody_else_is()
    {
        await using var world = await StartAsync();
        await world.Ana.TypesAsync("/need Groceries for two area: Northside details: third floor");
        await world.Bo.TypesAsync("/claim 1");
        var form = (await world.Ana.TypesAsync("/edit 1")).Form;
        await world.Ana.SubmitsAsync(form, ("what", "Groceries for three"), ("area", "Eastside"), ("details", "ground floor"));
        var read = await world.Bo.ReadsAsync();
        Assert.Contains("Changed: What: Groceries for two → Groceries for three", read, StringComparison.Ordinal);
        Assert.Contains("Changed: Area: Northside → Eastside", read, StringComparison.Ordinal);
        Assert.Contains("the private details are new", read, StringComparison.Ordinal);
        foreach (var other in new[] { world.Cruz, world.Dani }) Assert.DoesNotContain("Changed:", await other.ReadsAsync(), StringComparison.Ordinal);
        var details = await world.Bo.PressesAsync("Details", 1);
        Assert.Contains("ground floor", details.AllText, StringComparison.Ordinal);
        Assert.Contains("Groceries for two → Groceries for three", details.AllText, StringComparison.Ordinal);
        Assert.DoesNotContain("third floor", System.Text.Json.JsonSerializer.Serialize((await world.NeedAsync(1)).Edits), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nearly_the_same_twice_is_asked_about_and_nothing_typed_is_lost()
    {
        await using var world = await StartAsync();
        await world.Ana.TypesAsync("/need Groceries for two");
        var asked = await world.Ana.TypesAsync("/need grocerys for two please details: third floor");
        Assert.Contains("This looks like #1", asked.Text, StringComparison.Ordinal);
        Assert.Contains("Nothing new is posted yet", asked.Text, StringComparison.Ordinal);
        Assert.Null(await world.Needs.FindByNumberAsync(world.Stage.Group, 2, CancellationToken.None));
        Assert.Contains("What you can do with #1", (await world.Ana.PressesAsync(asked.Action("Open #1"))).Text, StringComparison.Ordinal);
        var posted = await world.Ana.PressesAsync(asked.Action("Post anyway"));
        Assert.Contains("#2 is posted: grocerys for two please", posted.Text, StringComparison.Ordinal);
        Assert.Contains("#2 is posted", (await world.Ana.PressesAsync(asked.Action("Post anyway"))).Text, StringComparison.Ordinal);
        Assert.Equal("third floor", (await world.NeedAsync(2)).Details);
        Assert.Equal("open", (await world.CardAsync(2)).Status);
    }

    [Fact]
    public async Task Another_thing_another_person_another_number_or_another_day_is_no_double()
    {
        await using var world = await StartAsync();
        await world.Ana.TypesAsync("/need A ride to the clinic");
        foreach (var line in new[] { "/need A ride to the airport", "/need Diapers", "/need Chairs for room 12", "/need Chairs for room 14" })
            Assert.Contains("is posted", (await world.Ana.TypesAsync(line)).Text, StringComparison.Ordinal);
        Assert.Contains("is posted", (await world.Bo.TypesAsync("/need A ride to the clinic")).Text, StringComparison.Ordinal);
        await world.SleepAsync(TimeSpan.FromHours(25));
        Assert.Contains("is posted", (await world.Ana.TypesAsync("/need A ride to the clinic")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_held_is_seen_by_nobody_and_gone_after_an_hour()
    {
        await using var world = await StartAsync();
        await world.Ana.TypesAsync("/need Groceries for two");
        var asked = await world.Ana.TypesAsync("/need Groceries for two details: third floor");
        Assert.DoesNotContain("third floor", await world.Bo.ReadsAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("#2", (await world.Bo.TypesAsync("/needs")).AllText, StringComparison.Ordinal);
        var anyway = asked.Action("Post anyway");
        Assert.Contains("out of date", (await world.Bo.PressesAsync(anyway)).Text, StringComparison.Ordinal);
        await world.SleepAsync(TimeSpan.FromMinutes(61));
        Assert.Contains("Nothing was posted", (await world.Ana.PressesAsync(anyway)).Text, StringComparison.Ordinal);
        Assert.Null(await world.Needs.FindAsync(new NeedId(anyway.Id.Split(':')[1]), CancellationToken.None));
    }

    [Fact]
    public async Task What_was_opened_again_has_its_number_and_people_who_left_hear_nothing_more()
    {
        await using var world = await StartAsync();
        await world.Ana.TypesAsync("/need Groceries for two");
        await world.Bo.TypesAsync("/claim 1");
        await world.Bo.TypesAsync("/release 1");
        await world.SettleAsync();
        var before = await world.Bo.ReadsAsync();
        await world.Cruz.TypesAsync("/claim 1");
        await world.Ana.TypesAsync("/done 1");
        await world.Ana.PressesAsync(new CardAction($"reopen:{(await world.NeedAsync(1)).Id}:", ""));
        var card = await world.CardAsync(1);
        Assert.Equal("open", card.Status);
        Assert.Empty((await world.NeedAsync(1)).Claims);
        await world.Dani.TypesAsync("/claim 1");
        Assert.Equal(Privately(before), Privately(await world.Bo.ReadsAsync()));
        Assert.Contains("Dani", await world.Ana.ReadsAsync("Dani"), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>How often the bot turned to somebody about this, beyond what stands in the group.</summary>
    private static int Privately(string read) => read.Split("You take care of this").Length + read.Split("here you can talk in private").Length;

    private async Task<World> StartAsync() => await World.StartAsync(NewStore(), stage: await NewStageAsync());
}
