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
    public async Task A_copy_says_what_they_did_for_the_group_what_they_reported_and_what_keeps_them_from_posting()
    {
        await using var world = await World.StartAsync();
        await world.Bo.TypesAsync("/need Cheap watches");
        await world.Ana.TypesAsync("/need Groceries");
        await world.Bo.SubmitsAsync((await world.Bo.PressesAsync(new CardAction($"report:{(await world.NeedAsync(2)).Id}:", ""))).Form, ("why", "unsafe"), ("words", "Kellertreppe"));
        await world.Dani.SubmitsAsync(
            (await world.Dani.PressesAsync(new CardAction($"block:{(await world.NeedAsync(1)).Id}:", ""))).Form, ("why", "advertising"), ("words", "Hinterhof"), ("days", "7"));
        await world.Dani.TypesAsync("/settings open-claims 30");

        var (bo, boReads) = await CopyAsync(world.Bo);
        AssertSame("""[{"number":1,"since":"2026-11-23T10:00:00Z","until":"2026-11-30T10:00:00Z","lifted":null,"concern":"Advertising","reason":"Hinterhof"}]""", bo["blocked"]);
        AssertSame("""[{"on":"2026-11-23T10:00:00Z","number":2,"concern":"Unsafe","reason":"Kellertreppe"}]""", bo["reports"]);
        foreach (var part in new[] { "Since: 2026-11-23T10:00:00Z", "Until: 2026-11-30T10:00:00Z", "What is wrong: it sells or advertises something", "What is wrong: it could put somebody in danger", "Reason: Hinterhof" })
            Assert.Contains(part, boReads, StringComparison.Ordinal);

        var (dani, daniReads) = await CopyAsync(world.Dani.Speaking("es"));
        AssertSame(
            """
            [
              {"on":"2026-11-23T10:00:00Z","kind":"Blocked","number":null,"setting":null,"value":null,"concern":"Advertising","days":7,"reason":null},
              {"on":"2026-11-23T10:00:00Z","kind":"ChangedSetting","number":null,"setting":"open-claims","value":"30","concern":null,"days":null,"reason":null}
            ]
            """,
            dani["acts"]);
        foreach (var part in new[] { "Qué hiciste: Cambiaste un ajuste", "Ajuste: open-claims", "Cambiado a: 30", "Qué pasa: vende o anuncia algo", "Días: 7" })
            Assert.Contains(part, daniReads, StringComparison.Ordinal);
        Assert.DoesNotContain("Hinterhof", daniReads, StringComparison.Ordinal);

        static void AssertSame(string expected, JsonNode? found) => Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), found?.ToJsonString());

        static async Task<(JsonNode Group, string Text)> CopyAsync(Actor actor)
        {
            var files = (await actor.TypesAsync("/privacy export")).Reply.Files.ToDictionary(f => f.Name, f => f.Text);
            return (JsonNode.Parse(files["mutual-aid.json"])!["groups"]![0]!, files["mutual-aid.txt"]);
        }
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
