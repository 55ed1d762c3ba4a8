using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

internal static class ReactionRoutes
{
    private const string Template = "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me";

    public static readonly ApiRoute[] All = [new("PUT", Template, Put), new("DELETE", Template, Delete)];

    public static void Add(FakeMessage message, FakeUser user, string emoji)
    {
        if (message.ReactionList.Contains((emoji, user.Id))) return;
        message.ReactionList.Add((emoji, user.Id));
        var json = Json(message, user, emoji);
        json["message_author_id"] = message.Author.Id.ToString();
        if (message.Channel.Guild is { } guild && guild.TryMember(user.Id, out var member)) json["member"] = member.ToJson();
        Tell(message, "MESSAGE_REACTION_ADD", json);
    }

    public static bool Remove(FakeMessage message, FakeUser user, string emoji)
    {
        if (!message.ReactionList.Remove((emoji, user.Id))) return false;
        Tell(message, "MESSAGE_REACTION_REMOVE", Json(message, user, emoji));
        return true;
    }

    private static ApiAnswer Put(ApiCall call)
    {
        var channel = call.Channel(Rights.ReadMessageHistory);
        var message = call.Message(channel);
        var emoji = Named(call);
        if (channel.IsArchived) throw ApiError.Archived();
        var isNew = message.ReactionList.All(r => r.Emoji != emoji);
        if (isNew) call.Channel(Rights.AddReactions);
        if (isNew && message.ReactionList.Select(r => r.Emoji).Distinct().Count() >= 20) throw new ApiError(400, 30010, "Maximum number of reactions reached (20)");
        Add(message, call.Fake.Bot, emoji);
        return ApiAnswer.Nothing;
    }

    private static ApiAnswer Delete(ApiCall call)
    {
        var channel = call.Channel(Rights.ReadMessageHistory);
        var message = call.Message(channel);
        var emoji = Named(call);
        if (channel.IsArchived) throw ApiError.Archived();
        return Remove(message, call.Fake.Bot, emoji) ? ApiAnswer.Nothing : throw new ApiError(404, 10014, "Unknown Emoji");
    }

    // Own emoji of servers (name:id) aren't modelled: none exists.
    private static string Named(ApiCall call) => Emoji.IsUnicode(call.Parameters["emoji_name"]) ? call.Parameters["emoji_name"] : throw new ApiError(400, 10014, "Unknown Emoji");

    private static JsonObject Json(FakeMessage message, FakeUser user, string emoji)
    {
        var json = new JsonObject
        {
            ["user_id"] = user.Id.ToString(),
            ["channel_id"] = message.Channel.Id.ToString(),
            ["message_id"] = message.Id.ToString(),
            ["emoji"] = new JsonObject { ["id"] = null, ["name"] = emoji },
            ["burst"] = false,
            ["type"] = 0,
        };
        if (message.Channel.Guild is { } guild) json["guild_id"] = guild.Id.ToString();
        return json;
    }

    private static void Tell(FakeMessage message, string name, JsonObject json) =>
        message.Channel.Fake.World.PublishIn(message.Channel, name, json, message.Channel.IsDirect ? Intents.DirectMessageReactions : Intents.GuildMessageReactions);
}
