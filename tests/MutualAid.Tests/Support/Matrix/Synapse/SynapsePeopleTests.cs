using System.Text.Json.Nodes;
using Xunit;
using static MutualAid.Tests.Support.Matrix.Synapse.Steps;

namespace MutualAid.Tests.Support.Matrix.Synapse;

public sealed class SynapsePeopleTests(SynapseFixture synapse)
{
    [Fact]
    public async Task What_one_says_edits_and_reacts_to_is_seen_by_the_other()
    {
        await using var people = await synapse.PeopleAsync();
        var (room, ana, ben) = await TogetherAsync(people);

        var need = await people.SayAsync("Ana", room, "need: two blankets");
        var answer = await people.SayAsync("Ben", room, "I have one", replyTo: need);
        Assert.Equal(ana, (await SeenAsync(people, "Ben", room, need, _ => true)).Sender);
        Assert.Equal(need, (await SeenAsync(people, "Ana", room, answer, _ => true)).ReplyTo);

        await EditAsync(people, "Ana", room, need, "need: one blanket");
        var edited = await SeenAsync(people, "Ben", room, need, m => m.Edits == 1);
        Assert.Equal("need: one blanket", edited.Body);
        Assert.Equal("need: one blanket", edited.Content.GetProperty("body").GetString());
        Assert.Equal("kept", edited.Content.GetProperty("org.example.mark").GetString());

        var reaction = await people.ReactAsync("Ben", room, need, "✋");
        Assert.Equal([ben], (await SeenAsync(people, "Ana", room, need, m => m.Reactions.Count > 0)).Reactions["✋"]);
        await people.RedactAsync("Ben", room, reaction);
        await SeenAsync(people, "Ana", room, need, m => m.Reactions.Count == 0);

        await people.RedactAsync("Ana", room, need);
        Assert.Equal("", (await SeenAsync(people, "Ben", room, need, m => m.Redacted)).Body);
    }

    [Fact]
    public async Task A_strangers_edit_changes_nothing()
    {
        await using var people = await synapse.PeopleAsync();
        var (room, _, _) = await TogetherAsync(people);
        var need = await people.SayAsync("Ana", room, "need: two blankets");
        await EditAsync(people, "Ben", room, need, "need: nothing");
        var after = await people.SayAsync("Ben", room, "after", thread: need);

        Assert.Equal(need, (await SeenAsync(people, "Ana", room, after, _ => true)).Thread);
        var seen = await SeenAsync(people, "Ana", room, need, _ => true);
        Assert.Equal(("need: two blankets", "need: two blankets", 0), (seen.Body, seen.Content.GetProperty("body").GetString(), seen.Edits));
    }

    [Fact]
    public async Task A_bots_account_is_invited_and_joins_with_its_token()
    {
        await using var people = await synapse.PeopleAsync();
        var bot = await people.AddBotAsync("Helper");
        await people.ArriveAsync("Ana", "Ana Maria");
        var room = await people.CreateRoomAsync("Ana", new RoomWanted("Northside", [bot.UserId]));

        await BotsAsync(people, bot, HttpMethod.Post, $"/_matrix/client/v3/join/{Uri.EscapeDataString(room)}");

        var joined = await people.CallAsync("Ana", HttpMethod.Get, $"/_matrix/client/v3/rooms/{Uri.EscapeDataString(room)}/joined_members");
        Assert.Equal("Helper", joined.GetProperty("joined").GetProperty(bot.UserId).GetProperty("display_name").GetString());
        await people.LeaveAsync("Ana", room);
        Assert.Empty(await people.RoomsAsync("Ana"));
    }

    [Theory]
    [InlineData("11", true)]
    [InlineData("12", false)]
    public async Task Powers_stand_beside_the_creators(string version, bool creatorIsListed)
    {
        await using var people = await synapse.PeopleAsync();
        var ana = await people.ArriveAsync("Ana", "Ana");
        var ben = await people.ArriveAsync("Ben", "Ben");
        var room = await people.CreateRoomAsync("Ana", new RoomWanted("Northside", [ben], new Dictionary<string, int> { [ben] = 50 }, Version: version));
        await UntilAsync(async () => (await people.RoomsAsync("Ben")).Contains(room));

        var powers = await people.CallAsync("Ben", HttpMethod.Get, StateOf(room, "m.room.power_levels"));
        var users = powers.GetProperty("users");
        Assert.Equal(50, users.GetProperty(ben).GetInt32());
        Assert.Equal(creatorIsListed, users.TryGetProperty(ana, out _));
        // From version 12 on a room's id names no server.
        Assert.Equal(version == "11", room.Contains(':', StringComparison.Ordinal));
        var refused = await Assert.ThrowsAsync<MatrixRefusedException>(() =>
            people.CallAsync("Ben", HttpMethod.Put, StateOf(room, "m.room.power_levels"), new JsonObject { ["users"] = new JsonObject { [ben] = 100 } }));
        Assert.Equal("M_FORBIDDEN", refused.Code);
    }

    // With what only the raw content tells.
    private static async Task EditAsync(SynapsePeople people, string person, string room, string id, string body) => await people.CallAsync(
        person,
        HttpMethod.Put,
        $"/_matrix/client/v3/rooms/{Uri.EscapeDataString(room)}/send/m.room.message/{Guid.NewGuid():N}",
        new JsonObject
        {
            ["msgtype"] = "m.text",
            ["body"] = "* " + body,
            ["m.new_content"] = new JsonObject { ["msgtype"] = "m.text", ["body"] = body, ["org.example.mark"] = "kept" },
            ["m.relates_to"] = new JsonObject { ["rel_type"] = "m.replace", ["event_id"] = id },
        });

    private static string StateOf(string room, string type) => $"/_matrix/client/v3/rooms/{Uri.EscapeDataString(room)}/state/{type}/";
}
