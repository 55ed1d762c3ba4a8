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
        var files = json.ContainsKey("attachments") ? Retained(message, json).Count + call.Files.Count : message.Attachments.Count + call.Files.Count;
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

    // An edit lists what stays, too: what it leaves out is removed.
    private static JsonArray Retained(FakeMessage message, JsonObject json)
    {
        var kept = (json["attachments"] as JsonArray ?? []).Select(a => a!["id"]!.ToString()).ToHashSet();
        return [.. message.Attachments.Where(a => kept.Contains((string)a!["id"]!)).Select(a => a!.DeepClone())];
    }

    private static void AddFiles(ApiCall call, FakeMessage message, JsonObject json)
    {
        foreach (var file in call.Files)
        {
            var id = call.Fake.Ids.Next().ToString();
            var described = (json["attachments"] as JsonArray)?.FirstOrDefault(a => $"files[{a!["id"]}]" == file.Field);
            message.Files[id] = file;
            message.Attachments.Add(new JsonObject
            {
                ["id"] = id,
                ["filename"] = (string?)described?["filename"] ?? file.Name,
                ["description"] = (string?)described?["description"],
                ["size"] = file.Content.Length,
                ["content_type"] = file.ContentType,
                ["url"] = $"{call.Fake.Origin}/attachments/{message.Channel.Id}/{id}/{file.Name}",
                ["proxy_url"] = $"{call.Fake.Origin}/attachments/{message.Channel.Id}/{id}/{file.Name}",
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
