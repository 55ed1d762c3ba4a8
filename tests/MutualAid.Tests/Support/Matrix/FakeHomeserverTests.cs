using System.Text.Json.Nodes;
using Xunit;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>The fake itself: sessions, what every request has in common, and a whole conversation.</summary>
public sealed class FakeHomeserverTests
{
    [Fact]
    public async Task A_bot_is_invited_comes_reads_answers_and_is_read()
    {
        await using var scene = await MatrixScene.SetAsync(botIsIn: false);
        var first = await scene.Bot.SyncAsync();
        var invite = SyncReading.Events(first.Room(scene.Room, "invite")!["invite_state"]);
        Assert.Contains(invite, e => e["type"].AsText() == "m.room.name" && (string)e["content"]!["name"]! == "Neighbours");
        Assert.Equal(scene.Ana, (string)invite.Single(e => e["state_key"].AsText() == scene.BotAccount.UserId)["sender"]!);
        Assert.All(invite, e => Assert.Equal(["content", "sender", "state_key", "type"], e.Select(p => p.Key).Order()));
        Assert.Equal(200, (await scene.Bot.JoinAsync(scene.Room)).Status);

        var asked = await scene.People.SayAsync("Ana", scene.Room, "!need groceries");
        var second = await scene.Bot.SyncAsync(first.Next());
        Assert.Equal("!need groceries", second.Timeline(scene.Room).Bodies()[^1]);
        Assert.Equal(200, (await scene.Bot.SayAsync(scene.Room, "Posted")).Status);
        Assert.Equal(200, (await scene.Bot.ReactAsync(scene.Room, asked, "👍")).Status);

        var read = await scene.People.ReadAsync("Bo", scene.Room);
        Assert.Equal(["!need groceries", "Posted"], read.Select(m => m.Body));
        Assert.Equal([scene.BotAccount.UserId], read[0].Reactions["👍"]);
        Assert.Empty(scene.Fake.Violations);
    }

    [Fact]
    public async Task Without_a_good_token_nothing_is_answered()
    {
        await using var scene = await MatrixScene.SetAsync();
        scene.Bot.Token = null;
        var missing = await scene.Bot.GetAsync("/account/whoami");
        Assert.Equal((401, "M_MISSING_TOKEN"), (missing.Status, missing.Code));
        scene.Bot.Token = "syt_wrong";
        var unknown = await scene.Bot.GetAsync("/account/whoami");
        Assert.Equal((401, "M_UNKNOWN_TOKEN", false), (unknown.Status, unknown.Code, (bool)unknown.Json!["soft_logout"]!));
        Assert.Equal(200, (await scene.Bot.GetAsync("/_matrix/client/versions")).Status);
    }

    [Fact]
    public async Task To_log_in_again_with_the_same_device_voids_its_older_token_only()
    {
        await using var scene = await MatrixScene.SetAsync();
        using var login = new MatrixWire(scene.Fake.Url, token: null);
        var first = await LogInAsync(login, scene.BotAccount, "BOT");
        var second = await LogInAsync(login, scene.BotAccount, "BOT");
        Assert.Equal("BOT", second["device_id"]);
        Assert.Equal(200, (await scene.Bot.GetAsync("/account/whoami")).Status);
        scene.Bot.Token = first["access_token"];
        Assert.Equal(401, (await scene.Bot.GetAsync("/account/whoami")).Status);
        scene.Bot.Token = second["access_token"];
        Assert.Equal("BOT", (await scene.Bot.GetAsync("/account/whoami"))["device_id"]);
        Assert.Equal(200, (await scene.Bot.PostAsync("/logout")).Status);
        Assert.Equal("M_UNKNOWN_TOKEN", (await scene.Bot.GetAsync("/account/whoami")).Code);
        var wrong = await LogInAsync(login, scene.BotAccount with { Password = "guess" }, "BOT");
        Assert.Equal((403, "M_FORBIDDEN"), (wrong.Status, wrong.Code));
        Assert.Empty(scene.Fake.Violations);
    }

    [Fact]
    public async Task What_is_not_served_is_unrecognised()
    {
        await using var scene = await MatrixScene.SetAsync();
        var unknown = await scene.Bot.GetAsync($"/user/{scene.BotAccount.UserId}/nothing");
        Assert.Equal((404, "M_UNRECOGNIZED"), (unknown.Status, unknown.Code));
        var otherMethod = await scene.Bot.PostAsync("/account/whoami");
        Assert.Equal((405, "M_UNRECOGNIZED"), (otherMethod.Status, otherMethod.Code));
        // Described, though not here.
        scene.Fake.Violations.Clear();
        Assert.Equal(404, (await scene.Bot.PostAsync("/keys/query", """{"device_keys":{}}""")).Status);
        Assert.Empty(scene.Fake.Violations);
    }

    [Fact]
    public async Task A_body_that_is_no_JSON_is_refused()
    {
        await using var scene = await MatrixScene.SetAsync();
        Assert.Equal("M_NOT_JSON", (await scene.Bot.PostAsync("/createRoom", "{")).Code);
        Assert.Equal("M_BAD_JSON", (await scene.Bot.PutAsync($"/user/{scene.BotAccount.UserId}/account_data/x", "[]")).Code);
    }

    [Fact]
    public async Task What_is_not_as_described_is_refused_and_told()
    {
        if (Description.Current is null) Assert.Skip("The description is not at hand.");
        await using var scene = await MatrixScene.SetAsync();
        var message = await scene.Bot.WriteAsync(scene.Room, "m.room.message", """{"msgtype":"m.text"}""");
        Assert.Equal((400, "M_BAD_JSON"), (message.Status, message.Code));
        Assert.Equal(400, (await scene.Bot.WriteAsync(scene.Room, "m.room.message", """{"msgtype":"m.text","body":"x","formatted_body":1}""")).Status);
        Assert.Equal(400, (await scene.Bot.WriteAsync(scene.Room, "m.reaction", """{"m.relates_to":{"rel_type":"m.like","event_id":"$x","key":"x"}}""")).Status);
        Assert.Equal(400, (await scene.Bot.PostAsync("/createRoom", """{"preset":"secret"}""")).Status);
        Assert.Equal(400, (await scene.Bot.PostAsync($"/rooms/{scene.Room}/invite", "{}")).Status);
        Assert.Equal(404, (await scene.Bot.GetAsync("/no/such/thing")).Status);
        Assert.Equal(6, scene.Fake.Violations.Count);
    }

    [Fact]
    public async Task Account_data_are_kept_by_type_and_told_in_the_next_sync()
    {
        await using var scene = await MatrixScene.SetAsync();
        var since = (await scene.Bot.SyncAsync()).Next();
        var mine = "/user/" + scene.BotAccount.UserId;
        Assert.Equal("M_NOT_FOUND", (await scene.Bot.GetAsync(mine + "/account_data/m.direct")).Code);
        Assert.Equal(200, (await scene.Bot.PutAsync(mine + "/account_data/m.direct", """{"@a:b":["!x:y"]}""")).Status);
        Assert.Equal(200, (await scene.Bot.PutAsync($"{mine}/rooms/{scene.Room}/account_data/org.x", """{"n":1}""")).Status);
        Assert.Equal("!x:y", (string)(await scene.Bot.GetAsync(mine + "/account_data/m.direct")).Json!["@a:b"]![0]!);
        Assert.Equal(1, (int)(await scene.Bot.GetAsync($"{mine}/rooms/{scene.Room}/account_data/org.x")).Json!["n"]!);
        Assert.Equal("M_FORBIDDEN", (await scene.Bot.PutAsync($"/user/{scene.Ana}/account_data/m.direct", "{}")).Code);
        var sync = await scene.Bot.SyncAsync(since);
        Assert.Equal(["m.direct"], SyncReading.Events(sync["account_data"]).Types());
        Assert.Equal(["org.x"], SyncReading.Events(sync.Room(scene.Room)!["account_data"]).Types());
        Assert.Null((await scene.Bot.SyncAsync(sync.Next()))["account_data"]);
    }

    [Fact]
    public async Task A_new_display_name_is_an_event_in_every_room()
    {
        await using var scene = await MatrixScene.SetAsync();
        var since = (await scene.Bot.SyncAsync()).Next();
        Assert.Equal(200, (await scene.Bot.PutAsync($"/profile/{scene.BotAccount.UserId}/displayname", """{"displayname":"Aid"}""")).Status);
        var told = Assert.Single((await scene.Bot.SyncAsync(since)).Timeline(scene.Room));
        Assert.Equal(("m.room.member", "Aid", "Helper"), ((string)told["type"]!, (string)told["content"]!["displayname"]!, (string)told["unsigned"]!["prev_content"]!["displayname"]!));
        Assert.Equal("Aid", (await scene.Bot.GetAsync("/profile/" + scene.BotAccount.UserId))["displayname"]);
        Assert.Equal(404, (await scene.Bot.GetAsync("/profile/@nobody:fake.test")).Status);
    }

    [Fact]
    public async Task People_call_the_API_with_their_own_token_whatever_goes_wrong_over_HTTP()
    {
        await using var scene = await MatrixScene.SetAsync();
        await scene.Fake.GoAwayAsync();
        var me = await scene.People.CallAsync("Ana", HttpMethod.Get, Routes.V3 + "/account/whoami");
        Assert.Equal(scene.Ana, me.GetProperty("user_id").GetString());
        await scene.People.CallAsync("Ana", HttpMethod.Put, $"{Routes.V3}/rooms/{scene.Room}/state/m.room.topic/", new JsonObject { ["topic"] = "Help" });
        var refused = await Assert.ThrowsAsync<MatrixError>(() => scene.People.CallAsync("Bo", HttpMethod.Put, $"{Routes.V3}/rooms/{scene.Room}/state/m.room.topic", new JsonObject()));
        Assert.Equal(403, refused.Status);
    }

    private static Task<MatrixAnswer> LogInAsync(MatrixWire wire, MatrixAccount account, string device) => wire.PostAsync("/login", new JsonObject
    {
        ["type"] = "m.login.password",
        ["identifier"] = new JsonObject { ["type"] = "m.id.user", ["user"] = account.UserId },
        ["password"] = account.Password,
        ["device_id"] = device,
    }.ToJsonString());
}
