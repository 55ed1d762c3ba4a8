using System.Text.Json.Nodes;
using MutualAid.Matrix.Client;

namespace MutualAid.Matrix.Sync;

/// <summary>What the bot asks to be told ("Filtering"): only what it acts on. Nothing about who reads, types or is there.</summary>
internal static class SyncFilter
{
    private const int EventsARoom = 50;

    private static readonly string[] State = ["m.room.create", "m.room.power_levels", "m.room.encryption", "m.room.tombstone", "m.room.member"];

    /// <summary>What happens in rooms. Encrypted messages as well: that there are some is all the bot may know of them.</summary>
    private static readonly string[] Happening = ["m.room.message", "m.room.encrypted", "m.reaction", "m.room.redaction", .. State];

    /// <summary>For the timeline, and to fill its gaps.</summary>
    public static string Events { get; } = Json.Write(new JsonObject { ["types"] = List(Happening), ["lazy_load_members"] = true });

    public static string Whole { get; } = Json.Write(new JsonObject
    {
        ["presence"] = Nothing(),
        ["account_data"] = new JsonObject { ["types"] = List(["m.direct"]) },
        ["room"] = new JsonObject
        {
            ["timeline"] = new JsonObject { ["types"] = List(Happening), ["limit"] = EventsARoom },
            ["state"] = new JsonObject { ["types"] = List(State), ["lazy_load_members"] = true },
            ["ephemeral"] = Nothing(),
            ["account_data"] = Nothing(),
        },
    });

    private static JsonObject Nothing() => new() { ["types"] = new JsonArray() };

    private static JsonArray List(IEnumerable<string> types) => [.. types.Select(t => (JsonNode)t)];
}
