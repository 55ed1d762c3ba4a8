using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

/// <summary>What a body of a message is for; the rules differ a little.</summary>
internal enum MessageKind
{
    /// <summary>POST to a channel.</summary>
    Plain,

    /// <summary>An answer to an interaction or a follow-up.</summary>
    Answer,
}

/// <summary>What Discord demands of a message, new or changed (Discord: Resources, Message).</summary>
internal static class MessageRules
{
    private const int MaySet = MessageFlags.SuppressEmbeds | MessageFlags.SuppressNotifications | MessageFlags.ComponentsV2;

    /// <summary>Checks the fields of a body; <paramref name="existing"/> is the message that it changes.</summary>
    public static void Check(FormReader body, MessageKind kind, FakeMessage? existing, IReadOnlyList<UploadedFile> files)
    {
        body.Text("content", 0, 2000);
        var flags = CheckFlags(body, kind, existing);
        var v2 = ((flags | (existing?.Flags ?? 0)) & MessageFlags.ComponentsV2) != 0;
        if (v2) CheckNoLegacyFields(body, existing);
        CheckAttachments(body, existing, files);
        EmbedRules.Check(body);
        ComponentRules.Check(body, v2, [.. files.Select(f => MessageWriting.NameOf(f, body.Json)), .. MessageWriting.Retained(existing, body.Json).Select(a => (string)a!["filename"]!)]);
        MentionRules.Check(body);
        if (body.Json["nonce"] is JsonValue nonce && nonce.TryGetValue(out string? text) && text.Length > 25) body.Wrong("nonce", "NONCE_TYPE_TOO_LONG", "Must be 25 or fewer in length.");
        if (body.Bool("enforce_nonce") && !body.Has("nonce")) body.Errors.Required(body.At("nonce"));
        body.Bool("tts");
    }

    /// <summary>Whether what would be left is a message at all.</summary>
    public static void RefuseEmpty(string content, JsonArray embeds, JsonArray components, int files)
    {
        if (string.IsNullOrWhiteSpace(content) && embeds.Count == 0 && components.Count == 0 && files == 0) throw new ApiError(400, 50006, "Cannot send an empty message");
    }

    private static int CheckFlags(FormReader body, MessageKind kind, FakeMessage? existing)
    {
        var flags = body.Int("flags") ?? 0;
        // An edit may repeat what the message has already.
        var allowed = MaySet | (kind == MessageKind.Answer ? MessageFlags.Ephemeral : 0) | (existing?.Flags ?? 0);
        if ((flags & ~allowed) != 0) body.Wrong("flags", "MESSAGE_FLAGS_INVALID", $"The flags {flags & ~allowed} cannot be set here");
        if (existing is { IsV2: true } && body.Has("flags") && (flags & MessageFlags.ComponentsV2) == 0)
            body.Wrong("flags", "MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG", "The components flag cannot be removed");
        return flags;
    }

    private static void CheckNoLegacyFields(FormReader body, FakeMessage? existing)
    {
        foreach (var field in new[] { "content", "embeds", "sticker_ids", "poll" })
        {
            var isSet = body.Json[field] switch
            {
                null => false,
                JsonArray array => array.Count > 0,
                JsonValue value when value.TryGetValue(out string? text) => text.Length > 0,
                _ => true,
            };
            // A message of the old kind keeps what an edit doesn't clear.
            var stays = !body.Json.ContainsKey(field) && ((field == "content" && existing?.Content.Length > 0) || (field == "embeds" && existing?.Embeds.Count > 0));
            if (isSet || stays) body.Wrong(field, "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", $"The '{field}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2");
        }
    }

    private static void CheckAttachments(FormReader body, FakeMessage? existing, IReadOnlyList<UploadedFile> files)
    {
        if (files.Count > 10) body.Wrong("attachments", "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.");
        var known = files.Select(f => f.Field["files[".Length..^1]).Concat((existing?.Attachments ?? []).Select(a => (string)a!["id"]!)).ToHashSet();
        foreach (var attachment in body.List("attachments", 0, 10))
        {
            if (attachment.Json["id"] is not { } id) attachment.Errors.Required(attachment.At("id"));
            else if (!known.Contains(id.ToString())) attachment.Wrong("id", "ATTACHMENT_NOT_FOUND", "No file of this request and no attachment of the message has this id.");
            attachment.Text("filename", 0, 1024);
            attachment.Text("description", 0, 1024);
        }
    }
}

/// <summary>Embeds of the old kind of message.</summary>
internal static class EmbedRules
{
    public static void Check(FormReader body)
    {
        var total = 0;
        foreach (var embed in body.List("embeds", 0, 10))
        {
            total += Length(embed.Text("title", 0, 256)) + Length(embed.Text("description", 0, 4096));
            total += Length(embed.Object("footer")?.Text("text", 1, 2048, required: true)) + Length(embed.Object("author")?.Text("name", 1, 256, required: true));
            embed.Int("color", 0, 0xFFFFFF);
            foreach (var field in embed.List("fields", 0, 25))
                total += Length(field.Text("name", 1, 256, required: true)) + Length(field.Text("value", 1, 1024, required: true));
        }

        if (total > 6000) body.Wrong("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000");
    }

    private static int Length(string? text) => text?.Trim().EnumerateRunes().Count() ?? 0;
}
