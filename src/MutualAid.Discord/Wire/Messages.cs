namespace MutualAid.Discord.Wire;

/// <summary>What is sent to make or change a message (Discord: Resources, Message).</summary>
internal sealed record MessageBody
{
    public int? Flags { get; init; }

    public IReadOnlyList<Component>? Components { get; init; }

    /// <summary>Always sent: without it everything that looks like a mention would ping.</summary>
    public AllowedMentions AllowedMentions { get; init; } = AllowedMentions.None;

    /// <summary>In an edit all that stays and all that is new; left out, everything stays.</summary>
    public IReadOnlyList<AttachmentBody>? Attachments { get; init; }

    /// <summary>At most 25 characters.</summary>
    public string? Nonce { get; init; }

    public bool? EnforceNonce { get; init; }
}

internal sealed record AllowedMentions(IReadOnlyList<string> Parse, IReadOnlyList<string> Users)
{
    public static AllowedMentions None { get; } = new([], []);
}

/// <summary><paramref name="Id"/> is the place of a new file among those that go along.</summary>
internal sealed record AttachmentBody(string Id, string Filename, string? Description = null);

/// <summary>A message as far as the bot reads it.</summary>
internal sealed record Message(string Id, string ChannelId)
{
    public User? Author { get; init; }

    public string? Content { get; init; }

    public IReadOnlyList<Component>? Components { get; init; }
}

internal sealed record User(string Id);

internal static class MessageFlags
{
    public const int Ephemeral = 1 << 6;
    public const int ComponentsV2 = 1 << 15;
}

/// <summary>A channel or thread as far as the bot reads it (Discord: Resources, Channel).</summary>
internal sealed record Channel(string Id, int Type)
{
    public string? GuildId { get; init; }

    public string? ParentId { get; init; }

    public string? OwnerId { get; init; }

    public string? Name { get; init; }

    public IReadOnlyList<Overwrite>? PermissionOverwrites { get; init; }
}

/// <summary>Type 0 is a role, 1 a member; the sets are decimal numbers as text (Discord: Topics, Permissions).</summary>
internal sealed record Overwrite(string Id, int Type, string Allow, string Deny);

internal static class ChannelTypes
{
    public const int DirectMessage = 1;
    public const int AnnouncementThread = 10;
    public const int PublicThread = 11;
    public const int PrivateThread = 12;

    public static bool IsThread(int type) => type is AnnouncementThread or PublicThread or PrivateThread;
}

internal sealed record RecipientBody(string RecipientId);

internal sealed record ThreadBody(string Name, int Type, int AutoArchiveDuration, bool Invitable);

internal sealed record ArchiveBody(bool Archived, bool? Locked = null);

internal sealed record ThreadList(IReadOnlyList<Channel> Threads);
