using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Matrix;

internal static class RoomRoutes
{
    private const string Base = Routes.V3 + "/rooms/{roomId}";

    public static readonly ApiRoute[] All =
    [
        new("POST", Routes.V3 + "/createRoom", Create) { IsLimited = true },
        new("POST", Base + "/join", call => Join(call, call.World.FindRoom(call.Parameter("roomId")))),
        new("POST", Routes.V3 + "/join/{roomIdOrAlias}", call => Join(call, Named(call))),
        new("POST", Base + "/invite", call => On(call, user => Memberships.Invite(call.World, call.User, call.Room(), user, Reason(call)))) { IsLimited = true },
        new("POST", Base + "/kick", call => On(call, user => Memberships.Kick(call.World, call.User, call.Room(), user, Text(call)))),
        new("POST", Base + "/ban", call => On(call, user => Memberships.Ban(call.World, call.User, call.Room(), user, Text(call)))),
        new("POST", Base + "/unban", call => On(call, user => Memberships.Unban(call.World, call.User, call.Room(), user, Text(call)))),
        new("POST", Base + "/leave", Leave),
        new("POST", Base + "/forget", Forget),
        new("POST", Base + "/upgrade", Upgrade),
        new("GET", Routes.V3 + "/joined_rooms", Joined),
    ];

    private static ApiAnswer Create(ApiCall call)
    {
        var room = RoomMaker.Create(call.Fake, call.User, call.Json);
        return ApiAnswer.Ok(new JsonObject { ["room_id"] = room.Id });
    }

    private static FakeRoom? Named(ApiCall call)
    {
        var name = call.Parameter("roomIdOrAlias");
        if (!name.StartsWith('#')) return name.StartsWith('!') ? call.World.FindRoom(name) : throw MatrixError.Invalid($"{name} was not legal room ID or room alias");
        return call.World.Aliases.TryGetValue(name, out var found) ? found.Room : throw MatrixError.NotFound($"Room alias {name} not found");
    }

    private static ApiAnswer Join(ApiCall call, FakeRoom? room)
    {
        if (room is null) throw new MatrixError(404, "M_UNKNOWN", "Can't join remote room because no servers that are in the room have been provided.");
        Memberships.Join(call.World, call.User, room, Text(call));
        return ApiAnswer.Ok(new JsonObject { ["room_id"] = room.Id });
    }

    private static ApiAnswer Leave(ApiCall call)
    {
        var room = call.World.FindRoom(call.Parameter("roomId")) ?? throw MatrixError.NotFound("Not a known room");
        Memberships.Leave(call.World, call.User, room, Text(call));
        return ApiAnswer.Nothing;
    }

    private static ApiAnswer Forget(ApiCall call)
    {
        var room = call.Room();
        if (room.MembershipOf(call.User.Id) is "join" or "invite") throw MatrixError.Unknown($"User {call.User.Id} in room {room.Id}, cannot forget");
        call.User.Rooms.Remove(room);
        return ApiAnswer.Nothing;
    }

    private static ApiAnswer Upgrade(ApiCall call)
    {
        var next = Upgrades.Upgrade(call.Fake, call.User, call.RoomOfMember(), call.Required("new_version"));
        return ApiAnswer.Ok(new JsonObject { ["replacement_room"] = next.Id });
    }

    private static ApiAnswer Joined(ApiCall call) => ApiAnswer.Ok(new JsonObject
    {
        ["joined_rooms"] = new JsonArray([.. call.User.Rooms.Where(r => r.MembershipOf(call.User.Id) == "join").Select(r => (JsonNode)r.Id)]),
    });

    private static ApiAnswer On(ApiCall call, Action<string> act)
    {
        act(call.Required("user_id"));
        return ApiAnswer.Nothing;
    }

    private static JsonObject? Reason(ApiCall call) => Text(call) is { } reason ? new JsonObject { ["reason"] = reason } : null;

    private static string? Text(ApiCall call) => call.Body is JsonObject json ? json["reason"].AsText() : null;
}
