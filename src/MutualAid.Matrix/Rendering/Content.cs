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

    /// <summary>
    /// The same as an image with a caption ("m.image"). One event: a client shows the text below the picture, a screen reader reads it as any other
    /// text, and a client that knows no captions takes it for the name of the picture and reads it out all the same. A text of its own beside the image
    /// would be read twice, and could be parted from it.
    /// </summary>
    public static JsonObject Image(JsonObject content, ShownPicture picture)
    {
        content["msgtype"] = "m.image";
        content["filename"] = ShownPicture.Name;
        content["url"] = picture.Url;
        content["info"] = new JsonObject { ["mimetype"] = ShownPicture.Type, ["w"] = picture.Width, ["h"] = picture.Height, ["size"] = picture.Size };
        return content;
    }

    /// <summary>A file ("m.file"). Not encrypted: for rooms that are not.</summary>
    public static JsonObject File(string name, string type, int size, string address, JsonObject note) => new()
    {
        ["msgtype"] = "m.file",
        ["body"] = name,
        ["filename"] = name,
        ["url"] = address,
        ["info"] = new JsonObject { ["mimetype"] = type, ["size"] = size },
        ["m.mentions"] = new JsonObject(),
        [Note] = note,
    };

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
        // What an image must have, a client that knows no edits looks for, too.
        foreach (var field in new[] { "filename", "url", "info" })
        {
            if (content[field] is { } value) edit[field] = value.DeepClone();
        }

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
