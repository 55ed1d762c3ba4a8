using System.Globalization;
using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>A room: its events in order, and what of them is state. Only under the fake's lock.</summary>
internal sealed class FakeRoom(string id, string version)
{
    private readonly List<FakeEvent> events = [];
    private readonly Dictionary<string, FakeEvent> byId = [];
    private readonly Dictionary<(string Type, string Key), List<FakeEvent>> states = [];
    private readonly Dictionary<string, List<FakeEvent>> related = [];

    public string Id => id;

    public string Version => version;

    public int Number => int.Parse(version, CultureInfo.InvariantCulture);

    public IReadOnlyList<FakeEvent> Events => events;

    public long LastPosition => events.Count == 0 ? 0 : events[^1].Position;

    public RoomNews News { get; } = new();

    public string JoinRule => State("m.room.join_rules")?.Text("join_rule") ?? "invite";

    public string HistoryVisibility => State("m.room.history_visibility")?.Text("history_visibility") ?? "shared";

    public bool IsEncrypted => State("m.room.encryption") is not null;

    /// <summary>Those whose power has no limit as of version 12.</summary>
    public IReadOnlyList<string> Creators => State("m.room.create") is { } create ? [create.Sender, .. create.Content["additional_creators"].AsTexts()] : [];

    public FakeEvent? Find(string eventId) => byId.GetValueOrDefault(eventId);

    public FakeEvent? State(string type, string key = "") => states.GetValueOrDefault((type, key))?[^1];

    public FakeEvent? StateAt(string type, string key, long position) => states.GetValueOrDefault((type, key))?.FindLast(e => e.Position <= position);

    public IEnumerable<FakeEvent> AllState(long? at = null) =>
        at is null || at >= LastPosition ? states.Values.Select(v => v[^1]) : states.Values.Select(v => v.FindLast(e => e.Position <= at)).OfType<FakeEvent>();

    /// <summary>Events after <paramref name="after"/>, up to and with <paramref name="until"/>.</summary>
    public IEnumerable<FakeEvent> Between(long after, long until)
    {
        for (var i = FirstAfter(after); i < events.Count && events[i].Position <= until; i++) yield return events[i];
    }

    public string MembershipOf(string user) => State("m.room.member", user)?.Text("membership") ?? "leave";

    public string MembershipAt(string user, long position) => StateAt("m.room.member", user, position)?.Text("membership") ?? "leave";

    public IReadOnlyList<FakeEvent> MembershipsOf(string user) => states.GetValueOrDefault(("m.room.member", user)) ?? [];

    public IEnumerable<FakeEvent> Members(string? membership = "join") =>
        AllState().Where(e => e.Type == "m.room.member" && (membership is null || e.Text("membership") == membership));

    /// <summary>What relates to an event, oldest first. What was redacted relates to nothing any more.</summary>
    public IReadOnlyList<FakeEvent> RelatedTo(string eventId) => related.GetValueOrDefault(eventId) ?? [];

    public void Add(FakeEvent added)
    {
        events.Add(added);
        byId[added.Id] = added;
        if (added.StateKey is { } key)
        {
            if (!states.TryGetValue((added.Type, key), out var versions)) states[(added.Type, key)] = versions = [];
            added.Replaced = versions.LastOrDefault();
            versions.Add(added);
        }

        if (added.Relation is not { } relation) return;
        if (!related.TryGetValue(relation.EventId, out var others)) related[relation.EventId] = others = [];
        others.Add(added);
    }

    public void Redact(FakeEvent target, FakeEvent because)
    {
        if (target.Relation is { } relation) related[relation.EventId].Remove(target);
        target.WasRelated ??= target.Relation;
        target.Content = Redactions.Strip(target.Type, target.Content);
        if (target.Forged is { } forged) forged["content"] = new JsonObject();
        target.RedactedBecause ??= because;
    }

    private int FirstAfter(long position)
    {
        var (low, high) = (0, events.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (events[middle].Position <= position) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}

/// <summary>What happens in a room without being an event of it.</summary>
internal sealed class RoomNews
{
    public Dictionary<string, DateTimeOffset> Typing { get; } = [];

    public long TypingChanged { get; set; }

    /// <summary>By user and kind: the event that was read up to, when, and where in the stream.</summary>
    public Dictionary<(string User, string Kind), (string EventId, long Time, long Position)> Receipts { get; } = [];
}
