using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Matrix;

internal static class StateRoutes
{
    private const string Base = Routes.V3 + "/rooms/{roomId}";

    public static readonly ApiRoute[] All =
    [
        new("GET", Base + "/state", Whole),
        new("GET", Base + "/state/{eventType}", One),
        new("GET", Base + "/state/{eventType}/{stateKey}", One),
        new("PUT", Base + "/state/{eventType}", Put) { IsLimited = true },
        new("PUT", Base + "/state/{eventType}/{stateKey}", Put) { IsLimited = true },
        new("GET", Base + "/joined_members", Joined),
        new("GET", Base + "/members", Members),
    ];

    private static ApiAnswer Whole(ApiCall call)
    {
        var (room, until) = Seen(call);
        return ApiAnswer.Ok(new JsonArray([.. room.AllState(until).Select(e => EventJson.Of(e, call.Device, withRoom: true))]));
    }

    private static ApiAnswer One(ApiCall call)
    {
        var (room, until) = Seen(call);
        var found = room.StateAt(call.Parameter("eventType"), call.Parameters.GetValueOrDefault("stateKey", ""), until) ?? throw MatrixError.NotFound("Event not found.");
        return ApiAnswer.Ok(call.Query("format") == "event" ? EventJson.Of(found, call.Device, withRoom: true) : found.Content.Copy());
    }

    private static ApiAnswer Put(ApiCall call)
    {
        var put = Rooms.Set(call.World, call.User, call.Room(), call.Parameter("eventType"), call.Parameters.GetValueOrDefault("stateKey", ""), call.Json.Copy());
        return ApiAnswer.Ok(new JsonObject { ["event_id"] = put.Id });
    }

    private static ApiAnswer Joined(ApiCall call)
    {
        var joined = new JsonObject();
        foreach (var member in call.RoomOfMember().Members())
            joined[member.StateKey!] = new JsonObject { ["display_name"] = member.Text("displayname"), ["avatar_url"] = member.Text("avatar_url") };
        return ApiAnswer.Ok(new JsonObject { ["joined"] = joined });
    }

    private static ApiAnswer Members(ApiCall call)
    {
        var (room, until) = Seen(call);
        var at = call.Query("at") is { Length: > 0 } token ? Math.Min(until, StreamToken.Read(token)) : until;
        var members = room.AllState(at).Where(e => e.Type == "m.room.member");
        if (call.Query("membership") is { } wanted) members = members.Where(m => m.Text("membership") == wanted);
        if (call.Query("not_membership") is { } unwanted) members = members.Where(m => m.Text("membership") != unwanted);
        return ApiAnswer.Ok(new JsonObject { ["chunk"] = new JsonArray([.. members.Select(m => EventJson.Of(m, call.Device, withRoom: true))]) });
    }

    // Who has left still reads what was when they left.
    private static (FakeRoom Room, long Until) Seen(ApiCall call)
    {
        var room = call.Room();
        var sight = new Sight(room, call.User.Id);
        return sight.Any && call.User.Rooms.Contains(room) ? (room, sight.Until) : throw MatrixError.Forbidden($"User {call.User.Id} not in room {room.Id}");
    }
}
