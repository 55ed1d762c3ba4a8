using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

/// <summary>A message as the API shows it.</summary>
internal static class MessageJson
{
    public static JsonObject Of(FakeMessage message)
    {
        var json = new JsonObject
        {
            ["id"] = message.Id.ToString(),
            ["channel_id"] = message.Channel.Id.ToString(),
            ["type"] = message.Interaction is { Type: InteractionType.Command } ? 20 : message.RepliesTo is null ? 0 : 19,
            ["author"] = message.Author.ToJson(),
            ["content"] = message.Content,
            ["timestamp"] = message.Sent.ToString("O"),
            ["edited_timestamp"] = message.Edited?.ToString("O"),
            ["tts"] = false,
            ["mention_everyone"] = message.Pinged.Everyone,
            ["mentions"] = new JsonArray([.. message.Pinged.Users.Select(u => message.Channel.Fake.World.FindUser(u)!.ToJson())]),
            ["mention_roles"] = new JsonArray([.. message.Pinged.Roles.Select(r => (JsonNode)r.ToString())]),
            ["attachments"] = message.Attachments.DeepClone(),
            ["embeds"] = message.Embeds.DeepClone(),
            ["components"] = message.Components.DeepClone(),
            ["pinned"] = false,
            ["flags"] = message.Flags,
        };
        if (message.Nonce is not null) json["nonce"] = message.Nonce;
        if (message.RepliesTo is { } original) json["message_reference"] = new JsonObject { ["message_id"] = original.ToString(), ["channel_id"] = message.Channel.Id.ToString() };
        if (message.ReactionList.Count > 0) json["reactions"] = Reactions(message);
        if (message.Interaction is { } interaction) AddInteraction(json, interaction);
        return json;
    }

    /// <summary>As a bot without the message-content intent receives it.</summary>
    public static JsonObject WithoutContent(JsonObject message)
    {
        message["content"] = "";
        message["embeds"] = new JsonArray();
        message["attachments"] = new JsonArray();
        message["components"] = new JsonArray();
        return message;
    }

    private static void AddInteraction(JsonObject json, FakeInteraction interaction)
    {
        json["application_id"] = interaction.User.Fake.Bot.Id.ToString();
        json["webhook_id"] = interaction.User.Fake.Bot.Id.ToString();
        json["interaction_metadata"] = new JsonObject
        {
            ["id"] = interaction.Id.ToString(),
            ["type"] = (int)interaction.Type,
            ["user"] = interaction.User.ToJson(),
            ["authorizing_integration_owners"] = new JsonObject { ["0"] = interaction.Channel.Guild?.Id.ToString() ?? "0" },
        };
    }

    private static JsonArray Reactions(FakeMessage message)
    {
        var bot = message.Channel.Fake.Bot.Id;
        return new JsonArray([.. message.ReactionList.GroupBy(r => r.Emoji).Select(g => new JsonObject
        {
            ["count"] = g.Count(),
            ["count_details"] = new JsonObject { ["burst"] = 0, ["normal"] = g.Count() },
            ["me"] = g.Any(r => r.User == bot),
            ["me_burst"] = false,
            ["emoji"] = new JsonObject { ["id"] = null, ["name"] = g.Key },
            ["burst_colors"] = new JsonArray(),
        })]);
    }
}
