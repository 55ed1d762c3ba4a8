using System.Text.Json.Nodes;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Matrix;
using MutualAid.Tests.Support.Matrix.Synapse;
using Xunit;

namespace MutualAid.Tests.Matrix;

public sealed class MatrixRoomStoriesOnTheFake : MatrixRoomStories
{
    internal override async Task<IMatrixPeople> NewPeopleAsync() => await FakePeople.StartAsync();
}

public sealed class MatrixRoomStoriesOnSynapse(SynapseFixture synapse) : MatrixRoomStories
{
    internal override async Task<IMatrixPeople> NewPeopleAsync() => await synapse.PeopleAsync();
}

/// <summary>What is said in a group's own room, where everybody reads it, and what hostile people do there.</summary>
public abstract class MatrixRoomStories
{
    internal abstract Task<IMatrixPeople> NewPeopleAsync();

    [Fact]
    public async Task One_line_of_plain_speech_is_a_need_and_a_reply_to_its_card_helps()
    {
        await using var room = await RoomAsync();
        await room.SaysAsync("ana", "!need 2 bags of groceries by friday 18:00 #food ~Northside");
        var card = await room.CardAsync("#1 2 bags of groceries");
        Assert.Contains("food · Northside · by Fri 27 Nov 18:00", card.Body, StringComparison.Ordinal);
        Assert.Contains("0 of 2 covered", card.Body, StringComparison.Ordinal);
        Assert.Equal("m.notice", card.MsgType);
        await room.People.SayAsync("bo", room.Stage.Room, "I can help", replyTo: card.Id);
        var question = await room.WhisperAsync("bo", "How much of #1 can you do?");
        await room.People.SayAsync("bo", room.Stage.DirectOf("bo"), "1", replyTo: question.Id);
        await room.CardAsync("Bo: 1");
    }

    [Fact]
    public async Task A_number_in_reply_to_a_card_takes_on_so_many_parts_and_other_talk_takes_on_none()
    {
        await using var room = await RoomAsync();
        await room.SaysAsync("ana", "!need 20 chairs");
        var card = await room.CardAsync("#1 20 chairs");
        await room.People.SayAsync("cruz", room.Stage.Room, "5 minutes please", replyTo: card.Id);
        await room.People.SayAsync("bo", room.Stage.Room, "I can bring 5 of the 20", replyTo: card.Id);
        await room.CardAsync("Bo: 5");
        await room.People.SayAsync("cruz", room.Stage.Room, "puedo traer 3", replyTo: card.Id);
        Assert.Contains("8 of 20 covered", (await room.CardAsync("Cruz: 3")).Body, StringComparison.Ordinal);
        await room.People.SayAsync("bo", room.Stage.Room, "14", replyTo: card.Id);
        var only = await room.WhisperAsync("bo", "Only 12 are left of #1");
        await room.People.SayAsync("bo", room.Stage.DirectOf("bo"), "All 12", replyTo: only.Id);
        await room.CardAsync("Bo: 17");
    }

    [Fact]
    public async Task Who_answers_a_card_too_late_is_told_who_was_quicker_or_that_it_is_closed()
    {
        await using var room = await RoomAsync();
        await room.SaysAsync("ana", "!need water");
        var card = await room.CardAsync("#1 water");
        await room.People.SayAsync("cruz", room.Stage.Room, "I can help", replyTo: card.Id);
        await room.CardAsync("Cruz: 1");
        await room.People.SayAsync("bo", room.Stage.Room, "I can help", replyTo: card.Id);
        await room.WhisperAsync("bo", "Cruz was quicker");
        await room.People.SayAsync("dani", room.Stage.Room, "1", replyTo: card.Id);
        await room.WhisperAsync("dani", "Cruz was quicker");
        await room.World.Ana.TypesAsync("/close 1");
        await room.CardAsync("#1 water", m => !m.Body.Contains("Details", StringComparison.Ordinal));
        await room.People.SayAsync("bo", room.Stage.Room, "Puedo ayudar", replyTo: card.Id);
        await room.WhisperAsync("bo", "#1 is closed already");
        await room.People.SayAsync("dani", room.Stage.Room, "claim", replyTo: card.Id);
        await room.WhisperAsync("dani", "#1 is closed already");
    }

    [Fact]
    public async Task The_bots_name_first_and_a_slash_work_too_and_a_reply_in_a_thread_is_one_to_its_root()
    {
        await using var room = await RoomAsync();
        await room.SaysAsync("ana", "Aid: need water");
        await room.SaysAsync("ana", "/need soap");
        await room.CardAsync("#1 water");
        var card = await room.CardAsync("#2 soap");
        await room.People.SayAsync("bo", room.Stage.Room, "I can help", thread: card.Id);
        await room.CardAsync("Bo: 1");
        await room.People.SayAsync("bo", room.Stage.Room, "release", replyTo: card.Id);
        Assert.Contains("○ open", (await room.CardAsync("#2 soap", m => !m.Body.Contains("Bo: 1", StringComparison.Ordinal))).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_can_not_be_read_is_answered_in_its_thread_with_an_example_and_nothing_else_is()
    {
        await using var room = await RoomAsync();
        var said = await room.SaysAsync("ana", "!need water when: someday");
        var answer = await room.SeenAsync("ana", room.Stage.Room, m => m.Thread == said);
        Assert.Contains("someday", answer.Body, StringComparison.Ordinal);
        var slip = await room.SaysAsync("ana", "!neeed water");
        await room.SeenAsync("ana", room.Stage.Room, m => m.Thread == slip);
        var other = await room.SaysAsync("ana", "!play music");
        await room.SaysAsync("ana", "!need soap");
        await room.CardAsync("#1 soap");
        Assert.DoesNotContain(await room.People.ReadAsync("ana", room.Stage.Room), m => m.Thread == other || m.ReplyTo == other);
    }

    [Fact]
    public async Task A_hand_taken_back_gives_the_claim_back()
    {
        await using var room = await RoomAsync();
        await room.SaysAsync("ana", "!need water");
        var card = await room.CardAsync("#1 water");
        await room.SeenAsync("bo", room.Stage.Room, m => m.Id == card.Id && m.Reactions.ContainsKey("✋"));
        var hand = await room.People.ReactAsync("bo", room.Stage.Room, card.Id, "✋🏽");
        await room.CardAsync("Bo: 1");
        await room.People.RedactAsync("bo", room.Stage.Room, hand);
        await room.CardAsync("○ open");
    }

    [Fact]
    public async Task Details_said_to_all_are_kept_for_the_two_sides_and_whoever_said_them_is_told()
    {
        await using var room = await RoomAsync();
        await room.SaysAsync("ana", "!need water details: Rose Street 5");
        await room.CardAsync("#1 water");
        Assert.Contains("Remove your message", (await room.WhisperAsync("ana", "could read them")).Body, StringComparison.Ordinal);
        Assert.DoesNotContain(await room.People.ReadAsync("cruz", room.Stage.Room), m => m.Sender == room.Stage.BotUser && m.Body.Contains("Rose", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_card_that_somebody_removes_comes_back()
    {
        await using var room = await RoomAsync();
        await room.SaysAsync("ana", "!need water");
        var card = await room.CardAsync("#1 water");
        // The bot knows it as its card once that is stored.
        await room.World.SettleAsync();
        await room.People.RedactAsync("founder", room.Stage.Room, card.Id);
        await room.CardAsync("#1 water", m => m.Id != card.Id);
    }

    [Fact]
    public async Task In_private_it_asks_which_group_is_meant_where_there_are_several()
    {
        await using var room = await RoomAsync();
        var other = await room.People.CreateRoomAsync("ana", new RoomWanted("Zebra Street", [room.Stage.BotUser]));
        await room.SeenAsync("ana", other, m => m.Sender == room.Stage.BotUser);
        await room.SaysAsync("bo", "!need water");
        await room.CardAsync("#1 water");
        var asked = await room.World.Ana.TypesAsync("/needs");
        Assert.Contains("several groups", asked.Text, StringComparison.Ordinal);
        Assert.Contains("1: Needs", asked.Text, StringComparison.Ordinal);
        Assert.Contains("2: Zebra Street", asked.Text, StringComparison.Ordinal);
        Assert.Contains("#1 water", await room.TellsAsync("ana", "1"), StringComparison.Ordinal);
        Assert.Contains("several groups", await room.TellsAsync("ana", "!group"), StringComparison.Ordinal);
        Assert.Contains("about Zebra Street", await room.TellsAsync("ana", "2"), StringComparison.Ordinal);
        Assert.DoesNotContain("water", await room.TellsAsync("ana", "needs"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bare_need_is_asked_for_in_private_one_question_at_a_time_and_can_be_stopped()
    {
        await using var room = await RoomAsync();
        var mine = room.Stage.DirectOf("ana");
        await room.SaysAsync("ana", "!need");
        Assert.StartsWith("What do you need? Only the first", (await room.WhisperAsync("ana", "“cancel” to stop")).Body, StringComparison.Ordinal);
        Assert.Contains("can't be the answer here", await room.TellsAsync("ana", "skip"), StringComparison.Ordinal);
        Assert.Contains("Nothing was posted or changed", await room.TellsAsync("ana", "cancel"), StringComparison.Ordinal);
        Assert.Contains("did not understand", await room.TellsAsync("ana", "A bed for the night"), StringComparison.Ordinal);

        Assert.Contains("“cancel” to stop", await room.TellsAsync("ana", "need"), StringComparison.Ordinal);
        Assert.Contains("Needed by", await room.TellsAsync("ana", "A bed for the night"), StringComparison.Ordinal);
        Assert.Contains("Area", await room.TellsAsync("ana", "someday"), StringComparison.Ordinal);
        // What can't be read is asked for again, and nothing typed is lost.
        Assert.Contains("\"someday\" could not be read", await room.TellsAsync("ana", "send"), StringComparison.Ordinal);
        Assert.Contains("Now: someday", await room.TellsAsync("ana", "skip"), StringComparison.Ordinal);
        await room.TellsAsync("ana", "tomorrow");
        Assert.Contains("#1 is posted: A bed for the night", await room.TellsAsync("ana", "send"), StringComparison.Ordinal);
        await room.CardAsync("#1 A bed for the night");
    }

    [Fact]
    public async Task An_encrypted_room_is_told_once_and_how_to_go_on()
    {
        await using var room = await RoomAsync();
        var secret = await room.People.CreateRoomAsync("ana", new RoomWanted("Secret", [room.Stage.BotUser], Encrypted: true));
        await room.SeenAsync("ana", secret, m => m.Body.Contains("can't read encrypted messages", StringComparison.Ordinal));
        foreach (var transaction in new[] { "a", "b" })
        {
            await room.People.CallAsync("ana", HttpMethod.Put, $"/_matrix/client/v3/rooms/{Uri.EscapeDataString(secret)}/send/m.room.encrypted/{transaction}", new JsonObject
            {
                ["algorithm"] = "m.megolm.v1.aes-sha2",
                ["ciphertext"] = "x",
                ["session_id"] = "y",
            });
        }

        await room.SaysAsync("ana", "!need water");
        await room.CardAsync("#1 water");
        Assert.Single(await room.People.ReadAsync("ana", secret), m => m.Sender == room.Stage.BotUser);
    }

    [Fact]
    public async Task An_upgraded_room_is_followed_with_its_open_needs()
    {
        await using var room = await RoomAsync();
        await room.SaysAsync("ana", "!need water");
        await room.CardAsync("#1 water");
        var upgraded = await room.People.CallAsync("founder", HttpMethod.Post, $"/_matrix/client/v3/rooms/{Uri.EscapeDataString(room.Stage.Room)}/upgrade", new JsonObject { ["new_version"] = "12" });
        var next = upgraded.GetProperty("replacement_room").GetString()!;
        await room.People.InviteAsync("founder", next, room.Stage.BotUser);
        await room.SeenAsync("founder", next, m => m.Sender == room.Stage.BotUser && m.Body.Contains("#1 water", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_room_that_only_says_it_took_over_is_not_followed()
    {
        await using var room = await RoomAsync();
        await room.SaysAsync("ana", "!need water");
        await room.CardAsync("#1 water");
        var trap = await room.People.CreateRoomAsync("cruz", new RoomWanted("Needs", []));
        await Assert.ThrowsAnyAsync<Exception>(() => room.People.CallAsync(
            "cruz", HttpMethod.Put, $"/_matrix/client/v3/rooms/{Uri.EscapeDataString(room.Stage.Room)}/state/m.room.tombstone/", new JsonObject { ["body"] = "moved", ["replacement_room"] = trap }));
        var made = await room.People.CallAsync("cruz", HttpMethod.Post, "/_matrix/client/v3/createRoom", new JsonObject
        {
            ["creation_content"] = new JsonObject { ["predecessor"] = new JsonObject { ["room_id"] = room.Stage.Room, ["event_id"] = "$x" } },
            ["invite"] = new JsonArray(room.Stage.BotUser),
        });
        var lure = made.GetProperty("room_id").GetString()!;
        await room.SeenAsync("cruz", lure, m => m.Sender == room.Stage.BotUser && m.Body.Contains("I am here", StringComparison.Ordinal));
        Assert.DoesNotContain(await room.People.ReadAsync("cruz", lure), m => m.Body.Contains("water", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nonsense_is_passed_over_and_the_next_need_is_answered()
    {
        await using var room = await RoomAsync();
        foreach (var (type, content) in Nonsense())
        {
            try
            {
                await room.People.CallAsync("cruz", HttpMethod.Put, $"/_matrix/client/v3/rooms/{Uri.EscapeDataString(room.Stage.Room)}/send/{type}/{Guid.NewGuid():N}", JsonNode.Parse(content));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // A homeserver that refuses it already is as good.
            }
        }

        await room.SaysAsync("cruz", "!need " + new string('x', 60_000));
        await room.SaysAsync("ana", "!need water");
        await room.CardAsync("#1 water");
    }

    [Fact]
    public async Task A_thousand_commands_of_one_person_leave_the_limits_and_the_others_alone()
    {
        await using var room = await RoomAsync();
        var took = System.Diagnostics.Stopwatch.StartNew();
        // A hundred on their way at any time: a homeserver takes them one after the other, and who said one waits for its answer no longer than for any other.
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 1000), new ParallelOptions { MaxDegreeOfParallelism = 100 }, async (i, _) => await room.People.SayAsync("cruz", room.Stage.Room, $"!need thing {i}"));
        await room.SaysAsync("ana", "!need water");
        await room.CardAsync("water");
        await room.WhisperAsync("cruz", "faster than I can answer");
        // Cards wait for their turn in the room; the other one's need not be the last.
        await Eventually.TrueAsync(async () => await CardsAsync() >= 5);
        Assert.Equal(5, await CardsAsync());
        // Thirty at once, then one every two seconds, however long a thousand take; besides a hello, and that it is too fast.
        Assert.InRange((await room.People.ReadAsync("cruz", room.Stage.DirectOf("cruz"))).Count(m => m.Sender == room.Stage.BotUser), 1, 35 + (int)(took.Elapsed.TotalSeconds / 2));

        async Task<int> CardsAsync() => (await room.People.ReadAsync("ana", room.Stage.Room)).Count(m => m.Sender == room.Stage.BotUser && m.Body.Contains("thing ", StringComparison.Ordinal));
    }

    internal async Task<PublicRoom> RoomAsync()
    {
        var stage = await MatrixStage.StartAsync(await NewPeopleAsync());
        return new PublicRoom(await World.StartAsync(stage: stage), stage);
    }

    private static IEnumerable<(string Type, string Content)> Nonsense() =>
    [
        ("m.room.message", "{}"),
        ("m.room.message", """{"msgtype":5,"body":"!need x"}"""),
        ("m.room.message", """{"msgtype":"m.text","body":{"a":1}}"""),
        ("m.room.message", """{"msgtype":"m.text","body":null}"""),
        ("m.room.message", """{"msgtype":"m.text","body":"!claim 1","m.relates_to":"$x","m.mentions":7}"""),
        ("m.room.message", """{"msgtype":"m.text","body":"I can help","m.relates_to":{"m.in_reply_to":{"event_id":"$gone"}}}"""),
        ("m.room.message", """{"msgtype":"m.text","body":"I can help","m.relates_to":{"m.in_reply_to":{"event_id":5}}}"""),
        ("m.room.message", """{"msgtype":"m.text","body":"I can help","org.mutualaid.bot":{"actions":[["I can help","claim:x:"]],"form":{"id":"need::x"}}}"""),
        ("m.reaction", """{"m.relates_to":{"rel_type":"m.annotation","event_id":"$unknown","key":"✋"}}"""),
        ("m.reaction", """{"m.relates_to":{"rel_type":"m.annotation","event_id":["$x"],"key":null}}"""),
        ("m.reaction", "{}"),
        ("m.room.encrypted", "{}"),
        ("org.example.unknown", """{"deep":[[[[[[[[[[1]]]]]]]]]]}"""),
    ];
}
