using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Matrix;

internal static class SessionRoutes
{
    public static readonly ApiRoute[] All =
    [
        new("GET", "/_matrix/client/versions", Versions) { NeedsNoToken = true },
        new("GET", Routes.V3 + "/login", Flows) { NeedsNoToken = true },
        new("POST", Routes.V3 + "/login", Login) { NeedsNoToken = true },
        new("POST", Routes.V3 + "/logout", Logout),
        new("GET", Routes.V3 + "/account/whoami", WhoAmI),
        new("GET", Routes.V3 + "/capabilities", Capabilities),
    ];

    private static ApiAnswer Versions(ApiCall call) => ApiAnswer.Ok(new JsonObject
    {
        ["versions"] = new JsonArray([.. new[] { "r0.6.1" }.Concat(Enumerable.Range(1, 16).Select(i => "v1." + i)).Select(v => (JsonNode)v)]),
        ["unstable_features"] = new JsonObject { ["org.matrix.msc4222"] = true, ["org.matrix.simplified_msc3575"] = false },
    });

    private static ApiAnswer Flows(ApiCall call) => ApiAnswer.Ok(new JsonObject { ["flows"] = new JsonArray(new JsonObject { ["type"] = "m.login.password" }) });

    private static ApiAnswer Login(ApiCall call)
    {
        if (call.Required("type") != "m.login.password") throw MatrixError.Unknown("Unknown login type " + call.Required("type"));
        if (call.Json["identifier"] is not JsonObject identifier) throw new MatrixError(400, "M_MISSING_PARAM", "Missing param: identifier");
        if (identifier["type"].AsText() != "m.id.user" || identifier["user"].AsText() is not { } name) throw MatrixError.Unknown("Unknown login identifier type");
        var account = call.World.FindAccount(name.StartsWith('@') ? name : Ids.User(name));
        if (account is null || account.Password != call.Json["password"].AsText()) throw MatrixError.Forbidden("Invalid username or password");
        var device = call.World.Sessions.Open(account, call.Json["device_id"].AsText());
        return ApiAnswer.Ok(new JsonObject
        {
            ["user_id"] = account.Id,
            ["access_token"] = device.Token,
            ["home_server"] = FakeHomeserver.ServerName,
            ["device_id"] = device.Id,
        });
    }

    private static ApiAnswer Logout(ApiCall call)
    {
        call.World.Sessions.End(call.Device, soft: false);
        return ApiAnswer.Nothing;
    }

    private static ApiAnswer WhoAmI(ApiCall call) => ApiAnswer.Ok(new JsonObject { ["user_id"] = call.User.Id, ["device_id"] = call.Device.Id, ["is_guest"] = false });

    private static ApiAnswer Capabilities(ApiCall call)
    {
        var available = new JsonObject();
        foreach (var version in RoomMaker.KnownVersions) available[version] = "stable";
        return ApiAnswer.Ok(new JsonObject
        {
            ["capabilities"] = new JsonObject
            {
                ["m.room_versions"] = new JsonObject { ["default"] = call.Fake.DefaultRoomVersion, ["available"] = available },
                ["m.change_password"] = new JsonObject { ["enabled"] = true },
                ["m.set_displayname"] = new JsonObject { ["enabled"] = true },
            },
        });
    }
}
