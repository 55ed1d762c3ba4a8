using System.Globalization;
using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Matrix;

internal static class AccountRoutes
{
    private const string Base = Routes.V3 + "/user/{userId}";
    private const string Profiles = Routes.V3 + "/profile/{userId}";

    public static readonly ApiRoute[] All =
    [
        new("POST", Base + "/filter", PutFilter),
        new("GET", Base + "/filter/{filterId}", GetFilter),
        new("PUT", Base + "/account_data/{type}", call => PutData(call, room: null)),
        new("GET", Base + "/account_data/{type}", call => GetData(call, room: null)),
        new("PUT", Base + "/rooms/{roomId}/account_data/{type}", call => PutData(call, call.Parameter("roomId"))),
        new("GET", Base + "/rooms/{roomId}/account_data/{type}", call => GetData(call, call.Parameter("roomId"))),
        new("GET", Profiles, GetProfile) { NeedsNoToken = true },
        new("GET", Profiles + "/{keyName}", GetProfile) { NeedsNoToken = true },
        new("PUT", Profiles + "/displayname", Rename) { IsLimited = true },
    ];

    private static ApiAnswer PutFilter(ApiCall call)
    {
        var filters = call.Self().Filters;
        filters.Add(call.Json.Copy());
        return ApiAnswer.Ok(new JsonObject { ["filter_id"] = (filters.Count - 1).ToString(CultureInfo.InvariantCulture) });
    }

    private static ApiAnswer GetFilter(ApiCall call) =>
        int.TryParse(call.Parameter("filterId"), out var number) && call.Self().Filters.ElementAtOrDefault(number) is { } filter
            ? ApiAnswer.Ok(filter.Copy())
            : throw MatrixError.NotFound("No such filter");

    private static ApiAnswer PutData(ApiCall call, string? room)
    {
        var type = call.Parameter("type");
        if (type is "m.fully_read" or "m.push_rules") throw new MatrixError(405, "M_BAD_JSON", $"Cannot set {type} through this API.");
        call.Self().Data[(room, type)] = (call.Json.Copy(), call.World.NextPosition());
        return ApiAnswer.Nothing;
    }

    private static ApiAnswer GetData(ApiCall call, string? room) => call.Self().Data.TryGetValue((room, call.Parameter("type")), out var found)
        ? ApiAnswer.Ok(found.Content.Copy())
        : throw MatrixError.NotFound("Account data not found");

    private static ApiAnswer GetProfile(ApiCall call)
    {
        var account = call.World.FindAccount(call.Parameter("userId")) ?? throw MatrixError.NotFound("Profile was not found");
        var profile = new JsonObject();
        if (account.DisplayName is { } name) profile["displayname"] = name;
        if (!call.Parameters.TryGetValue("keyName", out var key)) return ApiAnswer.Ok(profile);
        return profile.ContainsKey(key) ? ApiAnswer.Ok(profile) : throw MatrixError.NotFound("No such profile field");
    }

    private static ApiAnswer Rename(ApiCall call)
    {
        Memberships.Rename(call.World, call.Self(), call.Json["displayname"].AsText());
        return ApiAnswer.Nothing;
    }
}
