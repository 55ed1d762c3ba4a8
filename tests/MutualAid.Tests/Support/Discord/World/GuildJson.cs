using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

/// <summary>A server as the API shows it.</summary>
internal static class GuildJson
{
    public static JsonObject Plain(FakeGuild guild) => new()
    {
        ["id"] = guild.Id.ToString(),
        ["name"] = guild.Name,
        ["icon"] = null,
        ["splash"] = null,
        ["discovery_splash"] = null,
        ["owner_id"] = guild.Owner.Id.ToString(),
        ["region"] = "",
        ["afk_channel_id"] = null,
        ["afk_timeout"] = 300,
        ["verification_level"] = 0,
        ["default_message_notifications"] = 0,
        ["explicit_content_filter"] = 0,
        ["roles"] = new JsonArray([.. guild.AllRoles.Select(r => r.ToJson())]),
        ["emojis"] = new JsonArray(),
        ["stickers"] = new JsonArray(),
        ["features"] = new JsonArray(),
        ["mfa_level"] = 0,
        ["application_id"] = null,
        ["system_channel_id"] = null,
        ["system_channel_flags"] = 0,
        ["rules_channel_id"] = null,
        ["vanity_url_code"] = null,
        ["description"] = null,
        ["banner"] = null,
        ["premium_tier"] = 0,
        ["preferred_locale"] = guild.PreferredLocale,
        ["public_updates_channel_id"] = null,
        ["nsfw_level"] = 0,
        ["premium_progress_bar_enabled"] = false,
        ["safety_alerts_channel_id"] = null,
    };

    /// <summary>As in GUILD_CREATE: with what the bot can see of it. Of the members only the bot itself.</summary>
    public static JsonObject Full(FakeGuild guild)
    {
        var json = Plain(guild);
        var bot = guild.Fake.Bot;
        var me = guild.Member(bot.Id);
        json["joined_at"] = guild.Fake.Time.GetUtcNow().ToString("O");
        json["large"] = false;
        json["unavailable"] = false;
        json["member_count"] = guild.MemberList.Count();
        json["voice_states"] = new JsonArray();
        json["members"] = new JsonArray(me.ToJson());
        json["channels"] = new JsonArray([.. guild.Channels.Where(c => !c.IsThread).Select(c => c.ToJson())]);
        json["threads"] = new JsonArray([.. guild.Channels.Where(c => c.IsThread && !c.IsArchived && RightsCalculation.CanSee(c, bot)).Select(c => c.ToJson())]);
        json["presences"] = new JsonArray();
        json["stage_instances"] = new JsonArray();
        json["guild_scheduled_events"] = new JsonArray();
        json["soundboard_sounds"] = new JsonArray();
        return json;
    }
}
