using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Needs;

public sealed class ListTests
{
    [Fact]
    public async Task A_long_list_comes_in_pages_and_a_page_keeps_its_filter()
    {
        await using var world = await World.StartAsync();
        await world.Dani.TypesAsync("/settings needs-an-hour 100");
        await world.Dani.TypesAsync("/settings open-needs 100");
        for (var i = 1; i <= 12; i++) await world.Ana.TypesAsync($"/need Thing {i} category: food area: Northside");
        await world.Ana.TypesAsync("/need Elsewhere category: housing area: Southside");
        var first = await world.Bo.TypesAsync("/needs category: comida area: north");
        Assert.StartsWith("12 needs", first.Text, StringComparison.Ordinal);
        Assert.Equal(8, first.Reply.Sections.Length);
        var second = await world.Bo.PressesAsync(first.Action("Next 4"));
        Assert.Equal(4, second.Reply.Sections.Length);
        Assert.DoesNotContain("Elsewhere", second.AllText, StringComparison.Ordinal);
        Assert.Empty(second.Reply.Actions);
    }

    [Fact]
    public async Task What_is_shown_can_be_chosen()
    {
        await using var world = await World.StartAsync();
        await world.Ana.TypesAsync("/need Waiting");
        await world.Ana.TypesAsync("/need Begun quantity: 2");
        await world.Ana.TypesAsync("/need Covered");
        await world.Bo.TypesAsync("/claim 2 1");
        await world.Bo.TypesAsync("/claim 3");
        Assert.Equal(["Waiting", "Begun"], await ShownAsync(world, "/needs"));
        Assert.Equal(["Waiting"], await ShownAsync(world, "/needs waiting"));
        Assert.Equal(["Covered"], await ShownAsync(world, "/needs covered"));
        Assert.Contains("No open need is like that", (await world.Cruz.TypesAsync("/needs area: nowhere")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_has_three_examples_and_every_command_and_settings_show_what_holds()
    {
        await using var world = await World.StartAsync();
        var help = (await world.Bo.TypesAsync("/help")).AllText;
        Assert.All(MutualAid.Core.Commands.CommandList.All, c => Assert.Contains($"/{c.Name} · ", help, StringComparison.Ordinal));
        Assert.Contains("/need groceries for two when: friday 18:00\n", help, StringComparison.Ordinal);
        Assert.Contains("zone: Etc/UTC", (await world.Bo.TypesAsync("/settings")).AllText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zone", "Mars/Olympus")]
    [InlineData("language", "klingon")]
    [InlineData("digest-hour", "25:00")]
    [InlineData("remind-after", "0")]
    [InlineData("open-needs", "-1")]
    [InlineData("cards", "the moon")]
    public async Task A_setting_that_does_not_fit_is_refused_with_what_it_may_be(string setting, string value)
    {
        await using var world = await World.StartAsync();
        var before = (await world.Dani.TypesAsync("/settings")).AllText;
        Assert.Contains("Nothing changed. It may be:", (await world.Dani.TypesAsync($"/settings {setting} {value}")).Text, StringComparison.Ordinal);
        Assert.Equal(before, (await world.Dani.TypesAsync("/settings")).AllText);
    }

    [Fact]
    public async Task Categories_are_the_groups_own_and_may_be_named_in_any_language()
    {
        await using var world = await World.StartAsync();
        await world.Dani.TypesAsync("/settings categories food, Bike repair, vivienda");
        Assert.Contains("You can use: food, Bike repair, housing", (await world.Ana.TypesAsync("/need x category: transport")).Text, StringComparison.Ordinal);
        await world.Ana.TypesAsync("/need Brakes category: bike REPAIR");
        Assert.Contains("Bike repair", (await world.CardAsync(1)).Text, StringComparison.Ordinal);
        await world.Dani.TypesAsync("/settings categories default");
        Assert.Contains("is posted", (await world.Ana.TypesAsync("/need x category: transport")).Text, StringComparison.Ordinal);
    }

    private static async Task<IEnumerable<string>> ShownAsync(World world, string line) =>
        (await world.Cruz.TypesAsync(line)).Reply.Sections.Select(s => s.Text.Spans.OfType<MutualAid.Core.Chat.MemberWords>().First().Text);
}
