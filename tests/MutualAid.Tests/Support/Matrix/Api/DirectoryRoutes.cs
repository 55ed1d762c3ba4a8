using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Matrix;

internal static class DirectoryRoutes
{
    private const string Template = Routes.V3 + "/directory/room/{roomAlias}";

    public static readonly ApiRoute[] All = [new("GET", Template, Get) { NeedsNoToken = true }, new("PUT", Template, Put), new("DELETE", Template, Delete)];

    private static ApiAnswer Get(ApiCall call) => ApiAnswer.Ok(new JsonObject { ["room_id"] = Found(call).Room.Id, ["servers"] = new JsonArray(FakeHomeserver.ServerName) });

    private static ApiAnswer Put(ApiCall call)
    {
        var alias = call.Parameter("roomAlias");
        var room = call.World.FindRoom(call.Required("room_id")) ?? throw MatrixError.Unknown($"Room {call.Required("room_id")} does not exist");
        Rooms.MustBeIn(room, call.User.Id);
        if (!call.World.Aliases.TryAdd(alias, (room, call.User.Id))) throw new MatrixError(409, "M_UNKNOWN", $"Room alias {alias} already exists");
        return ApiAnswer.Nothing;
    }

    private static ApiAnswer Delete(ApiCall call)
    {
        var (room, creator) = Found(call);
        var powers = new Powers(room);
        var mayAsModerator = room.MembershipOf(call.User.Id) == "join" && powers.Of(call.User.Id) >= powers.ToSet("m.room.canonical_alias");
        if (creator != call.User.Id && !mayAsModerator) throw MatrixError.Forbidden("You don't have permission to delete the alias.");
        call.World.Aliases.Remove(call.Parameter("roomAlias"));
        return ApiAnswer.Nothing;
    }

    private static (FakeRoom Room, string Creator) Found(ApiCall call)
    {
        var alias = call.Parameter("roomAlias");
        if (!alias.StartsWith('#')) throw MatrixError.Invalid("Room alias invalid");
        return call.World.Aliases.TryGetValue(alias, out var found) ? found : throw MatrixError.NotFound($"Room alias {alias} not found");
    }
}
