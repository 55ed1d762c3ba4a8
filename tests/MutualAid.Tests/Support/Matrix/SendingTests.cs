using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>The fake itself: messages, edits, reactions, redactions.</summary>
public sealed class SendingTests
{
    private const string ShapeOfId = "^\\$[A-Za-z0-9_-]{43}$";

    [Fact]
    public async Task A_transaction_id_used_again_answers_the_first_event()
    {
        await using var scene = await MatrixScene.SetAsync();
        var first = await scene.Bot.SayAsync(scene.Room, "Hello", "x");
        var second = await scene.Bot.SayAsync(scene.Room, "Hello", "x");
        Assert.Matches(ShapeOfId, first["event_id"]);
        Assert.Equal(first["event_id"], second["event_id"]);
        Assert.Single(await scene.People.ReadAsync("Ana", scene.Room));
        // Another path is another transaction.
        Assert.NotEqual(first["event_id"], (await scene.Bot.ReactAsync(scene.Room, first["event_id"], "👍", "x"))["event_id"]);
        scene.Fake.ForgetTransactions();
        Assert.NotEqual(first["event_id"], (await scene.Bot.SayAsync(scene.Room, "Hello", "x"))["event_id"]);
    }

    [Fact]
    public async Task A_refused_transaction_can_be_tried_again()
    {
        await using var scene = await MatrixScene.SetAsync(botIsIn: false);
        Assert.Equal("M_FORBIDDEN", (await scene.Bot.SayAsync(scene.Room, "Hello", "x")).Code);
        await scene.Bot.JoinAsync(scene.Room);
        Assert.Equal(200, (await scene.Bot.SayAsync(scene.Room, "Hello", "x")).Status);
    }

    [Fact]
    public async Task An_event_of_more_than_64_KiB_and_a_number_that_is_no_integer_are_refused()
    {
        await using var scene = await MatrixScene.SetAsync();
        Assert.Equal(200, (await scene.Bot.SayAsync(scene.Room, new string('x', 60_000))).Status);
        var large = await scene.Bot.SayAsync(scene.Room, new string('x', 66_000));
        Assert.Equal((413, "M_TOO_LARGE"), (large.Status, large.Code));
        // Measured in bytes of UTF-8, however the client escaped them.
        Assert.Equal(200, (await scene.Bot.SayAsync(scene.Room, new StringBuilder().Insert(0, "😀", 15_000).ToString())).Status);
        Assert.Equal(413, (await scene.Bot.SayAsync(scene.Room, new StringBuilder().Insert(0, "😀", 16_500).ToString())).Status);
        Assert.Equal("M_BAD_JSON", (await scene.Bot.WriteAsync(scene.Room, "org.x", """{"a":[{"b":1.5}]}""")).Code);
        Assert.Equal("M_BAD_JSON", (await scene.Bot.WriteAsync(scene.Room, "org.x", """{"a":9007199254740992}""")).Code);
        Assert.Equal(200, (await scene.Bot.WriteAsync(scene.Room, "org.x", """{"a":9007199254740991}""")).Status);
    }

    [Fact]
    public async Task The_same_reaction_is_taken_once_and_again_after_it_was_redacted()
    {
        await using var scene = await MatrixScene.SetAsync();
        var said = await scene.People.SayAsync("Ana", scene.Room, "Hello");
        var reaction = await scene.Bot.ReactAsync(scene.Room, said, "👍");
        var again = await scene.Bot.ReactAsync(scene.Room, said, "👍");
        Assert.Equal((400, "M_DUPLICATE_ANNOTATION"), (again.Status, again.Code));
        Assert.Equal(200, (await scene.Bot.ReactAsync(scene.Room, said, "👎")).Status);
        Assert.Equal(200, (await scene.Bot.RedactAsync(scene.Room, reaction["event_id"])).Status);
        Assert.Equal(["👎"], (await scene.People.ReadAsync("Ana", scene.Room))[0].Reactions.Keys);
        Assert.Equal(200, (await scene.Bot.ReactAsync(scene.Room, said, "👍")).Status);
    }

    [Fact]
    public async Task Only_events_of_this_room_can_be_related_to_and_threads_start_at_their_root()
    {
        await using var scene = await MatrixScene.SetAsync();
        Assert.Equal(400, (await scene.Bot.ReactAsync(scene.Room, "$nothing", "👍")).Status);
        var elsewhere = await scene.People.CreateRoomAsync("Ana", new RoomWanted("Other", []));
        Assert.Equal(400, (await scene.Bot.ReactAsync(scene.Room, await scene.People.SayAsync("Ana", elsewhere, "x"), "👍")).Status);
        var root = await scene.People.SayAsync("Ana", scene.Room, "root");
        var inThread = await scene.People.SayAsync("Bo", scene.Room, "in it", thread: root);
        var wrong = await scene.Bot.WriteAsync(scene.Room, "m.room.message", Threaded(inThread));
        Assert.Equal((400, "M_UNKNOWN"), (wrong.Status, wrong.Code));
        Assert.Equal(200, (await scene.Bot.WriteAsync(scene.Room, "m.room.message", Threaded(root))).Status);
        var read = await scene.People.ReadAsync("Ana", scene.Room);
        Assert.Equal([null, root, root], read.Select(m => m.Thread));
    }

    [Fact]
    public async Task The_newest_edit_by_the_author_stands_and_a_redacted_one_falls_back()
    {
        var time = new FakeTimeProvider();
        await using var scene = await MatrixScene.SetAsync(time: time);
        var said = (await scene.Bot.SayAsync(scene.Room, "one"))["event_id"];
        time.Advance(TimeSpan.FromSeconds(1));
        var second = (await scene.Bot.WriteAsync(scene.Room, "m.room.message", Edit(said, "two")))["event_id"];
        time.Advance(TimeSpan.FromSeconds(1));
        var third = (await scene.Bot.WriteAsync(scene.Room, "m.room.message", Edit(said, "three")))["event_id"];
        await scene.People.EditAsync("Ana", scene.Room, said, "forged");
        Assert.Equal(("three", 2), await ShownAsync());
        Assert.Equal(third, await BundledAsync());
        await scene.Bot.RedactAsync(scene.Room, third);
        Assert.Equal(("two", 1), await ShownAsync());
        Assert.Equal(second, await BundledAsync());
        await scene.Bot.RedactAsync(scene.Room, said);
        var gone = Assert.Single(await scene.People.ReadAsync("Ana", scene.Room));
        Assert.Equal((true, "", 0), (gone.Redacted, gone.Body, gone.Edits));
        Assert.Null(await BundledAsync());

        async Task<(string, int)> ShownAsync()
        {
            var message = Assert.Single(await scene.People.ReadAsync("Ana", scene.Room));
            return (message.Body, message.Edits);
        }

        async Task<string?> BundledAsync() =>
            (await scene.Bot.GetAsync($"/rooms/{scene.Room}/event/{Uri.EscapeDataString(said)}")).Json!["unsigned"]!["m.relations"]?["m.replace"]?["event_id"].AsText();
    }

    [Theory]
    [InlineData("10", false)]
    [InlineData("11", true)]
    public async Task A_redaction_names_its_target_where_the_rooms_version_has_it(string version, bool inContent)
    {
        await using var scene = await MatrixScene.SetAsync(version: version);
        var since = (await scene.Bot.SyncAsync()).Next();
        var said = await scene.People.SayAsync("Bo", scene.Room, "Hello");
        await scene.People.RedactAsync("Bo", scene.Room, said);
        var told = (await scene.Bot.SyncAsync(since)).Timeline(scene.Room);
        Assert.Empty(told[0]["content"]!.AsObject());
        Assert.Equal((string)told[1]["event_id"]!, (string)told[0]["unsigned"]!["redacted_because"]!["event_id"]!);
        Assert.Equal(said, (string)told[1]["redacts"]!);
        Assert.Equal(inContent ? said : null, told[1]["content"]!["redacts"].AsText());
    }

    [Fact]
    public async Task Only_those_with_the_power_redact_what_others_said()
    {
        await using var scene = await MatrixScene.SetAsync();
        var said = await scene.People.SayAsync("Bo", scene.Room, "Hello");
        Assert.Equal("M_FORBIDDEN", (await scene.Bot.RedactAsync(scene.Room, said)).Code);
        await scene.People.RedactAsync("Ana", scene.Room, said);
        Assert.True((await scene.People.ReadAsync("Bo", scene.Room))[0].Redacted);
    }

    [Fact]
    public async Task Relations_come_newest_first_in_pages_without_what_was_redacted()
    {
        await using var scene = await MatrixScene.SetAsync();
        var said = await scene.People.SayAsync("Ana", scene.Room, "Hello");
        var ids = new List<string>();
        foreach (var key in new[] { "1", "2", "3", "4" }) ids.Add(await scene.People.ReactAsync("Bo", scene.Room, said, key));
        await scene.People.RedactAsync("Bo", scene.Room, ids[1]);
        await scene.People.EditAsync("Ana", scene.Room, said, "Hello, all");
        var path = $"/_matrix/client/v1/rooms/{scene.Room}/relations/{Uri.EscapeDataString(said)}/m.annotation/m.reaction?limit=2";
        var first = await scene.Bot.GetAsync(path);
        Assert.Equal([ids[3], ids[2]], Ids(first));
        var second = await scene.Bot.GetAsync($"{path}&from={first["next_batch"]}");
        Assert.Equal([ids[0]], Ids(second));
        Assert.Null(second.Json!["next_batch"]);
        var all = await scene.Bot.GetAsync($"/_matrix/client/v1/rooms/{scene.Room}/relations/{Uri.EscapeDataString(said)}?dir=f&limit=50");
        Assert.Equal(["m.reaction", "m.reaction", "m.reaction", "m.room.message"], all.Json!["chunk"]!.AsArray().Select(e => (string)e!["type"]!));

        static IEnumerable<string> Ids(MatrixAnswer page) => page.Json!["chunk"]!.AsArray().Select(e => (string)e!["event_id"]!);
    }

    [Fact]
    public async Task In_an_encrypted_room_only_people_read_what_people_say()
    {
        await using var scene = await MatrixScene.SetAsync(encrypted: true);
        var said = await scene.People.SayAsync("Ana", scene.Room, "secret");
        await scene.People.SayAsync("Bo", scene.Room, "whispered", thread: said);
        await scene.Bot.SayAsync(scene.Room, "in the clear");
        var seen = (await scene.Bot.SyncAsync()).Timeline(scene.Room).TakeLast(3).ToList();
        Assert.Equal(["m.room.encrypted", "m.room.encrypted", "m.room.message"], seen.Types());
        Assert.Equal(said, (string)seen[1]["content"]!["m.relates_to"]!["event_id"]!);
        Assert.DoesNotContain(seen, e => e.ToJsonString().Contains("whispered", StringComparison.Ordinal));
        Assert.Equal(["secret", "whispered", "in the clear"], (await scene.People.ReadAsync("Bo", scene.Room)).Select(m => m.Body));
    }

    private static string Edit(string original, string body) => new JsonObject
    {
        ["msgtype"] = "m.text",
        ["body"] = "* " + body,
        ["m.new_content"] = new JsonObject { ["msgtype"] = "m.text", ["body"] = body },
        ["m.relates_to"] = new JsonObject { ["rel_type"] = "m.replace", ["event_id"] = original },
    }.ToJsonString();

    private static string Threaded(string root) => new JsonObject
    {
        ["msgtype"] = "m.text",
        ["body"] = "x",
        ["m.relates_to"] = new JsonObject
        {
            ["rel_type"] = "m.thread",
            ["event_id"] = root,
            ["is_falling_back"] = true,
            ["m.in_reply_to"] = new JsonObject { ["event_id"] = root },
        },
    }.ToJsonString();
}
