using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

internal enum ChannelType
{
    Text = 0,
    Direct = 1,
    Voice = 2,
    Category = 4,
    Announcement = 5,
    PublicThread = 11,
    PrivateThread = 12,
    Forum = 15,
}

/// <summary>A place with messages: a channel of a server, a thread, or a direct conversation with the bot.</summary>
internal sealed class FakeChannel(FakeDiscord fake, ulong id, ChannelType type, string? name)
{
    private readonly SortedDictionary<ulong, FakeMessage> messages = [];

    public ulong Id { get; } = id;

    public ChannelType Type { get; } = type;

    public string? Name { get; set; } = name;

    public string? Topic { get; set; }

    public FakeDiscord Fake => fake;

    public FakeGuild? Guild { get; init; }

    /// <summary>The channel a thread hangs on.</summary>
    public FakeChannel? Parent { get; init; }

    /// <summary>The person a direct conversation is with.</summary>
    public FakeUser? Recipient { get; init; }

    public FakeUser? ThreadOwner { get; init; }

    public HashSet<ulong> ThreadMembers { get; } = [];

    public bool IsArchived { get; set; }

    public bool IsLocked { get; set; }

    public bool IsInvitable { get; set; } = true;

    public int AutoArchiveMinutes { get; set; } = 4320;

    public bool IsThread => Type is ChannelType.PublicThread or ChannelType.PrivateThread;

    public bool IsDirect => Type == ChannelType.Direct;

    public string Mention => $"<#{Id}>";

    internal List<Overwrite> Overwrites { get; } = [];

    /// <summary>All messages that are in it now, oldest first; those only one person sees are with their interaction instead.</summary>
    public IReadOnlyList<FakeMessage> Messages
    {
        get
        {
            lock (fake.Sync) return [.. messages.Values];
        }
    }

    /// <summary>The threads that hang on it now.</summary>
    public IReadOnlyList<FakeChannel> Threads
    {
        get
        {
            lock (fake.Sync) return [.. fake.World.Channels.Where(c => c.Parent == this)];
        }
    }

    public void Allow(FakeRole role, Rights rights) => Change(role.Id, isMember: false, o => o with { Allow = o.Allow | rights, Deny = o.Deny & ~rights });

    public void Deny(FakeRole role, Rights rights) => Change(role.Id, isMember: false, o => o with { Deny = o.Deny | rights, Allow = o.Allow & ~rights });

    public void Allow(FakeUser user, Rights rights) => Change(user.Id, isMember: true, o => o with { Allow = o.Allow | rights, Deny = o.Deny & ~rights });

    public void Deny(FakeUser user, Rights rights) => Change(user.Id, isMember: true, o => o with { Deny = o.Deny | rights, Allow = o.Allow & ~rights });

    /// <summary>Somebody with the right deletes it; no event tells of its messages.</summary>
    public void Delete()
    {
        lock (fake.Sync) fake.World.Delete(this);
    }

    /// <summary>A person writes something.</summary>
    public FakeMessage Post(FakeUser author, string content)
    {
        lock (fake.Sync)
        {
            var message = new FakeMessage(this, fake.Ids.Next(), author, fake.Time.GetUtcNow()) { Content = content };
            fake.World.Add(message);
            return message;
        }
    }

    internal void Keep(FakeMessage message) => messages[message.Id] = message;

    internal bool Drop(FakeMessage message) => messages.Remove(message.Id);

    internal FakeMessage? Find(ulong message) => messages.GetValueOrDefault(message);

    public JsonObject ToJson() => ChannelJson.Of(this);

    public override string ToString() => IsDirect ? "@" + Recipient : "#" + Name;

    private void Change(ulong who, bool isMember, Func<Overwrite, Overwrite> change)
    {
        lock (fake.Sync)
        {
            var at = Overwrites.FindIndex(o => o.Id == who);
            var changed = change(at < 0 ? new Overwrite(who, isMember, Rights.None, Rights.None) : Overwrites[at]);
            if (at < 0) Overwrites.Add(changed);
            else Overwrites[at] = changed;
            if (Guild is not null) fake.Events.Publish("CHANNEL_UPDATE", Guild, ToJson(), Intents.Guilds);
        }
    }
}
