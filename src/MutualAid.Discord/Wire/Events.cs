namespace MutualAid.Discord.Wire;

/// <summary>The first event of a session, as far as the bot reads it (Discord: Events, Gateway Events, Ready).</summary>
internal sealed record Ready(User User, ApplicationId Application, IReadOnlyList<GuildStub> Guilds);

internal sealed record ApplicationId(string Id);

/// <summary>A guild by id; with <paramref name="Unavailable"/> it is an outage and says nothing about membership.</summary>
internal sealed record GuildStub(string Id, bool? Unavailable = null);

/// <summary>A guild that the bot has just joined.</summary>
internal sealed record JoinedGuild(string Id, string OwnerId)
{
    /// <summary>When the bot came in.</summary>
    public DateTimeOffset? JoinedAt { get; init; }

    public string? PreferredLocale { get; init; }

    public IReadOnlyList<Role>? Roles { get; init; }

    public IReadOnlyList<GuildMember>? Members { get; init; }
}

internal sealed record Role(string Id, string Permissions);

internal sealed record GuildMember(IReadOnlyList<string> Roles, User? User = null);

internal sealed record GuildOwner(string Id, string OwnerId);

/// <summary>A reaction that was put on or taken off.</summary>
internal sealed record ReactionEvent(string UserId, string ChannelId, string MessageId, Emoji Emoji)
{
    public string? GuildId { get; init; }

    /// <summary>Only on the event for adding, and only for newer messages.</summary>
    public string? MessageAuthorId { get; init; }
}

/// <summary>With an id it is a custom emoji; without, the characters are the name.</summary>
internal sealed record Emoji(string? Id = null, string? Name = null);

/// <summary>A channel or thread that is gone, or changed.</summary>
internal sealed record PlaceEvent(string Id, string? GuildId = null);

/// <summary>A role that changed, and with it perhaps what the bot may do anywhere in the guild.</summary>
internal sealed record RoleEvent(string GuildId);

internal sealed record AuditLog(IReadOnlyList<AuditEntry> AuditLogEntries);

internal sealed record AuditEntry(string? UserId = null, string? TargetId = null);
