using System.Text.Json.Nodes;
using Xunit;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>The fake itself: who may be where, and what they may do there.</summary>
public sealed class RoomTests
{
    [Fact]
    public async Task A_private_room_takes_only_those_who_were_invited()
    {
        await using var scene = await MatrixScene.SetAsync(botIsIn: false);
        var other = await scene.People.CreateRoomAsync("Ana", new RoomWanted("Other", []));
        Assert.Equal("M_FORBIDDEN", (await scene.Bot.JoinAsync(other)).Code);
        Assert.Equal("M_FORBIDDEN", (await scene.Bot.GetAsync($"/rooms/{scene.Room}/state")).Code);
        Assert.Equal("M_FORBIDDEN", (await scene.Bot.GetAsync($"/rooms/{scene.Room}/messages?dir=b")).Code);
        Assert.Equal("M_FORBIDDEN", (await scene.Bot.PostAsync($"/rooms/{other}/invite", $$"""{"user_id":"{{scene.Bo}}"}""")).Code);
        Assert.Equal(404, (await scene.Bot.JoinAsync("!nowhere:fake.test")).Status);
        Assert.Equal(200, (await scene.Bot.PostAsync($"/rooms/{scene.Room}/join")).Status);
        Assert.Equal(scene.Room, (await scene.Bot.JoinAsync(scene.Room))["room_id"]);
        Assert.Equal(scene.Room, (string)(await scene.Bot.GetAsync("/joined_rooms")).Json!["joined_rooms"]!.AsArray().Single()!);
    }

    [Fact]
    public async Task Who_is_banned_comes_back_only_when_the_ban_is_lifted_and_they_are_invited()
    {
        await using var scene = await MatrixScene.SetAsync();
        await scene.People.BanAsync("Ana", scene.Room, scene.BotAccount.UserId);
        Assert.Equal(403, (await scene.Bot.JoinAsync(scene.Room)).Status);
        await Assert.ThrowsAsync<MatrixError>(() => scene.People.InviteAsync("Ana", scene.Room, scene.BotAccount.UserId));
        await scene.People.CallAsync("Ana", HttpMethod.Post, $"{Routes.V3}/rooms/{scene.Room}/unban", new JsonObject { ["user_id"] = scene.BotAccount.UserId });
        await scene.People.InviteAsync("Ana", scene.Room, scene.BotAccount.UserId);
        Assert.Equal(200, (await scene.Bot.JoinAsync(scene.Room)).Status);
    }

    [Fact]
    public async Task Power_decides_who_sends_sets_kicks_and_gives_power()
    {
        await using var scene = await MatrixScene.SetAsync();
        Assert.Equal("M_FORBIDDEN", (await scene.Bot.SetAsync(scene.Room, "m.room.topic", """{"topic":"x"}""")).Code);
        Assert.Equal("M_FORBIDDEN", (await scene.Bot.PostAsync($"/rooms/{scene.Room}/kick", $$"""{"user_id":"{{scene.Bo}}"}""")).Code);
        await LevelsAsync(scene, l => l["users"]![scene.BotAccount.UserId] = 50);
        Assert.Equal(200, (await scene.Bot.SetAsync(scene.Room, "m.room.topic", """{"topic":"x"}""")).Status);
        Assert.Equal("M_FORBIDDEN", (await scene.Bot.PostAsync($"/rooms/{scene.Room}/kick", $$"""{"user_id":"{{scene.Ana}}"}""")).Code);
        Assert.Equal(200, (await scene.Bot.PostAsync($"/rooms/{scene.Room}/kick", $$"""{"user_id":"{{scene.Bo}}"}""")).Status);
        Assert.Equal("M_FORBIDDEN", (await scene.Bot.SetAsync(scene.Room, "m.room.power_levels", """{"users":{}}""")).Code);
        await LevelsAsync(scene, l => l["events_default"] = 60);
        Assert.Equal("M_FORBIDDEN", (await scene.Bot.SayAsync(scene.Room, "x")).Code);
        await LevelsAsync(scene, l => l["events"]!["m.reaction"] = 0);
        Assert.Equal("M_FORBIDDEN", (await scene.Bot.SetAsync(scene.Room, "org.x", "{}", scene.Ana)).Code);
    }

    [Fact]
    public async Task The_same_state_again_is_no_new_event()
    {
        await using var scene = await MatrixScene.SetAsync(powers: new Dictionary<string, int> { ["@bot:fake.test"] = 50 });
        var first = await scene.Bot.SetAsync(scene.Room, "org.x", """{"a":1}""", "k");
        Assert.Equal(first["event_id"], (await scene.Bot.SetAsync(scene.Room, "org.x", """{"a":1}""", "k"))["event_id"]);
        Assert.NotEqual(first["event_id"], (await scene.Bot.SetAsync(scene.Room, "org.x", """{"a":2}""", "k"))["event_id"]);
        Assert.Equal(2, (int)(await scene.Bot.GetAsync($"/rooms/{scene.Room}/state/org.x/k")).Json!["a"]!);
        Assert.Equal("org.x", (await scene.Bot.GetAsync($"/rooms/{scene.Room}/state/org.x/k?format=event"))["type"]);
        Assert.Equal("M_NOT_FOUND", (await scene.Bot.GetAsync($"/rooms/{scene.Room}/state/org.x/other")).Code);
    }

    [Fact]
    public async Task A_bot_makes_a_room_for_two_and_the_other_is_there()
    {
        await using var scene = await MatrixScene.SetAsync();
        var made = await scene.Bot.PostAsync("/createRoom", $$"""{"preset":"private_chat","is_direct":true,"invite":["{{scene.Bo}}"]}""");
        var room = made["room_id"];
        Assert.Matches("^![A-Za-z]{18}:fake\\.test$", room);
        Assert.Contains(room, await scene.People.RoomsAsync("Bo"));
        var sync = await scene.Bot.SyncAsync(filter: """{"room":{"timeline":{"limit":50}}}""");
        Assert.Equal(
            ["m.room.create", "m.room.member", "m.room.power_levels", "m.room.join_rules", "m.room.history_visibility", "m.room.guest_access", "m.room.member", "m.room.member"],
            sync.Timeline(room).Types());
        Assert.True((bool)sync.Timeline(room)[^2]["content"]!["is_direct"]!);
        await scene.Bot.SayAsync(room, "Only for you");
        Assert.Equal("Only for you", (await scene.People.ReadAsync("Bo", room)).Single().Body);
        await Assert.ThrowsAsync<MatrixError>(() => scene.People.ReadAsync("Ana", room));
    }

    [Fact]
    public async Task Who_refuses_an_invitation_leaves_a_room_that_only_its_maker_is_in()
    {
        await using var scene = await MatrixScene.SetAsync();
        scene.Fake.RefuseInvites(scene.Bo);
        var made = await scene.Bot.PostAsync("/createRoom", $$"""{"preset":"private_chat","invite":["{{scene.Bo}}"]}""");
        Assert.Equal((403, "M_INVITE_BLOCKED"), (made.Status, made.Code));
        Assert.Equal(2, (await scene.Bot.GetAsync("/joined_rooms")).Json!["joined_rooms"]!.AsArray().Count);
        scene.Fake.RefuseInvites(scene.Bo, code: null);
        Assert.Equal(200, (await scene.Bot.PostAsync("/createRoom", $$"""{"preset":"private_chat","invite":["{{scene.Bo}}"]}""")).Status);
    }

    [Fact]
    public async Task An_alias_is_taken_once_and_free_again_when_it_is_deleted()
    {
        await using var scene = await MatrixScene.SetAsync();
        const string Body = """{"preset":"private_chat","room_alias_name":"aid"}""";
        var made = await scene.Bot.PostAsync("/createRoom", Body);
        var taken = await scene.Bot.PostAsync("/createRoom", Body);
        Assert.Equal((400, "M_ROOM_IN_USE"), (taken.Status, taken.Code));
        var directory = "/directory/room/" + Uri.EscapeDataString("#aid:fake.test");
        Assert.Equal(made["room_id"], (await scene.Bot.GetAsync(directory))["room_id"]);
        Assert.Equal(made["room_id"], (await scene.Bot.JoinAsync("#aid:fake.test"))["room_id"]);
        await Assert.ThrowsAsync<MatrixError>(() => scene.People.CallAsync("Ana", HttpMethod.Delete, Routes.V3 + directory));
        Assert.Equal(200, (await scene.Bot.SendAsync(HttpMethod.Delete, directory)).Status);
        Assert.Equal((404, "M_NOT_FOUND"), ((await scene.Bot.GetAsync(directory)).Status, (await scene.Bot.GetAsync(directory)).Code));
        Assert.Equal(200, (await scene.Bot.PostAsync("/createRoom", Body)).Status);
    }

    [Fact]
    public async Task In_version_12_an_id_names_no_server_and_creators_have_power_without_end()
    {
        await using var scene = await MatrixScene.SetAsync(version: "12", powers: new Dictionary<string, int> { ["@bot:fake.test"] = 100 });
        Assert.Matches("^![A-Za-z0-9_-]{43}$", scene.Room);
        var levels = (await scene.Bot.GetAsync($"/rooms/{scene.Room}/state/m.room.power_levels")).Json!.AsObject();
        Assert.Equal(["@bot:fake.test"], levels["users"]!.AsObject().Select(u => u.Key));
        Assert.Null((await scene.Bot.GetAsync($"/rooms/{scene.Room}/state/m.room.create")).Json!["creator"]);
        Assert.Equal("M_FORBIDDEN", (await scene.Bot.PostAsync($"/rooms/{scene.Room}/kick", $$"""{"user_id":"{{scene.Ana}}"}""")).Code);
        await scene.People.KickAsync("Ana", scene.Room, scene.BotAccount.UserId);
        Assert.Equal("M_UNKNOWN", (await scene.Bot.PostAsync("/createRoom", """{"room_version":"12","power_level_content_override":{"users":{"@bot:fake.test":100}}}""")).Code);
        Assert.Equal("M_UNSUPPORTED_ROOM_VERSION", (await scene.Bot.PostAsync("/createRoom", """{"room_version":"77"}""")).Code);
        var trusted = (await scene.Bot.PostAsync("/createRoom", $$"""{"room_version":"12","preset":"trusted_private_chat","invite":["{{scene.Bo}}"]}"""))["room_id"];
        Assert.Equal(scene.Bo, (string)(await scene.Bot.GetAsync($"/rooms/{trusted}/state/m.room.create")).Json!["additional_creators"]![0]!);
    }

    [Fact]
    public async Task Levels_that_leave_out_their_maker_or_are_texts_are_refused()
    {
        await using var scene = await MatrixScene.SetAsync();
        Assert.Equal(400, (await scene.Bot.PostAsync("/createRoom", """{"power_level_content_override":{"users":{"@x:fake.test":100}}}""")).Status);
        var room = (await scene.Bot.PostAsync("/createRoom", "{}"))["room_id"];
        Assert.Equal("M_BAD_JSON", (await scene.Bot.SetAsync(room, "m.room.power_levels", $$"""{"users":{"{{scene.BotAccount.UserId}}":100},"users_default":"5"}""")).Code);
    }

    [Fact]
    public async Task A_room_that_is_replaced_says_by_which_and_the_new_one_says_of_which()
    {
        await using var scene = await MatrixScene.SetAsync();
        var next = await scene.People.UpgradeAsync("Ana", scene.Room, "12", scene.BotAccount.UserId);
        Assert.Equal(next, (await scene.Bot.GetAsync($"/rooms/{scene.Room}/state/m.room.tombstone"))["replacement_room"]);
        Assert.Equal(200, (await scene.Bot.JoinAsync(next)).Status);
        var create = (await scene.Bot.GetAsync($"/rooms/{next}/state/m.room.create")).Json!;
        Assert.Equal(scene.Room, (string)create["predecessor"]!["room_id"]!);
        Assert.Equal("Neighbours", (await scene.Bot.GetAsync($"/rooms/{next}/state/m.room.name"))["name"]);
        Assert.DoesNotContain(next, await scene.People.RoomsAsync("Bo"));
        await Assert.ThrowsAsync<MatrixError>(() => scene.People.UpgradeAsync("Bo", scene.Room, "12"));
    }

    [Fact]
    public async Task A_person_can_leave_invitations_lying_and_come_later()
    {
        await using var scene = await MatrixScene.SetAsync();
        var cruz = await scene.People.ArriveAsync("Cruz", "Cruz", autoJoin: false);
        await scene.People.InviteAsync("Ana", scene.Room, cruz);
        Assert.Empty(await scene.People.RoomsAsync("Cruz"));
        var members = (await scene.Bot.GetAsync($"/rooms/{scene.Room}/members?membership=invite")).Json!["chunk"]!.AsArray();
        Assert.Equal(cruz, (string)Assert.Single(members)!["state_key"]!);
        await scene.People.JoinAsync("Cruz", scene.Room);
        Assert.Equal([scene.Room], await scene.People.RoomsAsync("Cruz"));
    }

    private static async Task LevelsAsync(MatrixScene scene, Action<JsonNode> change)
    {
        var path = $"{Routes.V3}/rooms/{scene.Room}/state/m.room.power_levels";
        var levels = JsonNode.Parse((await scene.People.CallAsync("Ana", HttpMethod.Get, path)).GetRawText())!;
        change(levels);
        await scene.People.CallAsync("Ana", HttpMethod.Put, path, levels);
    }
}
