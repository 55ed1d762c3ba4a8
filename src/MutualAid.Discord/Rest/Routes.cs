using MutualAid.Discord.Wire;

namespace MutualAid.Discord.Rest;

/// <summary>Every route of the HTTP API that the bot uses.</summary>
internal static class Routes
{
    private const int BotAdded = 28;

    public static Route Gateway { get; } = new(HttpMethod.Get, "/gateway/bot", "/gateway/bot", "");

    public static Route Me { get; } = new(HttpMethod.Get, "/users/@me", "/users/@me", "");

    public static Route Application { get; } = new(HttpMethod.Get, "/applications/@me", "/applications/@me", "");

    public static Route DirectChannels { get; } = new(HttpMethod.Post, "/users/@me/channels", "/users/@me/channels", "");

    public static Route Commands(HttpMethod method, string application) => new(
        method, "/applications/{application}/commands", $"/applications/{application}/commands{(method == HttpMethod.Get ? "?with_localizations=true" : "")}", "");

    public static Route Post(string channel) => new(HttpMethod.Post, "/channels/{channel}/messages", $"/channels/{channel}/messages", channel);

    public static Route Messages(string channel, string? before) => new(
        HttpMethod.Get, "/channels/{channel}/messages", $"/channels/{channel}/messages?limit=100{(before is null ? "" : "&before=" + before)}", channel);

    public static Route Message(HttpMethod method, string channel, string message) =>
        new(method, "/channels/{channel}/messages/{message}", $"/channels/{channel}/messages/{message}", channel);

    public static Route Channel(HttpMethod method, string channel) => new(method, "/channels/{channel}", $"/channels/{channel}", channel);

    public static Route Threads(string channel) => new(HttpMethod.Post, "/channels/{channel}/threads", $"/channels/{channel}/threads", channel);

    public static Route ThreadMember(HttpMethod method, string thread, string user) =>
        new(method, "/channels/{channel}/thread-members/{user}", $"/channels/{thread}/thread-members/{user}", thread);

    public static Route ActiveThreads(string guild) => new(HttpMethod.Get, "/guilds/{guild}/threads/active", $"/guilds/{guild}/threads/active", guild);

    public static Route Guild(string guild) => new(HttpMethod.Get, "/guilds/{guild}", $"/guilds/{guild}", guild);

    public static Route Roles(string guild) => new(HttpMethod.Get, "/guilds/{guild}/roles", $"/guilds/{guild}/roles", guild);

    public static Route Member(string guild, string user) => new(HttpMethod.Get, "/guilds/{guild}/members/{user}", $"/guilds/{guild}/members/{user}", guild);

    public static Route BotsAdded(string guild) =>
        new(HttpMethod.Get, "/guilds/{guild}/audit-logs", $"/guilds/{guild}/audit-logs?action_type={BotAdded}&limit=20", guild);

    public static Route Callback(Interaction interaction) => new(
        HttpMethod.Post, "/interactions/{interaction}/{token}/callback", $"/interactions/{interaction.Id}/{interaction.Token}/callback", interaction.Token);

    public static Route Original(Interaction interaction) => new(
        HttpMethod.Patch, "/webhooks/{application}/{token}/messages/@original", $"/webhooks/{interaction.ApplicationId}/{interaction.Token}/messages/@original", interaction.Token);

    public static Route FollowUp(Interaction interaction) =>
        new(HttpMethod.Post, "/webhooks/{application}/{token}", $"/webhooks/{interaction.ApplicationId}/{interaction.Token}", interaction.Token);
}
