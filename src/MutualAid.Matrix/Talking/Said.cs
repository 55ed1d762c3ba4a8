using System.Text.Json;
using MutualAid.Matrix.Client;

namespace MutualAid.Matrix.Talking;

/// <summary>
/// A text message as somebody said it. <paramref name="Answered"/> is the message it is an answer to, or null; <paramref name="Thread"/> the
/// root of the thread it stands in, or null.
/// </summary>
internal sealed record Said(string Room, string Sender, string EventId, string Text, string? Answered, string? Thread, bool NamesUs)
{
    private const int Longest = 20_000;

    /// <summary>
    /// What an event says, or null where it says nothing to us: a notice, which no bot may answer, an edit, or what is no text at all
    /// ("Instant Messaging", "Rich replies", "Threading").
    /// </summary>
    public static Said? Read(string room, JsonElement e, string me)
    {
        var content = e.Object("content");
        if (content.Text("msgtype") != "m.text" || content.Text("body") is not { } body) return null;
        if (e.Text("sender") is not { } sender || e.Text("event_id") is not { } id) return null;
        var relation = content.Object("m.relates_to");
        if (relation.Text("rel_type") == "m.replace") return null;
        var thread = relation.Text("rel_type") == "m.thread" ? relation.Text("event_id") : null;
        var answered = relation.Object("m.in_reply_to").Text("event_id");
        // In a thread a client that knows none sees an answer to the last message; really it is one to the root.
        if (thread is not null && (answered is null || relation.Flag("is_falling_back"))) answered = thread;
        var text = answered is null ? body : WithoutFallback(body);
        if (text.Length > Longest) text = text[..Longest];
        var mentioned = content.Object("m.mentions").Items("user_ids").Any(u => u.ValueKind == JsonValueKind.String && u.GetString() == me);
        return new Said(room, sender, id, text.Trim(), answered, thread, mentioned);
    }

    /// <summary>Older clients quote what they answer, each line after a sign ("Fallbacks for rich replies").</summary>
    private static string WithoutFallback(string body)
    {
        if (!body.StartsWith("> ", StringComparison.Ordinal)) return body;
        var lines = body.Split('\n');
        var own = Array.FindIndex(lines, l => !l.StartsWith('>'));
        return own < 0 ? body : string.Join('\n', lines[own..]).TrimStart('\n');
    }
}
