using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

internal static class GuildRoutes
{
    private const int BotAdd = 28;

    public static readonly ApiRoute[] All =
    [
        new("GET", "/guilds/{guild_id}", c => ApiAnswer.Ok(GuildJson.Plain(c.Guild()))),
        new("GET", "/guilds/{guild_id}/roles", c => ApiAnswer.Ok(new JsonArray([.. c.Guild().AllRoles.Select(r => r.ToJson())]))),
        new("GET", "/guilds/{guild_id}/channels", c => ApiAnswer.Ok(new JsonArray([.. c.Guild().Channels.Where(x => !x.IsThread).Select(x => x.ToJson())]))),
        new("GET", "/guilds/{guild_id}/threads/active", ActiveThreads),
        new("GET", "/guilds/{guild_id}/members/{user_id}", Member),
        new("GET", "/guilds/{guild_id}/audit-logs", AuditLog),
        new("DELETE", "/users/@me/guilds/{guild_id}", Leave),
    ];

    private static ApiAnswer Member(ApiCall call)
    {
        var guild = call.Guild();
        if (call.Fake.World.FindUser(call.Id("user_id")) is not { } user) throw new ApiError(404, 10013, "Unknown User");
        return guild.TryMember(user.Id, out var member) ? ApiAnswer.Ok(member.ToJson()) : throw new ApiError(404, 10007, "Unknown Member");
    }

    private static ApiAnswer ActiveThreads(ApiCall call)
    {
        var bot = call.Fake.Bot;
        var threads = call.Guild().Channels.Where(c => c.IsThread && !c.IsArchived && RightsCalculation.CanSee(c, bot)).ToList();
        return ApiAnswer.Ok(new JsonObject
        {
            ["threads"] = new JsonArray([.. threads.Select(t => t.ToJson())]),
            ["members"] = new JsonArray([.. threads.Where(t => t.ThreadMembers.Contains(bot.Id)).Select(t => ChannelJson.ThreadMember(t, bot.Id))]),
        });
    }

    private static ApiAnswer AuditLog(ApiCall call)
    {
        var guild = call.Guild();
        if (!RightsCalculation.In(guild, call.Fake.Bot).HasFlag(Rights.ViewAuditLog)) throw ApiError.MissingPermissions();
        var entries = new JsonArray();
        if (guild.BotAddedBy is { } by && (call.Query["action_type"].ToString() is "" or "28"))
        {
            entries.Add(new JsonObject
            {
                ["id"] = call.Fake.Ids.Next().ToString(),
                ["user_id"] = by.Id.ToString(),
                ["target_id"] = call.Fake.Bot.Id.ToString(),
                ["action_type"] = BotAdd,
            });
        }

        return ApiAnswer.Ok(new JsonObject
        {
            ["audit_log_entries"] = entries,
            ["users"] = new JsonArray([.. guild.BotAddedBy is null ? [] : new[] { guild.BotAddedBy.ToJson() }]),
            ["application_commands"] = new JsonArray(),
            ["auto_moderation_rules"] = new JsonArray(),
            ["guild_scheduled_events"] = new JsonArray(),
            ["integrations"] = new JsonArray(),
            ["threads"] = new JsonArray(),
            ["webhooks"] = new JsonArray(),
        });
    }

    private static ApiAnswer Leave(ApiCall call)
    {
        call.Guild().RemoveBot();
        return ApiAnswer.Nothing;
    }
}
