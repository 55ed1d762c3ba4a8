using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Discord.Rest;

namespace MutualAid.Discord.Permissions;

/// <summary>
/// Whom a guild trusts. Its members are not kept, and who they are is not asked for, so known are only the owner, and, where the bot may read
/// the audit log, whoever added it, as long as they manage the server.
/// </summary>
internal sealed class Facilitators(DiscordApi api, DiscordSelf self)
{
    public async Task<ImmutableArray<PersonId>> OfAsync(string guild, CancellationToken stop)
    {
        var owner = (await api.GuildAsync(guild, stop).ConfigureAwait(false)).OwnerId;
        return await InviterAsync(guild, stop).ConfigureAwait(false) is { } inviter && inviter != owner
            ? [DiscordIds.Person(owner), DiscordIds.Person(inviter)]
            : [DiscordIds.Person(owner)];
    }

    /// <summary>The owner, or whoever manages the server or its messages by their roles; what one channel alone gives does not count here.</summary>
    public async Task<bool> IsAsync(string guild, PersonId person, CancellationToken stop)
    {
        if (DiscordIds.UserOf(person) is not { } user) return false;
        if ((await api.GuildAsync(guild, stop).ConfigureAwait(false)).OwnerId == user) return true;
        try
        {
            var member = await api.MemberAsync(guild, user, stop).ConfigureAwait(false);
            var roles = await api.RolesAsync(guild, stop).ConfigureAwait(false);
            return (PermissionSet.InGuild(guild, roles, member) & PermissionSet.Facilitating) != Permission.None;
        }
        catch (DiscordRefusedException)
        {
            // They are not in it any more.
            return false;
        }
    }

    private async Task<string?> InviterAsync(string guild, CancellationToken stop)
    {
        try
        {
            var added = await api.BotsAddedAsync(guild, stop).ConfigureAwait(false);
            if (added.AuditLogEntries.FirstOrDefault(e => self.Is(e.TargetId))?.UserId is not { } inviter) return null;
            var roles = await api.RolesAsync(guild, stop).ConfigureAwait(false);
            var member = await api.MemberAsync(guild, inviter, stop).ConfigureAwait(false);
            return (PermissionSet.InGuild(guild, roles, member) & (Permission.Administrator | Permission.ManageGuild)) != Permission.None ? inviter : null;
        }
        catch (DiscordRefusedException)
        {
            // The audit log is not for the bot to read, or they left: the owner is who there is.
            return null;
        }
    }
}
