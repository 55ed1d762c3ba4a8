using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MutualAid.Discord.Rendering;
using MutualAid.Discord.Wire;
using MutualAid.Matrix.Client;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Matrix;
using Xunit;

namespace MutualAid.Tests.Fuzz;

/// <summary>What was found, so that it stays mended: one message of one person once kept the bot from hearing anybody.</summary>
public sealed class HostileMessageTests
{
    [Fact]
    public async Task A_message_nested_deeper_than_JSON_is_usually_read_silences_nobody()
    {
        var people = await FakePeople.StartAsync(new HurriedTime(10));
        var stage = await MatrixStage.StartAsync(people);
        await using var world = await World.StartAsync(stage: stage);
        people.Homeserver.HoldsToTheDescription = false;
        JsonNode nested = new JsonObject();
        for (var i = 0; i < 50; i++) nested = new JsonObject { ["x"] = nested };
        await people.CallAsync("cruz", HttpMethod.Put, $"/_matrix/client/v3/rooms/{Uri.EscapeDataString(stage.Room)}/send/m.room.message/t1", new JsonObject
        {
            ["msgtype"] = "m.text",
            ["body"] = "look",
            ["nested"] = nested,
        });
        Assert.Contains("#1 is posted", (await world.Ana.TypesAsync("/need water")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(500)]
    [InlineData(502)]
    public async Task A_message_that_the_homeserver_fails_at_again_and_again_holds_up_nobody_else(int status)
    {
        var people = await FakePeople.StartAsync(new HurriedTime(10));
        var stage = await MatrixStage.StartAsync(people);
        await using var world = await World.StartAsync(stage: stage);
        world.LeavesAllBehind = true;
        var asked = 0;
        people.Homeserver.Faults.Next(int.MaxValue, r => r.Path.Contains("nowhere", StringComparison.Ordinal) && Interlocked.Increment(ref asked) > 0, new HttpFault.Answer(status));
        await people.SayAsync("cruz", stage.Room, "I can help", replyTo: "$nowhere");
        await people.SayAsync("bo", stage.Room, "!need water");
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await world.Needs.FindByNumberAsync(stage.Group, 1, late.Token) is null) await Briefly.PauseAsync();
        Assert.True(asked > 0, "It never looked at what was answered to.");
    }

    [Theory]
    [InlineData("""{"body":"\ud800"}""", "\uFFFD")]
    [InlineData("""{"body":"a\udc00b"}""", "a\uFFFDb")]
    [InlineData("""{"body":"\ud83c\udf5e"}""", "🍞")]
    [InlineData("""{"body":"\ud83c\ud83c\udf5e"}""", "\uFFFD🍞")]
    [InlineData("""{"body":"\\ud800"}""", "\\ud800")]
    [InlineData("""{"\udfff":1,"body":"x"}""", "x")]
    public void Half_a_character_is_read_as_one_that_stands_for_none(string json, string body) => Assert.Equal(body, AnswerBody.Parse(Encoding.UTF8.GetBytes(json)).Text("body"));

    [Fact]
    public void Bytes_that_are_no_text_are_read_as_such() => Assert.Equal("a\uFFFDb", AnswerBody.Parse(Encoding.Latin1.GetBytes("{\"body\":\"a\u00FFb\"}")).Text("body"));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"body":"\ud8""")]
    [InlineData("""{"body":"\""")]
    public void What_is_no_JSON_is_said_to_be_none(string text) => Assert.ThrowsAny<JsonException>(() => AnswerBody.Parse(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("""{"id":"1","application_id":"2","type":5,"token":"t","data":{"custom_id":"x","components":[null]}}""")]
    [InlineData("""{"id":"1","application_id":"2","type":5,"token":"t","data":{"custom_id":"x","components":[{"type":18,"component":{"type":4,"values":[null]}}]}}""")]
    [InlineData("""{"id":"1","application_id":"2","type":2,"token":"t","data":{"name":"need","options":[null]}}""")]
    public void A_list_with_nothing_in_it_where_something_must_be_is_not_read(string json)
    {
        Assert.NotNull(JsonSerializer.Deserialize(json.Replace("null", "", StringComparison.Ordinal), WireJson.Default.Interaction));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(json, WireJson.Default.Interaction));
    }

    [Fact]
    public void A_field_that_comes_twice_is_read_once()
    {
        static Component Field(string value) => new() { Type = ComponentTypes.Label, Labelled = new Component { Type = ComponentTypes.TextInput, CustomId = "what", Value = value } };
        Assert.Equal("water", FormRendering.Values([Field("water"), Field("soap")])["what"]);
    }
}
