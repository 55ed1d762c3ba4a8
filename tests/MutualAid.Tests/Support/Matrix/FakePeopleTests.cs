using System.Text.Json.Nodes;
using Xunit;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>The fake itself: what people see at their clients.</summary>
public sealed class FakePeopleTests
{
    [Fact]
    public async Task Replies_and_threads_are_shown_with_what_they_answer()
    {
        await using var scene = await MatrixScene.SetAsync();
        var root = await scene.People.SayAsync("Ana", scene.Room, "root");
        var reply = await scene.People.SayAsync("Bo", scene.Room, "reply", replyTo: root);
        var first = await scene.People.SayAsync("Bo", scene.Room, "in the thread", thread: root);
        // Whichever message of a thread is clicked on, it is the same thread.
        await scene.People.SayAsync("Ana", scene.Room, "also", replyTo: first, thread: first);
        var read = await scene.People.ReadAsync("Ana", scene.Room);
        Assert.Equal([null, root, null, first], read.Select(m => m.ReplyTo));
        Assert.Equal([null, null, root, root], read.Select(m => m.Thread));
        Assert.Equal(reply, read[1].Id);
        Assert.Equal(2, (int)(await scene.Bot.GetAsync($"/rooms/{scene.Room}/event/{Uri.EscapeDataString(root)}")).Json!["unsigned"]!["m.relations"]!["m.thread"]!["count"]!);
    }

    [Fact]
    public async Task An_edited_message_shows_its_new_content_and_keeps_its_place_and_thread()
    {
        await using var scene = await MatrixScene.SetAsync();
        var root = await scene.People.SayAsync("Ana", scene.Room, "root");
        var said = await scene.People.SayAsync("Bo", scene.Room, "mistkae", thread: root);
        await scene.People.SayAsync("Ana", scene.Room, "later");
        await scene.People.EditAsync("Bo", scene.Room, said, "mistake");
        var read = await scene.People.ReadAsync("Ana", scene.Room);
        Assert.Equal(["root", "mistake", "later"], read.Select(m => m.Body));
        Assert.Equal((root, 1, "m.text"), (read[1].Thread, read[1].Edits, read[1].MsgType));
        Assert.False(read[1].Content.TryGetProperty("m.new_content", out _));
    }

    [Fact]
    public async Task Who_left_reads_what_was_said_up_to_then()
    {
        await using var scene = await MatrixScene.SetAsync();
        await scene.People.SayAsync("Ana", scene.Room, "before");
        await scene.People.LeaveAsync("Bo", scene.Room);
        await scene.People.SayAsync("Ana", scene.Room, "after");
        Assert.Equal(["before"], (await scene.People.ReadAsync("Bo", scene.Room)).Select(m => m.Body));
        Assert.Empty(await scene.People.RoomsAsync("Bo"));
        await Assert.ThrowsAsync<MatrixError>(() => scene.People.SayAsync("Bo", scene.Room, "not any more"));
        await Assert.ThrowsAsync<MatrixError>(() => scene.People.ReactAsync("Bo", scene.Room, "$x", "👍"));
    }

    [Fact]
    public async Task The_same_name_twice_is_two_accounts()
    {
        await using var fake = await FakeHomeserver.StartAsync();
        Assert.NotEqual((await fake.People.AddBotAsync("Helper")).UserId, (await fake.People.AddBotAsync("Helper")).UserId);
    }

    [Fact]
    public async Task A_redaction_sent_as_an_event_of_its_own_counts_as_one()
    {
        await using var scene = await MatrixScene.SetAsync(version: "11");
        var said = (await scene.Bot.SayAsync(scene.Room, "x"))["event_id"];
        Assert.Equal(200, (await scene.Bot.WriteAsync(scene.Room, "m.room.redaction", new JsonObject { ["redacts"] = said }.ToJsonString())).Status);
        Assert.True((await scene.People.ReadAsync("Ana", scene.Room)).Single().Redacted);
    }
}
