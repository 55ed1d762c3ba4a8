using System.Collections.Immutable;
using MutualAid.Bot.Playground;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Needs;

public sealed class BadInputTests
{
    [Theory]
    [InlineData("/need Groceries colour:red", "/need has no place for \"colour\"")]
    [InlineData("/claim x", "\"x\" is not the number of a need")]
    [InlineData("/claim 0", "\"0\" is not the number of a need")]
    [InlineData("/claim 99999999999999", "is not the number of a need")]
    [InlineData("/claim", "Please add the number")]
    [InlineData("/claim 7", "There is no #7 in this group")]
    [InlineData("/claim 1 lots", "\"lots\" is not a quantity")]
    [InlineData("/need Groceries quantity: 1000", "is not a quantity")]
    [InlineData("/need Groceries when: yesterday-ish", "could not be read as a time")]
    [InlineData("/need Groceries when: 2020-01-01", "which is over")]
    [InlineData("/need Groceries category: spaceships", "There is no category \"spaceships\"")]
    [InlineData("/need Groceries anonymous: perhaps", "neither yes nor no")]
    [InlineData("/need category: food", "say what is needed")]
    [InlineData("/needs show: everything", "does not fit here")]
    [InlineData("/fly me to the moon", "There is no command \"fly\"")]
    [InlineData("/settings setting: gravity value: off", "There is no setting \"gravity\"")]
    public async Task It_is_answered_clearly_and_nothing_changes(string line, string answer)
    {
        await using var world = await World.StartAsync();
        await world.Ana.TypesAsync("/need Groceries");
        await world.SettleAsync();
        var before = await world.NeedAsync(1);
        var reply = await world.Bo.TypesAsync(line);
        Assert.Contains(answer, reply.Text, StringComparison.Ordinal);
        Assert.Equal(line, reply.Reply.GivenBack);
        Assert.Equal(before.Version, (await world.NeedAsync(1)).Version);
        Assert.Single(await world.Needs.OpenInAsync(PlaygroundWorld.Group, CancellationToken.None));
    }

    [Theory]
    [InlineData("what", 300)]
    [InlineData("details", 1500)]
    [InlineData("area", 100)]
    [InlineData("for", 100)]
    public async Task Too_long_is_refused_with_the_limit_and_given_back(string field, int limit)
    {
        await using var world = await World.StartAsync();
        var text = new string('x', 10_000);
        var line = field == "what" ? "/need " + text : $"/need Groceries {field}: {text}";
        var reply = await world.Ana.TypesAsync(line);
        Assert.Contains($"may have {limit} characters, yours has 10000", reply.Text, StringComparison.Ordinal);
        Assert.Equal(line, reply.Reply.GivenBack);
        Assert.Empty(await world.Needs.OpenInAsync(PlaygroundWorld.Group, CancellationToken.None));
    }

    [Fact]
    public async Task A_form_that_is_refused_comes_back_with_everything_in_it()
    {
        await using var world = await World.StartAsync();
        var form = (await world.Ana.TypesAsync("/need")).Form;
        var reply = await world.Ana.SubmitsAsync(form, ("what", "Groceries"), ("when", "whenever-ish"), ("details", "Rose Street"));
        Assert.Contains("could not be read as a time", reply.Text, StringComparison.Ordinal);
        Assert.Equal("Rose Street", reply.Form.Fields.Single(f => f.Name == "details").Value);
        Assert.Contains("#1 is posted", (await world.Ana.SubmitsAsync(reply.Form, ("when", "friday"))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_sent_twice_acts_once()
    {
        await using var world = await World.StartAsync();
        var form = (await world.Ana.TypesAsync("/need")).Form;
        var first = await world.Ana.SubmitsAsync(form, ("what", "Groceries"));
        var second = await world.Ana.SubmitsAsync(form, ("what", "Groceries"));
        Assert.Equal(first.Text, second.Text);
        Assert.Single(await world.Needs.OpenInAsync(PlaygroundWorld.Group, CancellationToken.None));
    }

    [Fact]
    public async Task A_command_delivered_twice_acts_once()
    {
        await using var world = await World.StartAsync();
        await world.Ana.TypesAsync("/need Groceries quantity: 3", "same");
        await world.Ana.TypesAsync("/need Groceries quantity: 3", "same");
        await world.Bo.TypesAsync("/claim 1 1", "claim");
        await world.Bo.TypesAsync("/claim 1 1", "claim");
        Assert.Equal(1, (await world.NeedAsync(1)).Covered);
        Assert.Single(await world.Needs.OpenInAsync(PlaygroundWorld.Group, CancellationToken.None));
    }

    [Fact]
    public async Task A_button_of_another_groups_need_is_as_good_as_none()
    {
        await using var world = await World.StartAsync();
        await world.Ana.TypesAsync("/need Groceries details: Rose Street");
        var need = await world.NeedAsync(1);
        foreach (var action in new[] { "claim", "details", "done", "release", "close", "nobody", "more", "edit", "bump", "reopen" })
        {
            var reply = await world.Bo.DoesAsync(new ActionPressed($"{action}:{need.Id}:"), group: new GroupId("playground:elsewhere"));
            Assert.Contains("out of date. Nothing changed", reply.Text, StringComparison.Ordinal);
        }

        Assert.Empty((await world.NeedAsync(1)).Claims);
    }

    [Theory]
    [InlineData("")]
    [InlineData("claim")]
    [InlineData("claim::")]
    [InlineData("claim:nowhere:")]
    [InlineData("fly:1:2")]
    [InlineData("page:x:y")]
    [InlineData("page:99999:open||")]
    [InlineData("finish:x:Done")]
    public async Task A_button_that_is_stale_or_forged_changes_nothing(string action)
    {
        await using var world = await World.StartAsync();
        var reply = await world.Bo.DoesAsync(new ActionPressed(action));
        Assert.False(string.IsNullOrEmpty(reply.Text));
        Assert.Empty(await world.Needs.OpenInAsync(PlaygroundWorld.Group, CancellationToken.None));
    }

    [Fact]
    public async Task A_button_on_a_closed_need_says_so()
    {
        await using var world = await World.StartAsync();
        await world.Ana.TypesAsync("/need Groceries");
        var need = await world.NeedAsync(1);
        await world.Ana.TypesAsync("/close 1");
        foreach (var action in new[] { "claim", "release", "done", "bump", "nobody" })
        {
            var who = action is "bump" or "nobody" ? world.Ana : world.Bo;
            Assert.Contains("#1 is closed already. Nothing changed.", (await who.DoesAsync(new ActionPressed($"{action}:{need.Id}:"))).Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Limits_hold_and_a_facilitator_raises_them()
    {
        await using var world = await World.StartAsync();
        for (var i = 0; i < 5; i++) await world.Ana.TypesAsync($"/need Thing {i}");
        var sixth = await world.Ana.TypesAsync("/need Thing");
        Assert.Contains("You posted 5 needs within an hour", sixth.Text, StringComparison.Ordinal);
        Assert.Equal("/need Thing", sixth.Reply.GivenBack);
        Assert.Contains("Only a facilitator", (await world.Ana.TypesAsync("/settings needs-an-hour 50")).Text, StringComparison.Ordinal);
        Assert.Contains("needs-an-hour is now 50", (await world.Dani.TypesAsync("/settings needs-an-hour 50")).Text, StringComparison.Ordinal);
        for (var i = 5; i < 10; i++) Assert.Contains("is posted", (await world.Ana.TypesAsync($"/need Thing {i}")).Text, StringComparison.Ordinal);
        Assert.Contains("You have 10 open needs", (await world.Ana.TypesAsync("/need Thing")).Text, StringComparison.Ordinal);
    }
}
