using MutualAid.Bot.Playground;
using MutualAid.Core.Chat;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Commands;

/// <summary>People say what they need in one line, where nothing but a line can be typed.</summary>
public sealed class PlainSpeechStories
{
    [Fact]
    public async Task One_line_says_everything_and_the_card_reads_as_it_was_said()
    {
        await using var world = await World.StartAsync();
        var reply = await SaysAsync(world.Ana, "need 2 bags of groceries by friday 18:00 #food ~Northside");
        Assert.Contains("#1 is posted: 2 bags of groceries. Needed by Fri 27 Nov 18:00", reply.Text, StringComparison.Ordinal);
        var card = await world.CardAsync(1);
        Assert.Equal("Need #1 2 bags of groceries", card.Label);
        Assert.Contains("food · Northside · by Fri 27 Nov 18:00", card.Text, StringComparison.Ordinal);
        Assert.Contains("0 of 2 covered", card.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_works_in_Spanish()
    {
        await using var world = await World.StartAsync();
        await SaysAsync(world.Ana.Speaking("es"), "!pedir 3 mantas para el viernes a las 18:00 #materiales ~\"Barrio Norte\" detalles: puerta 5");
        var need = await world.NeedAsync(1);
        Assert.Equal(("3 mantas", "supplies", "Barrio Norte", 3, "puerta 5"), (need.What, need.Category, need.Area, need.Quantity, need.Details));
        Assert.Contains("Fri 27 Nov 18:00", (await world.CardAsync(1)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_time_is_meant_in_the_zone_of_the_group()
    {
        await using var world = await World.StartAsync();
        await SaysAsync(world.Dani, "settings zone Asia/Kathmandu");
        await SaysAsync(world.Ana, "need a ride by tomorrow noon");
        Assert.Equal(NodaTime.Instant.FromUtc(2026, 11, 24, 6, 15), (await world.NeedAsync(1)).NeededBy);
    }

    [Fact]
    public async Task A_need_is_claimed_by_its_number_with_a_hash()
    {
        await using var world = await World.StartAsync();
        await SaysAsync(world.Ana, "need 3x sandbags");
        Assert.Contains("2 parts of 3", (await SaysAsync(world.Bo, "claim #1 2")).Text, StringComparison.Ordinal);
        Assert.Equal(2, (await world.NeedAsync(1)).Covered);
    }

    [Fact]
    public async Task The_list_is_narrowed_by_the_same_marks()
    {
        await using var world = await World.StartAsync();
        await SaysAsync(world.Ana, "need Soup #food ~Northside");
        await SaysAsync(world.Ana, "need Bread #food ~East");
        var list = (await SaysAsync(world.Bo, "needs ~north #food")).AllText;
        Assert.Contains("Soup", list, StringComparison.Ordinal);
        Assert.DoesNotContain("Bread", list, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("need #food", "say what is needed")]
    [InlineData("need Soup #spaceships", "There is no category \"spaceships\"")]
    [InlineData("need Soup by 2020-01-01", "which is over")]
    [InlineData("need Soup by 1 jan 2030", "a year")]
    [InlineData("need Soup colour:red", "/need has no place for \"colour\"")]
    [InlineData("fly me to the moon", "There is no command \"fly\"")]
    public async Task What_does_not_work_is_answered_clearly_and_given_back(string line, string answer)
    {
        await using var world = await World.StartAsync();
        var reply = await SaysAsync(world.Ana, line);
        Assert.Contains(answer, reply.Text, StringComparison.Ordinal);
        Assert.Equal(line, reply.Reply.GivenBack);
        Assert.Empty(await world.Needs.OpenInAsync(PlaygroundWorld.Group, CancellationToken.None));
    }

    [Fact]
    public async Task Too_long_is_refused_although_it_is_only_speech()
    {
        await using var world = await World.StartAsync();
        var reply = await SaysAsync(world.Ana, "need " + new string('x', 301) + " by friday");
        Assert.Contains("may have 300 characters, yours has 301", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_but_the_name_opens_the_form()
    {
        await using var world = await World.StartAsync();
        Assert.Contains((await SaysAsync(world.Ana, "!need")).Form.Fields, f => f.Name == "what");
    }

    private static Task<SeenReply> SaysAsync(Actor actor, string line) => actor.DoesAsync(new CommandSpoken(line));
}
