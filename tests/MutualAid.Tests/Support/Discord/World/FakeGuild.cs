using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

/// <summary>A server.</summary>
internal sealed class FakeGuild(FakeDiscord fake, ulong id, string name, FakeUser owner)
{
    private readonly Dictionary<ulong, FakeMember> members = [];

    public ulong Id { get; } = id;

    public string Name { get; } = name;

    public FakeUser Owner { get; set; } = owner;

    /// <summary>Who invited the bot; the audit log tells.</summary>
    public FakeUser? BotAddedBy { get; set; }

    public string PreferredLocale { get; set; } = "en-US";

    /// <summary>While true the server is down: it is in READY but never arrives.</summary>
    public bool IsUnavailable { get; set; }

    public FakeDiscord Fake => fake;

    public FakeRole Everyone { get; } = new(id, "@everyone", Rights.Everyday);

    internal List<FakeRole> RoleList { get; } = [];

    internal IEnumerable<FakeMember> MemberList => members.Values;

    public bool HasBot => members.ContainsKey(fake.Bot.Id);

    /// <summary>The role that came with the bot: change its rights to change what the bot may do in the server.</summary>
    public FakeRole? BotRole { get; private set; }

    public FakeRole AddRole(string name, Rights rights = Rights.None, bool mentionable = false)
    {
        lock (fake.Sync)
        {
            var role = new FakeRole(fake.Ids.Next(), name, rights) { Mentionable = mentionable };
            RoleList.Add(role);
            fake.Events.Publish("GUILD_ROLE_CREATE", this, new JsonObject { ["guild_id"] = Id.ToString(), ["role"] = role.ToJson() }, Intents.Guilds);
            return role;
        }
    }

    public FakeChannel AddChannel(string name, ChannelType type = ChannelType.Text)
    {
        lock (fake.Sync)
        {
            var channel = fake.World.Add(new FakeChannel(fake, fake.Ids.Next(), type, name) { Guild = this });
            fake.Events.Publish("CHANNEL_CREATE", this, channel.ToJson(), Intents.Guilds);
            return channel;
        }
    }

    /// <summary>A new person, who joins at once.</summary>
    public FakeUser AddMember(string name, params FakeRole[] roles) => Join(fake.AddUser(name), roles);

    public FakeUser Join(FakeUser user, params FakeRole[] roles)
    {
        lock (fake.Sync)
        {
            var member = new FakeMember(user, fake.Time.GetUtcNow());
            foreach (var role in roles) member.Roles.Add(role.Id);
            members[user.Id] = member;
            var json = member.ToJson();
            json["guild_id"] = Id.ToString();
            fake.Events.Publish("GUILD_MEMBER_ADD", this, json, Intents.GuildMembers);
            return user;
        }
    }

    public void Leave(FakeUser user)
    {
        lock (fake.Sync)
        {
            members.Remove(user.Id);
            fake.Events.Publish("GUILD_MEMBER_REMOVE", this, new JsonObject { ["guild_id"] = Id.ToString(), ["user"] = user.ToJson() }, Intents.GuildMembers);
        }
    }

    /// <summary>Invites the bot, with a role of its own.</summary>
    public void AddBot(Rights rights, FakeUser? by = null)
    {
        lock (fake.Sync)
        {
            BotRole = new FakeRole(fake.Ids.Next(), fake.Bot.Name, rights);
            RoleList.Add(BotRole);
            BotAddedBy = by ?? Owner;
            var member = new FakeMember(fake.Bot, fake.Time.GetUtcNow());
            member.Roles.Add(BotRole.Id);
            members[fake.Bot.Id] = member;
            fake.Events.Publish("GUILD_CREATE", this, GuildJson.Full(this), Intents.Guilds);
        }
    }

    public void RemoveBot()
    {
        lock (fake.Sync)
        {
            members.Remove(fake.Bot.Id);
            fake.Events.Publish("GUILD_DELETE", this, new JsonObject { ["id"] = Id.ToString() }, Intents.Guilds);
        }
    }

    /// <summary>An outage of this server begins or ends.</summary>
    public void SetUnavailable(bool unavailable)
    {
        lock (fake.Sync)
        {
            IsUnavailable = unavailable;
            if (unavailable) fake.Events.Publish("GUILD_DELETE", this, new JsonObject { ["id"] = Id.ToString(), ["unavailable"] = true }, Intents.Guilds);
            else fake.Events.Publish("GUILD_CREATE", this, GuildJson.Full(this), Intents.Guilds);
        }
    }

    public FakeMember Member(ulong user) => members[user];

    public bool TryMember(ulong user, [NotNullWhen(true)] out FakeMember? member) => members.TryGetValue(user, out member);

    internal IEnumerable<FakeRole> AllRoles => RoleList.Prepend(Everyone);

    internal IEnumerable<FakeChannel> Channels => fake.World.Channels.Where(c => c.Guild == this);
}
