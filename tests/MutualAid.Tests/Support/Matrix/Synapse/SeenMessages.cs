using System.Text.Json;

namespace MutualAid.Tests.Support.Matrix.Synapse;

/// <summary>Puts together the driver's two views of a room: messages as they are shown, and the events that they came from.</summary>
internal static class SeenMessages
{
    public static IReadOnlyList<SeenMessage> Of(JsonElement read, JsonElement events)
    {
        var messages = events.EnumerateArray().Where(e => e.GetProperty("type").GetString() is "m.room.message" or "m.room.encrypted").ToList();
        return [.. read.EnumerateArray().Select(m => Of(m, messages))];
    }

    private static SeenMessage Of(JsonElement shown, List<JsonElement> events)
    {
        var id = Text(shown, "id")!;
        var sender = Text(shown, "sender")!;
        var redacted = shown.GetProperty("redacted").GetBoolean();
        // The driver goes on showing the edits of a message that is taken back; a client shows nothing.
        return new SeenMessage(
            id,
            sender,
            redacted ? null : Text(shown, "msgtype"),
            redacted ? "" : Text(shown, "body") ?? "",
            redacted ? null : Text(shown, "html"),
            Content(id, sender, redacted, events),
            Text(shown, "replyTo"),
            Text(shown, "thread"),
            Reactions(shown.GetProperty("reactions")),
            shown.GetProperty("edits").GetInt32(),
            redacted);
    }

    private static JsonElement Content(string id, string sender, bool redacted, List<JsonElement> events)
    {
        var newest = redacted ? default : events.FindLast(e => Text(e, "sender") == sender && Replaced(e) == id);
        return newest.ValueKind == JsonValueKind.Object
            ? newest.GetProperty("content").GetProperty("m.new_content")
            : events.Find(e => Text(e, "id") == id).GetProperty("content");
    }

    // An edit that was taken back has no content that would say so.
    private static string? Replaced(JsonElement @event)
    {
        var content = @event.GetProperty("content");
        return content.TryGetProperty("m.new_content", out _) && content.TryGetProperty("m.relates_to", out var relation) && Text(relation, "rel_type") == "m.replace"
            ? Text(relation, "event_id")
            : null;
    }

    private static Dictionary<string, IReadOnlyList<string>> Reactions(JsonElement reactions) => reactions.EnumerateObject().ToDictionary(
        key => key.Name,
        key => (IReadOnlyList<string>)[.. key.Value.EnumerateArray().Select(one => Text(one, "sender")!)]);

    private static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
