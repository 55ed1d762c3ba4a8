using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

/// <summary>Makes and changes messages out of bodies that have been checked.</summary>
internal static class MessageWriting
{
    /// <summary>A new message of the bot. Not yet in the world.</summary>
    public static FakeMessage Create(ApiCall call, FakeChannel channel, FormReader body, MessageKind kind, int addedFlags = 0)
    {
        MessageRules.Check(body, kind, existing: null, call.Files);
        call.Form.ThrowIfAny();
        var fake = call.Fake;
        var message = new FakeMessage(channel, fake.Ids.Next(), fake.Bot, fake.Time.GetUtcNow());
        Apply(call, message, body.Json);
        message.Flags |= addedFlags;
        MessageRules.RefuseEmpty(message.Content, message.Embeds, message.Components, message.Attachments.Count);
        message.Nonce = body.Json["nonce"]?.ToString();
        var original = Replied(channel, body);
        message.RepliesTo = original?.Id;
        call.Form.ThrowIfAny();
        message.Pinged = MentionRules.Resolve(channel, fake.Bot, message.TextOf(), body.Json, kind, original?.Author);
        return message;
    }

    /// <summary>Changes what the body names, and tells the gateway.</summary>
    public static void Edit(ApiCall call, FakeMessage message, FormReader body, MessageKind kind)
    {
        MessageRules.Check(body, kind, message, call.Files);
        call.Form.ThrowIfAny();
        var json = body.Json;
        var files = Retained(message, json).Count + call.Files.Count;
        MessageRules.RefuseEmpty(
            json.ContainsKey("content") ? (string?)json["content"] ?? "" : message.Content,
            json.ContainsKey("embeds") ? json["embeds"] as JsonArray ?? [] : message.Embeds,
            json.ContainsKey("components") ? json["components"] as JsonArray ?? [] : message.Components,
            files);
        Apply(call, message, json);
        message.Flags &= ~MessageFlags.Loading;
        call.Fake.World.Changed(message);
    }

    private static void Apply(ApiCall call, FakeMessage message, JsonObject json)
    {
        if (json.ContainsKey("content")) message.Content = (string?)json["content"] ?? "";
        if (json.ContainsKey("embeds")) message.Embeds = json["embeds"]?.DeepClone() as JsonArray ?? [];
        if (json.ContainsKey("components")) message.Components = ComponentTree.Numbered(json["components"] as JsonArray ?? []);
        if (json["flags"] is { } flags) message.Flags = (message.Flags & (MessageFlags.Ephemeral | MessageFlags.HasThread)) | ((int)flags & ~MessageFlags.Ephemeral);
        if (json.ContainsKey("attachments")) message.Attachments = Retained(message, json);
        AddFiles(call, message, json);
    }

    /// <summary>What stays attached: an edit lists it, and what it leaves out is removed; one that lists nothing at all leaves all as it is.</summary>
    public static JsonArray Retained(FakeMessage? message, JsonObject json)
    {
        if (message is null) return [];
        if (!json.ContainsKey("attachments")) return message.Attachments.DeepClone().AsArray();
        var kept = (json["attachments"] as JsonArray ?? []).Select(a => a!["id"]!.ToString()).ToHashSet();
        return [.. message.Attachments.Where(a => kept.Contains((string)a!["id"]!)).Select(a => a!.DeepClone())];
    }

    /// <summary>By what the body says of it, else by the name it came with.</summary>
    public static string NameOf(UploadedFile file, JsonObject json) => (string?)Described(file, json)?["filename"] ?? file.Name;

    private static JsonNode? Described(UploadedFile file, JsonObject json) => (json["attachments"] as JsonArray)?.FirstOrDefault(a => $"files[{a!["id"]}]" == file.Field);

    private static void AddFiles(ApiCall call, FakeMessage message, JsonObject json)
    {
        foreach (var file in call.Files)
        {
            var id = call.Fake.Ids.Next().ToString();
            var name = NameOf(file, json);
            message.Files[id] = file;
            message.Attachments.Add(new JsonObject
            {
                ["id"] = id,
                ["filename"] = name,
                ["description"] = (string?)Described(file, json)?["description"],
                ["size"] = file.Content.Length,
                ["content_type"] = file.ContentType,
                ["url"] = $"{call.Fake.Origin}/attachments/{message.Channel.Id}/{id}/{name}",
                ["proxy_url"] = $"{call.Fake.Origin}/attachments/{message.Channel.Id}/{id}/{name}",
            });
        }
    }

    private static FakeMessage? Replied(FakeChannel channel, FormReader body)
    {
        if (body.Object("message_reference") is not { } reference || reference.Snowflake("message_id", required: true) is not { } id) return null;
        if (!RightsCalculation.In(channel, channel.Fake.Bot).HasFlag(Rights.ReadMessageHistory)) throw new ApiError(403, 160002, "Cannot reply without permission to read message history");
        var found = channel.Find(id);
        if (found is null && reference.Bool("fail_if_not_exists", fallback: true)) reference.Wrong("", "REPLIES_UNKNOWN_MESSAGE", "Unknown message");
        return found;
    }
}
