using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>Which events somebody wants to hear of.</summary>
internal sealed class EventFilter(JsonObject? json)
{
    // Servers give no more than this, whatever is asked for.
    private const int Most = 100;

    private readonly IReadOnlyList<string>? types = List(json, "types");
    private readonly IReadOnlyList<string>? senders = List(json, "senders");
    private readonly IReadOnlyList<string>? rooms = List(json, "rooms");
    private readonly IReadOnlyList<string> notTypes = json?["not_types"].AsTexts() ?? [];
    private readonly IReadOnlyList<string> notSenders = json?["not_senders"].AsTexts() ?? [];
    private readonly IReadOnlyList<string> notRooms = json?["not_rooms"].AsTexts() ?? [];

    public int Limit { get; } = (int)Math.Clamp(json?["limit"].AsNumber() ?? 10, 0, Most);

    public bool IsLazy { get; } = json?["lazy_load_members"].AsFlag() == true;

    public bool IsRedundant { get; } = json?["include_redundant_members"].AsFlag() == true;

    public bool Takes(FakeEvent e) => Takes(e.Forged is { } forged ? forged["type"].AsText() ?? "" : e.Type, e.Sender, e.Room.Id);

    public bool Takes(string type, string? sender = null, string? room = null) =>
        types?.Any(t => Fits(t, type)) != false && !notTypes.Any(t => Fits(t, type))
        && (sender is null || (senders?.Contains(sender) != false && !notSenders.Contains(sender)))
        && (room is null || TakesRoom(room));

    public bool TakesRoom(string room) => rooms?.Contains(room) != false && !notRooms.Contains(room);

    private static bool Fits(string pattern, string type) => pattern.EndsWith('*') ? type.StartsWith(pattern[..^1], StringComparison.Ordinal) : pattern == type;

    private static IReadOnlyList<string>? List(JsonObject? json, string field) => json?[field] is JsonArray array ? array.AsTexts() : null;
}

/// <summary>What somebody wants of a sync.</summary>
internal sealed class SyncFilter(JsonObject? json)
{
    private readonly EventFilter rooms = new(json?["room"] as JsonObject);

    public EventFilter Timeline { get; } = In(json, "timeline");

    public EventFilter State { get; } = In(json, "state");

    public EventFilter Ephemeral { get; } = In(json, "ephemeral");

    public EventFilter RoomData { get; } = In(json, "account_data");

    public EventFilter Data { get; } = new(json?["account_data"] as JsonObject);

    public bool IncludesLeft { get; } = (json?["room"] as JsonObject)?["include_leave"].AsFlag() == true;

    public bool TakesRoom(string room) => rooms.TakesRoom(room);

    /// <summary>The filter that a call names or carries.</summary>
    public static SyncFilter Of(ApiCall call)
    {
        if (call.Query("filter") is not { Length: > 0 } text) return new SyncFilter(json: null);
        if (text.StartsWith('{')) return new SyncFilter(call.ParseFilter(text));
        return new SyncFilter(int.TryParse(text, out var number) && call.User.Filters.ElementAtOrDefault(number) is { } kept ? kept : throw MatrixError.Invalid("No such filter"));
    }

    private static EventFilter In(JsonObject? json, string part) => new((json?["room"] as JsonObject)?[part] as JsonObject);
}
