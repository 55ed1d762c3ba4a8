using System.Globalization;
using MutualAid.Discord.Wire;

namespace MutualAid.Discord.Permissions;

/// <summary>What somebody may do, and how it is worked out (Discord: Topics, Permissions).</summary>
internal static class PermissionSet
{
    private const int RoleOverwrite = 0;
    private const int MemberOverwrite = 1;

    /// <summary>Any of these, and a group already trusts them.</summary>
    public const Permission Facilitating = Permission.Administrator | Permission.ManageGuild | Permission.ManageMessages;

    /// <summary>A set as Discord writes it, a decimal number; nothing where it can't be read.</summary>
    public static Permission Read(string? written) =>
        ulong.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var bits) ? (Permission)bits : Permission.None;

    /// <summary>Whoever manages the server or the messages of a channel is who a group already trusts.</summary>
    public static bool IsFacilitator(string? written)
    {
        return (Read(written) & Facilitating) != Permission.None;
    }

    /// <summary>What of the wanted is missing from a set.</summary>
    public static Permission Missing(Permission has, Permission wanted)
    {
        if (has.HasFlag(Permission.Administrator)) return Permission.None;
        // Who does not see a channel can do nothing in it.
        return has.HasFlag(Permission.ViewChannel) ? wanted & ~has : wanted;
    }

    /// <summary>What a member's roles give them in a whole guild.</summary>
    public static Permission InGuild(string guild, IReadOnlyList<Role> roles, GuildMember member) =>
        roles.Where(r => r.Id == guild || member.Roles.Contains(r.Id)).Aggregate(Permission.None, (all, role) => all | Read(role.Permissions));

    /// <summary>The same in one channel: first what everyone is denied and allowed there, then roles together, then the member.</summary>
    public static Permission InChannel(Permission inGuild, string guild, string user, GuildMember member, IReadOnlyList<Overwrite> overwrites)
    {
        if (inGuild.HasFlag(Permission.Administrator)) return inGuild;
        var set = inGuild;
        foreach (var step in new[]
        {
            overwrites.Where(o => o.Type == RoleOverwrite && o.Id == guild),
            overwrites.Where(o => o.Type == RoleOverwrite && o.Id != guild && member.Roles.Contains(o.Id)),
            overwrites.Where(o => o.Type == MemberOverwrite && o.Id == user),
        })
        {
            var (denied, allowed) = step.Aggregate((Denied: Permission.None, Allowed: Permission.None), (all, o) => (all.Denied | Read(o.Deny), all.Allowed | Read(o.Allow)));
            set = (set & ~denied) | allowed;
        }

        return set;
    }
}
