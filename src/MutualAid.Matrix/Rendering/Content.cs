using System.Text.Json;
using System.Text.Json.Nodes;
using MutualAid.Matrix.Client;

namespace MutualAid.Matrix.Rendering;

/// <summary>The content of messages ("Instant Messaging", "Event replacements", "Threading", "User and room mentions").</summary>
internal static class Content
{
    /// <summary>What the bot notes in its own messages, rooms and account data, beside what a client shows.</summary>
    public const string Note = "org.mutualaid.bot";

    private const string Html = "org.matrix.custom.html";

    /// <summary>
    /// A message. One that names people to be told is a text, since nothing else reaches them; the rest is a notice, which no bot answers.
    /// </summary>
    public static JsonObject Message(Written text, IReadOnlyList<string> mentioned, bool isText, JsonObject? note = null)
    {
        var content = new JsonObject
        {
            ["msgtype"] = isText ? "m.text" : "m.notice",
            ["body"] = text.Plain,
            ["format"] = Html,
            ["formatted_body"] = text.Html,
            ["m.mentions"] = Mentions(mentioned),
        };
        if (note is not null) content[Note] = note;
        return content;
    }

    /// <summary>The same as a new version of an earlier message. Nobody is told a second time.</summary>
    public static JsonObject Edit(JsonObject content, string original)
    {
        var edit = new JsonObject
        {
            ["msgtype"] = content["msgtype"]!.DeepClone(),
            ["body"] = "* " + content["body"]!.GetValue<string>(),
            ["format"] = Html,
            ["formatted_body"] = "* " + content["formatted_body"]!.GetValue<string>(),
            ["m.mentions"] = new JsonObject(),
            ["m.relates_to"] = new JsonObject { ["rel_type"] = "m.replace", ["event_id"] = original },
        };
        edit["m.new_content"] = content;
        return edit;
    }

    /// <summary>The same in the thread of a message, as an answer to one in it.</summary>
    public static JsonObject InThread(JsonObject content, string root, string answered)
    {
        content["m.relates_to"] = new JsonObject
        {
            ["rel_type"] = "m.thread",
            ["event_id"] = root,
            ["is_falling_back"] = false,
            ["m.in_reply_to"] = new JsonObject { ["event_id"] = answered },
        };
        return content;
    }

    public static JsonObject Reaction(string message, string key) => new()
    {
        ["m.relates_to"] = new JsonObject { ["rel_type"] = "m.annotation", ["event_id"] = message, ["key"] = key },
    };

    /// <summary>What the bot noted in a content.</summary>
    public static JsonElement NoteOf(JsonElement content) => content.Object(Note);

    private static JsonObject Mentions(IReadOnlyList<string> users) =>
        users.Count == 0 ? [] : new JsonObject { ["user_ids"] = new JsonArray([.. users.Select(u => (JsonNode)u)]) };
}
