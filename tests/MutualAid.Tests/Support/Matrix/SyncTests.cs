using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>The fake itself: what a sync tells, and when.</summary>
public sealed class SyncTests
{
    [Fact]
    public async Task A_room_just_joined_comes_with_what_was_said_before_and_counts_as_limited()
    {
        await using var scene = await MatrixScene.SetAsync(botIsIn: false);
        var since = (await scene.Bot.SyncAsync()).Next();
        await scene.People.SayAsync("Ana", scene.Room, "early");
        await scene.Bot.JoinAsync(scene.Room);
        var sync = await scene.Bot.SyncAsync(since);
        Assert.Equal("early", sync.Timeline(scene.Room).Bodies()[^2]);
        Assert.True(sync.IsLimited(scene.Room));
        Assert.Contains("m.room.power_levels", sync.State(scene.Room).Types().Concat(sync.Timeline(scene.Room).Types()));
        Assert.Null(sync.Timeline(scene.Room)[0]["room_id"]);
    }

    [Fact]
    public async Task A_sync_that_waits_answers_as_soon_as_something_is_said()
    {
        await using var scene = await MatrixScene.SetAsync();
        var since = (await scene.Bot.SyncAsync()).Next();
        var waiting = scene.Bot.SyncAsync(since, more: "&timeout=60000");
        await scene.People.SayAsync("Ana", scene.Room, "Hello");
        Assert.Equal(["Hello"], (await waiting).Timeline(scene.Room).Bodies());
    }

    [Fact]
    public async Task A_sync_that_waits_in_vain_answers_with_nothing_when_its_time_is_over()
    {
        var time = new FakeTimeProvider();
        await using var scene = await MatrixScene.SetAsync(time: time);
        var since = (await scene.Bot.SyncAsync()).Next();
        var waiting = scene.Bot.SyncAsync(since, more: "&timeout=30000");
        while (!waiting.IsCompleted)
        {
            await Briefly.PauseAsync();
            time.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Null((await waiting)["rooms"]);
    }

    [Fact]
    public async Task More_than_the_limit_leaves_a_gap_that_earlier_pages_fill()
    {
        await using var scene = await MatrixScene.SetAsync();
        var since = (await scene.Bot.SyncAsync()).Next();
        for (var i = 0; i < 7; i++) await scene.People.SayAsync("Ana", scene.Room, "m" + i);
        var sync = await scene.Bot.SyncAsync(since, """{"room":{"timeline":{"limit":3}}}""");
        Assert.Equal(["m4", "m5", "m6"], sync.Timeline(scene.Room).Bodies());
        Assert.True(sync.IsLimited(scene.Room));

        var from = (string)sync.Room(scene.Room)!["timeline"]!["prev_batch"]!;
        var found = new List<string?>();
        while (true)
        {
            var page = await scene.Bot.GetAsync($"/rooms/{scene.Room}/messages?dir=b&limit=3&from={from}&to={since}");
            found.AddRange(page.Json!["chunk"]!.AsArray().Select(e => (string?)e!["content"]!["body"]));
            if (page.Json["end"] is not { } end) break;
            from = (string)end!;
        }

        Assert.Equal(["m3", "m2", "m1", "m0"], found);
    }

    [Fact]
    public async Task A_filter_is_kept_under_its_id_and_types_outside_of_it_are_not_told()
    {
        await using var scene = await MatrixScene.SetAsync();
        var mine = $"/user/{scene.BotAccount.UserId}/filter";
        var filter = (await scene.Bot.PostAsync(mine, """{"room":{"timeline":{"types":["m.reaction"]},"state":{"types":["m.room.na*"]}}}"""))["filter_id"];
        Assert.Equal(200, (await scene.Bot.GetAsync($"{mine}/{filter}")).Status);
        Assert.Equal("M_NOT_FOUND", (await scene.Bot.GetAsync($"{mine}/99")).Code);
        var said = await scene.People.SayAsync("Ana", scene.Room, "Hello");
        await scene.People.ReactAsync("Bo", scene.Room, said, "👍");
        var sync = await scene.Bot.SyncAsync(filter: filter);
        Assert.Equal(["m.reaction"], sync.Timeline(scene.Room).Types());
        Assert.Equal(["m.room.name"], sync.State(scene.Room).Types());
        await scene.People.SayAsync("Ana", scene.Room, "Nothing that it asked for");
        Assert.Null((await scene.Bot.SyncAsync(sync.Next(), filter))["rooms"]);
        Assert.Equal((400, "M_INVALID_PARAM"), ((await scene.Bot.TrySyncAsync(filter: "99")).Status, (await scene.Bot.TrySyncAsync(filter: "99")).Code));
    }

    [Fact]
    public async Task State_is_told_as_of_before_the_timeline_or_as_of_after_it()
    {
        await using var scene = await MatrixScene.SetAsync();
        var since = (await scene.Bot.SyncAsync()).Next();
        await TopicAsync(scene, "first");
        await scene.People.SayAsync("Ana", scene.Room, "between");
        await TopicAsync(scene, "second");
        const string Filter = """{"room":{"timeline":{"limit":2}}}""";
        Assert.Equal("first", (string)Assert.Single((await scene.Bot.SyncAsync(since, Filter)).State(scene.Room))["content"]!["topic"]!);
        var after = await scene.Bot.SyncAsync(since, Filter, "&use_state_after=true");
        Assert.Null(after.Room(scene.Room)!["state"]);
        Assert.Equal("second", (string)Assert.Single(after.State(scene.Room, "state_after"))["content"]!["topic"]!);
        // A change that the timeline's filter hides is state all the same.
        var hidden = await scene.Bot.SyncAsync(since, """{"room":{"timeline":{"types":["m.room.message"]}}}""");
        Assert.Equal("second", (string)hidden.State(scene.Room).Single(e => (string)e["type"]! == "m.room.topic")["content"]!["topic"]!);
    }

    [Fact]
    public async Task Members_loaded_lazily_are_those_who_spoke_and_each_is_told_once()
    {
        await using var scene = await MatrixScene.SetAsync();
        scene.Fake.AddMembers(scene.Room, 10_000);
        const string Filter = """{"room":{"timeline":{"limit":1},"state":{"lazy_load_members":true}}}""";
        await scene.People.SayAsync("Ana", scene.Room, "one");
        var first = await scene.Bot.SyncAsync(filter: Filter, more: "&use_state_after=true");
        Assert.Equal(new[] { scene.Ana, scene.BotAccount.UserId }.Order(), Members(first));
        Assert.Equal(10_003, (int)first.Room(scene.Room)!["summary"]!["m.joined_member_count"]!);
        await scene.People.SayAsync("Bo", scene.Room, "two");
        var second = await scene.Bot.SyncAsync(first.Next(), Filter, "&use_state_after=true");
        Assert.Equal([scene.Bo], Members(second));
        await scene.People.SayAsync("Bo", scene.Room, "three");
        Assert.Empty(Members(await scene.Bot.SyncAsync(second.Next(), Filter, "&use_state_after=true")));
        // Servers say null where a member has no picture, in spite of the description.
        scene.Fake.HoldsItselfToTheDescription = false;
        Assert.Equal(10_003, (await scene.Bot.GetAsync($"/rooms/{scene.Room}/joined_members")).Json!["joined"]!.AsObject().Count);

        IEnumerable<string> Members(System.Text.Json.Nodes.JsonObject sync) =>
            sync.State(scene.Room, "state_after").Where(e => (string)e["type"]! == "m.room.member").Select(e => (string)e["state_key"]!).Order();
    }

    [Fact]
    public async Task Messages_run_both_ways_and_the_last_full_page_does_not_know_that_it_is_the_last()
    {
        await using var scene = await MatrixScene.SetAsync();
        foreach (var body in new[] { "1", "2", "3" }) await scene.People.SayAsync("Ana", scene.Room, body);
        var filter = Uri.EscapeDataString("""{"types":["m.room.message"],"lazy_load_members":true}""");
        var first = await scene.Bot.GetAsync($"/rooms/{scene.Room}/messages?dir=f&limit=2&filter={filter}");
        Assert.Equal(["1", "2"], Bodies(first));
        Assert.Equal(scene.Ana, (string)Assert.Single(first.Json!["state"]!.AsArray())!["state_key"]!);
        var second = await scene.Bot.GetAsync($"/rooms/{scene.Room}/messages?dir=f&limit=2&filter={filter}&from={first["end"]}");
        Assert.Equal(["3"], Bodies(second));
        var third = await scene.Bot.GetAsync($"/rooms/{scene.Room}/messages?dir=f&limit=2&filter={filter}&from={second["end"]}");
        Assert.Empty(Bodies(third));
        Assert.Null(third.Json!["end"]);
        Assert.Equal(["3"], Bodies(await scene.Bot.GetAsync($"/rooms/{scene.Room}/messages?dir=b&limit=1")));
        Assert.Equal("M_INVALID_PARAM", (await scene.Bot.GetAsync($"/rooms/{scene.Room}/messages?dir=x")).Code);

        static IEnumerable<string?> Bodies(MatrixAnswer page) => page.Json!["chunk"]!.AsArray().Select(e => (string?)e!["content"]!["body"]);
    }

    [Fact]
    public async Task A_room_made_while_nobody_was_listening_is_told_whole()
    {
        await using var scene = await MatrixScene.SetAsync();
        var since = (await scene.Bot.SyncAsync()).Next();
        var room = (await scene.Bot.PostAsync("/createRoom", """{"name":"Mine"}"""))["room_id"];
        var sync = await scene.Bot.SyncAsync(since, """{"room":{"timeline":{"limit":1}}}""", "&use_state_after=true");
        Assert.Equal(["m.room.name"], sync.Timeline(room).Types());
        Assert.Contains("m.room.create", sync.State(room, "state_after").Types());
        Assert.Null(sync.Room(scene.Room));
    }

    [Fact]
    public async Task Only_the_device_that_sent_hears_of_its_transaction()
    {
        await using var scene = await MatrixScene.SetAsync();
        using var other = new MatrixWire(scene.Fake.Url, scene.Fake.Do(() => scene.Fake.World.Sessions.Open(scene.Fake.World.FindAccount(scene.BotAccount.UserId)!).Token));
        await scene.Bot.SayAsync(scene.Room, "Hello", "mine1");
        Assert.Equal("mine1", (string)(await scene.Bot.SyncAsync()).Timeline(scene.Room)[^1]["unsigned"]!["transaction_id"]!);
        Assert.Null((await other.SyncAsync()).Timeline(scene.Room)[^1]["unsigned"]!["transaction_id"]);
    }

    [Fact]
    public async Task Who_is_kicked_hears_of_it_once_and_who_leaves_by_themselves_too()
    {
        await using var scene = await MatrixScene.SetAsync();
        var since = (await scene.Bot.SyncAsync()).Next();
        await scene.People.KickAsync("Ana", scene.Room, scene.BotAccount.UserId, "bye");
        await scene.People.SayAsync("Ana", scene.Room, "said behind its back");
        var sync = await scene.Bot.SyncAsync(since);
        var last = sync.Timeline(scene.Room, "leave")[^1];
        Assert.Equal((scene.Ana, "leave", "bye"), ((string)last["sender"]!, (string)last["content"]!["membership"]!, (string)last["content"]!["reason"]!));
        Assert.Null((await scene.Bot.SyncAsync(sync.Next()))["rooms"]);
        Assert.Null((await scene.Bot.SyncAsync())["rooms"]);
        // Up to then the room can be read; and no longer once it is forgotten.
        var messages = await scene.Bot.GetAsync($"/rooms/{scene.Room}/messages?dir=b&limit=1");
        Assert.Equal("m.room.member", (string)messages.Json!["chunk"]![0]!["type"]!);
        Assert.Equal(200, (await scene.Bot.PostAsync($"/rooms/{scene.Room}/forget")).Status);
        Assert.Equal(403, (await scene.Bot.GetAsync($"/rooms/{scene.Room}/messages?dir=b")).Status);
    }

    [Fact]
    public async Task Typing_and_receipts_are_told_and_can_be_left_out()
    {
        await using var scene = await MatrixScene.SetAsync();
        var since = (await scene.Bot.SyncAsync()).Next();
        var said = await scene.People.SayAsync("Ana", scene.Room, "Hello");
        Assert.Equal(200, (await scene.Bot.PutAsync($"/rooms/{scene.Room}/typing/{scene.BotAccount.UserId}", """{"typing":true,"timeout":30000}""")).Status);
        Assert.Equal(200, (await scene.Bot.PostAsync($"/rooms/{scene.Room}/receipt/m.read/{Uri.EscapeDataString(said)}")).Status);
        Assert.Equal(200, (await scene.Bot.PostAsync($"/rooms/{scene.Room}/read_markers", $$"""{"m.fully_read":"{{said}}"}""")).Status);
        var sync = await scene.Bot.SyncAsync(since);
        Assert.Equal(["m.typing", "m.receipt"], SyncReading.Events(sync.Room(scene.Room)!["ephemeral"]).Types());
        Assert.Equal(["m.fully_read"], SyncReading.Events(sync.Room(scene.Room)!["account_data"]).Types());
        var without = await scene.Bot.SyncAsync(since, """{"presence":{"not_types":["*"]},"room":{"ephemeral":{"not_types":["*"]}}}""");
        Assert.Empty(SyncReading.Events(without.Room(scene.Room)!["ephemeral"]));
    }

    [Fact]
    public async Task Where_history_is_for_members_only_nothing_from_before_is_seen()
    {
        await using var scene = await MatrixScene.SetAsync(botIsIn: false);
        await scene.People.CallAsync("Ana", HttpMethod.Put, $"{Routes.V3}/rooms/{scene.Room}/state/m.room.history_visibility", new System.Text.Json.Nodes.JsonObject { ["history_visibility"] = "joined" });
        var early = await scene.People.SayAsync("Ana", scene.Room, "early");
        await scene.Bot.JoinAsync(scene.Room);
        Assert.DoesNotContain("early", (await scene.Bot.SyncAsync()).Timeline(scene.Room).Bodies());
        Assert.Equal(404, (await scene.Bot.GetAsync($"/rooms/{scene.Room}/event/{Uri.EscapeDataString(early)}")).Status);
    }

    private static Task<System.Text.Json.JsonElement> TopicAsync(MatrixScene scene, string topic) =>
        scene.People.CallAsync("Ana", HttpMethod.Put, $"{Routes.V3}/rooms/{scene.Room}/state/m.room.topic", new System.Text.Json.Nodes.JsonObject { ["topic"] = topic });
}
