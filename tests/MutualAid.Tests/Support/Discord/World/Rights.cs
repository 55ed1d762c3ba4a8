namespace MutualAid.Tests.Support.Discord;

/// <summary>The permission bits that matter here (Discord: Topics, Permissions).</summary>
[Flags]
internal enum Rights : ulong
{
    None = 0,
    Administrator = 1UL << 3,
    ManageChannels = 1UL << 4,
    ManageGuild = 1UL << 5,
    AddReactions = 1UL << 6,
    ViewAuditLog = 1UL << 7,
    ViewChannel = 1UL << 10,
    SendMessages = 1UL << 11,
    SendTts = 1UL << 12,
    ManageMessages = 1UL << 13,
    EmbedLinks = 1UL << 14,
    AttachFiles = 1UL << 15,
    ReadMessageHistory = 1UL << 16,
    MentionEveryone = 1UL << 17,
    UseExternalEmojis = 1UL << 18,
    Connect = 1UL << 20,
    ManageRoles = 1UL << 28,
    UseApplicationCommands = 1UL << 31,
    ManageThreads = 1UL << 34,
    CreatePublicThreads = 1UL << 35,
    CreatePrivateThreads = 1UL << 36,
    SendMessagesInThreads = 1UL << 38,
    ModerateMembers = 1UL << 40,
    PinMessages = 1UL << 51,

    /// <summary>What an owner or an administrator has.</summary>
    All = Administrator | ManageChannels | ManageGuild | AddReactions | ViewAuditLog | ViewChannel | SendMessages | SendTts | ManageMessages | EmbedLinks
        | AttachFiles | ReadMessageHistory | MentionEveryone | UseExternalEmojis | Connect | ManageRoles | UseApplicationCommands | ManageThreads
        | CreatePublicThreads | CreatePrivateThreads | SendMessagesInThreads | ModerateMembers | PinMessages,

    /// <summary>What people may do in a new server.</summary>
    Everyday = AddReactions | ViewChannel | SendMessages | EmbedLinks | AttachFiles | ReadMessageHistory | UseApplicationCommands
        | CreatePublicThreads | CreatePrivateThreads | SendMessagesInThreads | UseExternalEmojis,
}

/// <summary>What somebody may do in a channel, by the documented algorithm with its implicit denials.</summary>
internal static class RightsCalculation
{
    private const Rights WhenTimedOut = Rights.ViewChannel | Rights.ReadMessageHistory;

    private const Rights NeedsSending = Rights.MentionEveryone | Rights.SendTts | Rights.AttachFiles | Rights.EmbedLinks;

    public static Rights In(FakeGuild guild, FakeUser user)
    {
        if (!guild.TryMember(user.Id, out var member)) return Rights.None;
        if (guild.Owner.Id == user.Id) return Rights.All;
        var rights = guild.Everyone.Rights;
        foreach (var role in guild.RoleList.Where(r => member.Roles.Contains(r.Id))) rights |= role.Rights;
        return rights.HasFlag(Rights.Administrator) ? Rights.All : rights;
    }

    public static Rights In(FakeChannel channel, FakeUser user)
    {
        if (channel.Guild is not { } guild) return channel.Recipient?.Id == user.Id || user.IsBot ? Rights.Everyday : Rights.None;
        var rights = In(guild, user);
        if (rights == Rights.All || rights == Rights.None) return rights;
        var member = guild.Member(user.Id);
        var overwrites = (channel.Parent ?? channel).Overwrites;
        rights = Apply(rights, overwrites.Where(o => o.Id == guild.Id));
        rights = Apply(rights, overwrites.Where(o => !o.IsMember && o.Id != guild.Id && member.Roles.Contains(o.Id)));
        rights = Apply(rights, overwrites.Where(o => o.IsMember && o.Id == user.Id));
        if (member.IsTimedOut) rights &= WhenTimedOut;
        if (!rights.HasFlag(Rights.ViewChannel)) return Rights.None;
        var mayWrite = channel.IsThread ? Rights.SendMessagesInThreads : Rights.SendMessages;
        return rights.HasFlag(mayWrite) ? rights : rights & ~NeedsSending;
    }

    /// <summary>Whether they can open it: its parent's overwrites, and for a private thread being a member of it.</summary>
    public static bool CanSee(FakeChannel channel, FakeUser user)
    {
        var rights = In(channel, user);
        if (!rights.HasFlag(Rights.ViewChannel)) return false;
        return channel.Type != ChannelType.PrivateThread || channel.ThreadMembers.Contains(user.Id) || rights.HasFlag(Rights.ManageThreads);
    }

    // All denials of a level first, then all its allowances.
    private static Rights Apply(Rights rights, IEnumerable<Overwrite> overwrites)
    {
        var (deny, allow) = (Rights.None, Rights.None);
        foreach (var overwrite in overwrites)
        {
            deny |= overwrite.Deny;
            allow |= overwrite.Allow;
        }

        return (rights & ~deny) | allow;
    }
}
