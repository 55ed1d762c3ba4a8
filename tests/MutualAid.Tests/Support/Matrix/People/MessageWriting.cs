using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>What a person's client adds to what is said.</summary>
internal static class MessageWriting
{
    /// <summary>How a message relates to what it answers. A thread always starts at its first message, whichever was clicked on.</summary>
    public static JsonObject? Relates(FakeRoom room, string? replyTo, string? thread)
    {
        if (replyTo is null && thread is null) return null;
        if (thread is null) return new JsonObject { ["m.in_reply_to"] = new JsonObject { ["event_id"] = replyTo } };
        var root = room.Find(thread)?.Relation is { RelType: "m.thread" } within ? within.EventId : thread;
        var latest = room.RelatedTo(root).LastOrDefault(e => e.Relation?.RelType == "m.thread")?.Id ?? root;
        return new JsonObject
        {
            ["rel_type"] = "m.thread",
            ["event_id"] = root,
            ["is_falling_back"] = replyTo is null,
            ["m.in_reply_to"] = new JsonObject { ["event_id"] = replyTo ?? latest },
        };
    }

    /// <summary>The same for those without the key: only what it relates to can be read.</summary>
    public static Draft Encrypted(Draft draft, string device)
    {
        var content = new JsonObject
        {
            ["algorithm"] = "m.megolm.v1.aes-sha2",
            ["ciphertext"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(120)).TrimEnd('='),
            ["session_id"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('='),
            ["sender_key"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('='),
            ["device_id"] = device,
        };
        if (draft.Content["m.relates_to"] is { } relates) content["m.relates_to"] = relates.DeepClone();
        return draft with { Type = "m.room.encrypted", Content = content, Plain = draft.Content };
    }
}
