using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Discord.Rest;
using MutualAid.Discord.Wire;

namespace MutualAid.Discord.Permissions;

/// <summary>Finds out what the bot may not do though it has to, by the names of Discord's own settings page.</summary>
internal sealed class PermissionCheck(DiscordApi api, DiscordSelf self)
{
    /// <summary>What a channel with cards needs. A thread is written to by another permission.</summary>
    private const Permission ForCards = Permission.ViewChannel | Permission.SendMessages | Permission.ReadMessageHistory | ForIntroductions;

    private const Permission ForIntroductions = Permission.CreatePrivateThreads | Permission.SendMessagesInThreads;

    private static readonly ImmutableArray<(Permission Permission, string English, string Spanish)> Names =
    [
        (Permission.ViewChannel, "View Channel", "Ver canal"),
        (Permission.SendMessages, "Send Messages", "Enviar mensajes"),
        (Permission.ReadMessageHistory, "Read Message History", "Leer el historial de mensajes"),
        (Permission.CreatePrivateThreads, "Create Private Threads", "Crear hilos privados"),
        (Permission.SendMessagesInThreads, "Send Messages in Threads", "Enviar mensajes en hilos"),
    ];

    /// <summary>What is missing in a channel. Four reads, since nothing of a guild is kept.</summary>
    public async Task<ImmutableArray<string>> MissingAsync(PlaceId place, string language, CancellationToken cancellationToken)
    {
        if (DiscordIds.IsDirect(place)) return [];
        try
        {
            return Named(await MissingSetAsync(place, cancellationToken).ConfigureAwait(false), language);
        }
        catch (DiscordRefusedException e) when (e.Code == ErrorCodes.MissingAccess)
        {
            // What it does not even see, it may do nothing in.
            return Named(ForCards, language);
        }
    }

    private async Task<Permission> MissingSetAsync(PlaceId place, CancellationToken cancellationToken)
    {
        var guild = DiscordIds.GuildOf(place);
        var channel = await api.ChannelAsync(DiscordIds.ChannelOf(place), cancellationToken).ConfigureAwait(false);
        var isThread = ChannelTypes.IsThread(channel.Type);
        // A thread has no overwrites of its own.
        if (isThread) channel = await api.ChannelAsync(channel.ParentId!, cancellationToken).ConfigureAwait(false);
        var roles = await api.RolesAsync(guild, cancellationToken).ConfigureAwait(false);
        var member = await api.MemberAsync(guild, self.User, cancellationToken).ConfigureAwait(false);
        var has = PermissionSet.InChannel(PermissionSet.InGuild(guild, roles, member), guild, self.User, member, channel.PermissionOverwrites ?? []);
        return PermissionSet.Missing(has, isThread ? ForCards & ~Permission.SendMessages : ForCards);
    }

    /// <summary>What is missing where an interaction happened: Discord sends along what the bot may do there.</summary>
    public static ImmutableArray<string> MissingAt(Interaction interaction, string language)
    {
        if (interaction.AppPermissions is null || interaction.GuildId is null) return [];
        var isThread = interaction.Channel is { } channel && ChannelTypes.IsThread(channel.Type);
        return Named(PermissionSet.Missing(PermissionSet.Read(interaction.AppPermissions), isThread ? ForCards & ~Permission.SendMessages : ForCards), language);
    }

    /// <summary>What is missing in a whole guild that the bot has just joined.</summary>
    public static ImmutableArray<string> MissingIn(JoinedGuild guild, string user, string language) =>
        guild.Members?.FirstOrDefault(m => m.User?.Id == user) is { } member && guild.Roles is { } roles
            ? Named(PermissionSet.Missing(PermissionSet.InGuild(guild.Id, roles, member), ForCards), language)
            : [];

    private static ImmutableArray<string> Named(Permission missing, string language) =>
        [.. Names.Where(n => missing.HasFlag(n.Permission)).Select(n => language == "es" ? n.Spanish : n.English)];
}
