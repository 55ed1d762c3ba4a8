namespace MutualAid.Tests.Support.Discord;

/// <summary>Who may do what where (Topics, Permissions).</summary>
internal static class FakePermissions
{
    public const ulong Administrator = 1ul << 3;
    public const ulong ManageGuild = 1ul << 5;
    public const ulong AddReactions = 1ul << 6;
    public const ulong ViewAuditLog = 1ul << 7;
    public const ulong ViewChannel = 1ul << 10;
    public const ulong SendMessages = 1ul << 11;
    public const ulong ManageMessages = 1ul << 13;
    public const ulong AttachFiles = 1ul << 15;
    public const ulong ReadMessageHistory = 1ul << 16;
    public const ulong ManageThreads = 1ul << 34;
    public const ulong CreatePrivateThreads = 1ul << 36;
    public const ulong SendMessagesInThreads = 1ul << 38;

    /// <summary>What a new server lets everyone do.</summary>
    public const ulong Everyone = AddReactions | ViewChannel | SendMessages | AttachFiles | ReadMessageHistory | CreatePrivateThreads | SendMessagesInThreads;

    public static ulong Of(string user, FakeChannel channel)
    {
        if (channel.Guild is not { } guild) return channel.People.Contains(user) ? Everyone : 0;
        if (!guild.Members.TryGetValue(user, out var roles)) return 0;
        if (guild.OwnerId == user) return ulong.MaxValue;
        var set = guild.Roles.Where(r => r.Id == guild.Id || roles.Contains(r.Id)).Aggregate(0ul, (all, r) => all | r.Permissions);
        if ((set & Administrator) != 0) return ulong.MaxValue;
        var overwrites = (channel.Parent ?? channel).Overwrites;
        foreach (var step in new[]
        {
            overwrites.Where(o => o.Type == 0 && o.Id == guild.Id),
            overwrites.Where(o => o.Type == 0 && roles.Contains(o.Id)),
            overwrites.Where(o => o.Type == 1 && o.Id == user),
        })
        {
            var (allow, deny) = step.Aggregate((Allow: 0ul, Deny: 0ul), (all, o) => (all.Allow | o.Allow, all.Deny | o.Deny));
            set = (set & ~deny) | allow;
        }

        return (set & ViewChannel) == 0 ? 0 : set;
    }

    /// <summary>Whether somebody reads what is in a channel. A private thread shows itself to its members and to who manages threads.</summary>
    public static bool Sees(string user, FakeChannel channel)
    {
        if (channel.Guild is null) return channel.People.Contains(user);
        var set = Of(user, channel);
        return (set & ViewChannel) != 0 && (channel.Type != 12 || channel.People.Contains(user) || (set & ManageThreads) != 0);
    }
}
