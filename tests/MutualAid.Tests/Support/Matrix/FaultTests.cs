using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>The fake itself: what goes wrong, goes wrong as it was asked to.</summary>
public sealed class FaultTests
{
    [Fact]
    public async Task A_gap_leaves_only_the_last_events_and_says_so()
    {
        await using var scene = await MatrixScene.SetAsync();
        var since = (await scene.Bot.SyncAsync()).Next();
        foreach (var body in new[] { "1", "2", "3" }) await scene.People.SayAsync("Ana", scene.Room, body);
        scene.Fake.Faults.GapAfter = 1;
        var sync = await scene.Bot.SyncAsync(since);
        Assert.Equal(["3"], sync.Timeline(scene.Room).Bodies());
        Assert.True(sync.IsLimited(scene.Room));
        scene.Fake.Faults.BlankPages = 1;
        var from = (string)sync.Room(scene.Room)!["timeline"]!["prev_batch"]!;
        var blank = await scene.Bot.GetAsync($"/rooms/{scene.Room}/messages?dir=b&from={from}&to={since}");
        Assert.Empty(blank.Json!["chunk"]!.AsArray());
        var page = await scene.Bot.GetAsync($"/rooms/{scene.Room}/messages?dir=b&from={blank["end"]}&to={since}");
        Assert.Equal(["2", "1"], page.Json!["chunk"]!.AsArray().Select(e => (string)e!["content"]!["body"]!));
    }

    [Fact]
    public async Task Repeated_events_come_again_before_the_new_ones()
    {
        await using var scene = await MatrixScene.SetAsync();
        await scene.People.SayAsync("Ana", scene.Room, "1");
        await scene.People.SayAsync("Ana", scene.Room, "2");
        var since = (await scene.Bot.SyncAsync()).Next();
        scene.Fake.Faults.Repeats = 2;
        Assert.Null((await scene.Bot.SyncAsync(since))["rooms"]);
        await scene.People.SayAsync("Ana", scene.Room, "3");
        Assert.Equal(["1", "2", "3"], (await scene.Bot.SyncAsync(since)).Timeline(scene.Room).Bodies());
    }

    [Fact]
    public async Task Reordered_events_of_one_sender_stay_in_order()
    {
        await using var scene = await MatrixScene.SetAsync();
        var since = (await scene.Bot.SyncAsync()).Next();
        scene.Fake.Faults.Reorders = true;
        await scene.People.SayAsync("Ana", scene.Room, "a1");
        await scene.People.SayAsync("Bo", scene.Room, "b1");
        await scene.People.SayAsync("Ana", scene.Room, "a2");
        Assert.Equal(["b1", "a1", "a2"], (await scene.Bot.SyncAsync(since)).Timeline(scene.Room).Bodies());
    }

    [Theory]
    [InlineData(WaitForm.Both, true, true)]
    [InlineData(WaitForm.JsonOnly, true, false)]
    [InlineData(WaitForm.HeaderOnly, false, true)]
    [InlineData(WaitForm.Neither, false, false)]
    public async Task Too_many_requests_are_told_in_every_form(object form, bool inJson, bool inHeader)
    {
        await using var scene = await MatrixScene.SetAsync(time: new FakeTimeProvider());
        scene.Fake.Faults.Next(1, r => r.IsWriting && r.User == scene.BotAccount.UserId, new HttpFault.TooMany(TimeSpan.FromMilliseconds(1500), (WaitForm)form));
        var many = await scene.Bot.SayAsync(scene.Room, "x", "t");
        Assert.Equal((429, "M_LIMIT_EXCEEDED"), (many.Status, many.Code));
        Assert.Equal(inJson ? 1500 : null, many.Json!["retry_after_ms"].AsNumber());
        Assert.Equal(inHeader ? TimeSpan.FromSeconds(2) : null, many.Headers.RetryAfter?.Delta);
        Assert.Equal(200, (await scene.Bot.SayAsync(scene.Room, "x", "t")).Status);
        Assert.Equal(form is WaitForm.Neither ? 0 : 1, scene.Fake.TooEarly.Count);
    }

    [Fact]
    public async Task A_rate_limit_lets_a_burst_pass_and_then_so_many_per_second()
    {
        var time = new FakeTimeProvider();
        await using var scene = await MatrixScene.SetAsync(time: time);
        scene.Fake.RateLimit = new RateLimit(burst: 2, perSecond: 0.5);
        Assert.Equal(200, (await scene.Bot.SayAsync(scene.Room, "1", "1")).Status);
        Assert.Equal(200, (await scene.Bot.SayAsync(scene.Room, "2")).Status);
        // What was done before is answered without being counted.
        Assert.Equal(200, (await scene.Bot.SayAsync(scene.Room, "1", "1")).Status);
        var many = await scene.Bot.SayAsync(scene.Room, "3", "again");
        Assert.Equal(2000, many.Json!["retry_after_ms"].AsNumber());
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(200, (await scene.Bot.SayAsync(scene.Room, "3", "again")).Status);
        Assert.Empty(scene.Fake.TooEarly);
        await scene.Bot.SayAsync(scene.Room, "4", "hasty");
        await scene.Bot.SayAsync(scene.Room, "4", "hasty");
        Assert.Single(scene.Fake.TooEarly);
        scene.Fake.RateLimit = new RateLimit(burst: 0, perSecond: 1) { Exempt = new HashSet<string> { scene.BotAccount.UserId } };
        Assert.Equal(200, (await scene.Bot.SayAsync(scene.Room, "5")).Status);
        await scene.People.CallAsync("Ana", HttpMethod.Put, $"{Routes.V3}/rooms/{scene.Room}/send/org.x/1", new JsonObject());
    }

    [Fact]
    public async Task A_failure_after_the_act_leaves_it_done_and_the_same_transaction_finds_it()
    {
        await using var scene = await MatrixScene.SetAsync();
        scene.Fake.Faults.Next(1, r => r.IsWriting, new HttpFault.Answer(502));
        var before = await scene.Bot.SayAsync(scene.Room, "never", "a");
        Assert.Equal((502, null), (before.Status, before.Json));
        Assert.Empty(await scene.People.ReadAsync("Ana", scene.Room));
        scene.Fake.Faults.Next(1, r => r.IsWriting, new HttpFault.Answer(504, AfterActing: true));
        Assert.Equal(504, (await scene.Bot.SayAsync(scene.Room, "done", "b")).Status);
        scene.Fake.Faults.Next(1, r => r.IsWriting, new HttpFault.Cut(AfterActing: true));
        await Assert.ThrowsAsync<HttpRequestException>(() => scene.Bot.SayAsync(scene.Room, "cut", "c"));
        Assert.Equal(200, (await scene.Bot.SayAsync(scene.Room, "done", "b")).Status);
        Assert.Equal(200, (await scene.Bot.SayAsync(scene.Room, "cut", "c")).Status);
        Assert.Equal(["done", "cut"], (await scene.People.ReadAsync("Ana", scene.Room)).Select(m => m.Body));
        Assert.Equal([502, 504, 0, 200, 200], scene.Fake.Requests.Of($"PUT {Routes.V3}/rooms/{{roomId}}/send/{{eventType}}/{{txnId}}").Select(r => r.Status));
    }

    [Fact]
    public async Task A_request_that_hangs_is_let_go_of()
    {
        await using var scene = await MatrixScene.SetAsync();
        scene.Fake.Faults.Next(1, r => r.IsWriting, new HttpFault.Hang(AfterActing: true));
        var hanging = scene.Bot.SayAsync(scene.Room, "x");
        while ((await scene.People.ReadAsync("Ana", scene.Room)).Count == 0) await Briefly.PauseAsync();
        Assert.False(hanging.IsCompleted);
        scene.Fake.Faults.ReleaseAll();
        Assert.Equal(200, (await hanging).Status);
    }

    [Fact]
    public async Task A_server_that_was_gone_comes_back_at_the_same_place_with_everything_it_knew()
    {
        await using var scene = await MatrixScene.SetAsync();
        var url = scene.Fake.Url;
        var since = (await scene.Bot.SyncAsync()).Next();
        var waiting = scene.Bot.SyncAsync(since, more: "&timeout=60000");
        await scene.Fake.GoAwayAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => waiting);
        await Assert.ThrowsAsync<HttpRequestException>(() => scene.Bot.GetAsync("/account/whoami"));
        await scene.People.SayAsync("Ana", scene.Room, "meanwhile");
        await scene.Fake.ComeBackAsync();
        Assert.Equal(url, scene.Fake.Url);
        Assert.Equal(["meanwhile"], (await scene.Bot.SyncAsync(since)).Timeline(scene.Room).Bodies());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_session_that_is_ended_says_whether_its_device_lives_on(bool soft)
    {
        await using var scene = await MatrixScene.SetAsync();
        var waiting = scene.Bot.TrySyncAsync((await scene.Bot.SyncAsync()).Next(), more: "&timeout=60000");
        scene.Fake.InvalidateTokens(scene.BotAccount.UserId, soft);
        var ended = await waiting;
        Assert.Equal((401, "M_UNKNOWN_TOKEN", soft), (ended.Status, ended.Code, (bool)ended.Json!["soft_logout"]!));
    }

    [Fact]
    public async Task Forgotten_places_in_the_stream_are_refused_and_new_ones_taken()
    {
        await using var scene = await MatrixScene.SetAsync();
        var since = (await scene.Bot.SyncAsync()).Next();
        scene.Fake.ForgetSyncTokens();
        var refused = await scene.Bot.TrySyncAsync(since);
        Assert.Equal((400, "M_UNKNOWN"), (refused.Status, refused.Code));
        Assert.Equal(200, (await scene.Bot.TrySyncAsync((await scene.Bot.SyncAsync()).Next())).Status);
        Assert.Equal("M_UNKNOWN", (await scene.Bot.TrySyncAsync("nonsense")).Code);
    }

    [Fact]
    public async Task A_forged_event_arrives_as_it_was_written()
    {
        await using var scene = await MatrixScene.SetAsync();
        scene.Fake.HoldsItselfToTheDescription = false;
        var since = (await scene.Bot.SyncAsync()).Next();
        scene.Fake.Inject(scene.Room, (JsonObject)JsonNode.Parse("""{"type":"m.room.message","sender":null,"content":{"body":5,"m.relates_to":"x"}}""")!);
        scene.Fake.Inject(scene.Room, (JsonObject)JsonNode.Parse("""{"type":7,"sender":"@far:away.test","event_id":["no"],"origin_server_ts":"yesterday"}""")!);
        var long60 = new JsonObject { ["type"] = "m.room.message", ["sender"] = scene.Ana, ["content"] = new JsonObject { ["msgtype"] = "m.text", ["body"] = new string('x', 60_000) } };
        var id = scene.Fake.Inject(scene.Room, long60);
        scene.Fake.Inject(scene.Room, (JsonObject)JsonNode.Parse("""{"type":"m.room.member","state_key":"@far:away.test","sender":"@far:away.test","content":{"membership":3}}""")!);
        var told = (await scene.Bot.SyncAsync(since)).Timeline(scene.Room);
        Assert.Equal(4, told.Count);
        Assert.True(told[0].ContainsKey("sender") && told[0]["sender"] is null);
        Assert.Equal(5, (int)told[0]["content"]!["body"]!);
        Assert.False(told[1].ContainsKey("content"));
        Assert.Equal("yesterday", (string)told[1]["origin_server_ts"]!);
        Assert.Equal(id, (string)told[2]["event_id"]!);
        Assert.Equal(200, (await scene.Bot.GetAsync($"/rooms/{scene.Room}/joined_members")).Status);
        // A member without a membership is no member, and messages are read as far as they make sense.
        Assert.Equal(2, (await scene.People.ReadAsync("Ana", scene.Room)).Count);
    }
}
