using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MutualAid.Core.Chat;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Matrix;
using Xunit;

namespace MutualAid.Tests.Privacy;

/// <summary>Somebody gets a copy of everything that is kept of them, and nobody else gets any of it.</summary>
public sealed class ExportTests
{
    [Theory]
    [InlineData("playground")]
    [InlineData("discord")]
    [InlineData("matrix")]
    public async Task A_copy_holds_their_own_words_whole_and_of_others_only_what_stands_on_a_card(string platform)
    {
        await using var world = await World.StartAsync(stage: await StageAsync(platform));
        await world.Ana.TypesAsync("/need Zwiebelkuchen category: food area: Hinterhof for: Mirabel details: Quendleweg 17");
        var form = (await world.Ana.TypesAsync("/edit 1")).Form;
        await world.Ana.SubmitsAsync(form, ("what", "Apfelstrudel"));
        await world.Bo.TypesAsync("/need Bags of rice category: care for: Rosalind details: Geheimtreppe");
        await world.Ana.TypesAsync("/claim 2");
        await world.Ana.TypesAsync("/offer Birnbaum category: skills");
        await world.Bo.TypesAsync("/claim 1");
        await world.Ana.TypesAsync("/mine");
        await world.Ana.PressesAsync(new CardAction("tell::on|money", ""));
        await world.SettleAsync();

        var shown = await world.Ana.TypesAsync("/privacy");
        await world.Ana.PressesAsync(shown.Action("Give me a copy"));
        var files = await FilesAsync(world);
        var text = files["mutual-aid.txt"];
        var json = JsonNode.Parse(files["mutual-aid.json"])!;
        foreach (var mine in new[] { "Zwiebelkuchen", "Apfelstrudel", "Hinterhof", "Mirabel", "Quendleweg 17", "Birnbaum", "Bags of rice" })
        {
            Assert.Contains(mine, text, StringComparison.Ordinal);
            Assert.Contains(mine, files["mutual-aid.json"], StringComparison.Ordinal);
        }

        // As words: an id of anything else may hold such letters.
        foreach (var other in new[] { "Geheimtreppe", "Rosalind", world.Bo.Id.Value, "Bo" })
            Assert.All(files.Values, file => Assert.DoesNotMatch($@"(?<!\w){Regex.Escape(other)}(?!\w)", file));
        var group = Assert.Single(json["groups"]!.AsArray())!;
        Assert.Equal("Quendleweg 17", (string?)group["asked"]![0]!["details"]);
        Assert.Equal("Zwiebelkuchen", (string?)group["asked"]![0]!["edits"]![0]!["what"]);
        Assert.Equal(2, (int?)group["claimed"]![0]!["number"]);
        Assert.Equal("money", (string?)group["choices"]![0]);
        if (platform != "playground") Assert.StartsWith("https://", (string?)group["asked"]![0]!["link"], StringComparison.Ordinal);
        foreach (var other in new[] { world.Bo, world.Cruz, world.Dani })
            Assert.DoesNotContain("mutual-aid.", await other.ReadsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_is_read_in_the_language_of_whoever_asks()
    {
        await using var world = await World.StartAsync();
        await world.Ana.Speaking("es").TypesAsync("/need Zwiebelkuchen category: food");
        var text = (await world.Ana.Speaking("es").TypesAsync("/privacy export")).Reply.Files[0].Text;
        Assert.Contains("Qué: Zwiebelkuchen", text, StringComparison.Ordinal);
        Assert.Contains("Estado: abierta", text, StringComparison.Ordinal);
        Assert.DoesNotContain("What", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_can_be_given_in_private_that_is_said_and_nothing_is_given()
    {
        await using var world = await World.StartAsync(stage: new RecordingStage());
        await world.Ana.TypesAsync("/need Zwiebelkuchen");
        var reply = await world.Ana.TypesAsync("/privacy export");
        Assert.Empty(reply.Reply.Files);
        Assert.Contains("Ask whoever runs this bot", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_Matrix_a_copy_is_taken_away_by_the_next_answer_and_a_refused_one_is_said()
    {
        var people = await FakePeople.StartAsync();
        var stage = await MatrixStage.StartAsync(people);
        await using var world = await World.StartAsync(stage: stage);
        await world.Ana.TypesAsync("/need Zwiebelkuchen");
        await world.Ana.TypesAsync("/privacy export");
        await FilesAsync(world);
        await world.Ana.TypesAsync("/help");
        Assert.DoesNotContain(await people.ReadAsync("ana", stage.DirectOf("ana")), m => !m.Redacted && m.Body.StartsWith("mutual-aid", StringComparison.Ordinal));

        people.Homeserver.RefusesUploads = true;
        await world.Ana.TypesAsync("/privacy export");
        Assert.Contains("did not take the files", await world.Ana.ReadsAsync("did not take the files"), StringComparison.Ordinal);
    }

    private static async Task<IStage> StageAsync(string platform) => platform switch
    {
        "discord" => await DiscordStage.StartAsync(),
        "matrix" => await MatrixStage.StartAsync(await FakePeople.StartAsync()),
        _ => new PlaygroundStage(),
    };

    /// <summary>The files as Ana got them, by name, once both are there.</summary>
    private static async Task<IReadOnlyDictionary<string, string>> FilesAsync(World world)
    {
        if (world.Stage is PlaygroundStage)
            return (await world.Ana.TypesAsync("/privacy export")).Reply.Files.ToDictionary(f => f.Name, f => f.Text);
        if (world.Stage is DiscordStage discord)
        {
            Func<IReadOnlyList<Support.Discord.FakeMessage>> given = () => [.. discord.Fake.World.Interactions.Where(i => i.User == discord.Person("ana")).SelectMany(i => i.Messages).Where(m => m.Files.Count > 0)];
            await discord.Fake.UntilAsync(() => given().Count > 0, "the files");
            var message = Assert.Single(given());
            Assert.True(message.IsEphemeral);
            return message.Files.Values.ToDictionary(f => f.Name, f => Encoding.UTF8.GetString(f.Content));
        }

        var matrix = (MatrixStage)world.Stage;
        var people = (FakePeople)matrix.People;
        await people.Homeserver.UntilAsync(() => Shown().Count == 2, "the files");
        return Shown().ToDictionary(m => m.Body, m => Encoding.UTF8.GetString(people.Homeserver.Media.Single(f => f.Url == m.Content.GetProperty("url").GetString()).Content));

        IReadOnlyList<SeenMessage> Shown() => [.. people.ReadAsync("ana", matrix.DirectOf("ana")).GetAwaiter().GetResult().Where(m => !m.Redacted && m.Content.TryGetProperty("msgtype", out var type) && type.GetString() == "m.file")];
    }
}
