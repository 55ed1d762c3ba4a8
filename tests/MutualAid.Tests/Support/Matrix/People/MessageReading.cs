using System.Text.Json;
using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>What a person's client makes of a room's events.</summary>
internal static class MessageReading
{
    public static IReadOnlyList<SeenMessage> Read(FakeRoom room, Account reader)
    {
        var sight = new Sight(room, reader.Id);
        if (!reader.Rooms.Contains(room) || !sight.Any) throw MatrixError.Forbidden($"{reader.Id} was never in {room.Id}");
        return [.. room.Events.Where(e => IsMessage(e) && sight.Sees(e)).Select(e => Show(e, sight))];
    }

    // An edit is shown at its original only, even where it is not valid.
    private static bool IsMessage(FakeEvent e) =>
        e.StateKey is null && (e.Type == "m.room.message" || e.Plain is not null) && e.Relation?.RelType != Relations.Replaces && !WasEdit(e);

    // A redacted edit has no content that says so; but an edit never was a message of its own.
    private static bool WasEdit(FakeEvent e) => e.RedactedBecause is not null && e.WasRelated?.RelType == Relations.Replaces;

    private static SeenMessage Show(FakeEvent e, Sight sight)
    {
        var original = e.RedactedBecause is null ? e.Plain ?? e.Content : [];
        var edits = Relations.Edits(e).Where(sight.Sees).ToList();
        var newest = Relations.NewestEdit(edits);
        var content = (newest?.Plain ?? newest?.Content)?["m.new_content"] as JsonObject ?? original;
        var relates = original["m.relates_to"] as JsonObject;
        return new SeenMessage(
            e.Id,
            e.Sender,
            content["msgtype"].AsText(),
            content["body"].AsText() ?? "",
            content["formatted_body"].AsText(),
            JsonSerializer.SerializeToElement(content),
            relates?["is_falling_back"].AsFlag() == true ? null : (relates?["m.in_reply_to"] as JsonObject)?["event_id"].AsText(),
            relates?["rel_type"].AsText() == "m.thread" ? relates["event_id"].AsText() : null,
            Reactions(e, sight),
            edits.Count,
            e.RedactedBecause is not null);
    }

    // One of each kind per person, whatever was sent.
    private static Dictionary<string, IReadOnlyList<string>> Reactions(FakeEvent e, Sight sight) => e.Room.RelatedTo(e.Id)
        .Where(r => r.Type == "m.reaction" && r.Relation is { RelType: "m.annotation", Key: not null } && sight.Sees(r))
        .GroupBy(r => r.Relation!.Value.Key!)
        .ToDictionary(g => g.Key, g => (IReadOnlyList<string>)[.. g.Select(r => r.Sender).Distinct()]);
}
