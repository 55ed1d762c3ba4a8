using System.Globalization;
using System.Text.Json;
using MutualAid.Matrix.Client;
using MutualAid.Matrix.Rendering;

namespace MutualAid.Matrix.Rooms;

/// <summary>What a room is to the bot.</summary>
internal enum RoomKind
{
    /// <summary>A group's own room.</summary>
    Group,

    /// <summary>The bot and one person.</summary>
    Direct,

    /// <summary>Who asked and who helps.</summary>
    Conversation,
}

/// <summary>
/// What the bot has to know of a room: who made it, who may do what, whether it can read there. Immutable. <paramref name="Create"/>,
/// <paramref name="Powers"/>: the contents of those state events.
/// </summary>
internal sealed record RoomState(string Creator, JsonElement Create, JsonElement Powers, bool Encrypted)
{
    /// <summary>From this room version on, creators can do everything and stand in no list ("Room version 12").</summary>
    private const int CreatorsRule = 12;
    private const int Facilitating = 50;

    /// <summary>What the bot noted when it made the room itself; says nothing where somebody else made it.</summary>
    public JsonElement NoteOf(string me) => Creator == me ? Content.NoteOf(Create) : default;

    public string? Predecessor => Create.Object("predecessor").Text("room_id");

    /// <summary>The level of a user ("m.room.power_levels").</summary>
    public long PowerOf(string user)
    {
        if (IsCreator(user)) return CreatorsLead ? long.MaxValue : Powers.ValueKind == JsonValueKind.Object ? Listed(user) : 100;
        return Powers.ValueKind == JsonValueKind.Object ? Listed(user) : 0;
    }

    /// <summary>The users whom the room names: its creators, and who stands in its list of powers. Each once.</summary>
    public IEnumerable<string> Named() => Create.Items("additional_creators").Where(c => c.ValueKind == JsonValueKind.String).Select(c => c.GetString()!)
        .Prepend(Creator).Concat(Powers.Members("users").Select(u => u.Name)).Distinct(StringComparer.Ordinal);

    /// <summary>Whether the room already trusts this user.</summary>
    public bool IsFacilitator(string user) => PowerOf(user) >= Facilitating;

    /// <summary>Whether a user may send events of a type.</summary>
    public bool MaySend(string user, string type) => PowerOf(user) >= (Powers.Object("events").Whole(type) ?? Powers.Whole("events_default") ?? 0);

    /// <summary>Whether a user may set state of a type.</summary>
    public bool MaySet(string user, string type) => PowerOf(user) >= (Powers.Object("events").Whole(type) ?? Powers.Whole("state_default") ?? 50);

    /// <summary>Whether a user may take away what others said.</summary>
    public bool MayRedact(string user) => PowerOf(user) >= (Powers.Whole("redact") ?? 50) && MaySend(user, "m.room.redaction");

    private bool CreatorsLead => int.TryParse(Create.Text("room_version"), NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version >= CreatorsRule;

    private bool IsCreator(string user) =>
        user == Creator || (CreatorsLead && Create.Items("additional_creators").Any(c => c.ValueKind == JsonValueKind.String && c.GetString() == user));

    private long Listed(string user) => Powers.Object("users").Whole(user) ?? Powers.Whole("users_default") ?? 0;
}
