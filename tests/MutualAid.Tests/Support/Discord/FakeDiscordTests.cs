using Xunit;

namespace MutualAid.Tests.Support.Discord;

/// <summary>The fake itself: a person's way through it, from the command to the answer.</summary>
public sealed class FakeDiscordTests
{
    private const string Commands = """[{"name":"need","description":"Ask for help","options":[{"type":3,"name":"what","description":"What","required":true}]}]""";

    [Fact]
    public async Task A_person_types_a_command_and_reads_the_answer()
    {
        await using var fake = await FakeDiscord.StartAsync();
        var guild = fake.AddGuild();
        var needs = guild.AddChannel("needs");
        var ana = guild.AddMember("Ana");
        using var bot = new WireClient(fake);
        Assert.Equal(200, (await bot.PutAsync($"/applications/{fake.Bot.Id}/commands", Commands)).Status);
        using var socket = await bot.IdentifyAsync();
        await socket.EventAsync("GUILD_CREATE");

        var asked = await fake.SlashAsync(ana, needs, "need", ("what", "groceries"));
        var seen = await socket.EventAsync("INTERACTION_CREATE");
        Assert.Equal("groceries", (string?)seen["d"]!["data"]!["options"]![0]!["value"]);
        var answer = await bot.AnswerAsync(asked, """{"type":4,"data":{"flags":32832,"components":[{"type":10,"content":"Posted"},{"type":1,"components":[{"type":2,"style":1,"label":"Undo","custom_id":"undo"}]}]}}""");
        Assert.Equal(204, answer.Status);

        Assert.Equal(4, (await asked.Response).Type);
        var shown = await asked.MessageAsync();
        Assert.Equal("Posted", shown.TextOf());
        Assert.Contains("Posted", ana.Reads(), StringComparison.Ordinal);
        Assert.DoesNotContain("Posted", guild.Owner.Reads(), StringComparison.Ordinal);

        var pressed = await fake.PressAsync(ana, shown, "Undo");
        await socket.EventAsync("INTERACTION_CREATE");
        Assert.Equal(204, (await bot.AnswerAsync(pressed, """{"type":9,"data":{"custom_id":"m","title":"Undo","components":[{"type":18,"label":"Why","component":{"type":4,"custom_id":"why","style":1}}]}}""")).Status);
        var submitted = await fake.SubmitModalAsync(ana, await pressed.ModalAsync(), ("Why", "A mistake"));
        var form = await socket.EventAsync("INTERACTION_CREATE");
        Assert.Equal("A mistake", (string?)form["d"]!["data"]!["components"]![0]!["component"]!["value"]);
        Assert.Equal(204, (await bot.AnswerAsync(submitted, """{"type":7,"data":{"components":[{"type":10,"content":"Undone"}]}}""")).Status);
        Assert.Equal("Undone", shown.TextOf());
        Assert.Empty(fake.Violations);
    }
}
