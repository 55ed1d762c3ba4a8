using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

/// <summary>Everything there is. Every change of it tells the gateway. Only under the fake's lock.</summary>
internal sealed class WorldState(FakeDiscord fake)
{
    private readonly Dictionary<ulong, FakeUser> users = [];
    private readonly Dictionary<ulong, FakeGuild> guilds = [];
    private readonly Dictionary<ulong, FakeChannel> channels = [];
    private readonly List<FakeInteraction> interactions = [];

    public IEnumerable<FakeChannel> Channels => channels.Values;

    public IEnumerable<FakeGuild> Guilds => guilds.Values;

    public IReadOnlyList<FakeInteraction> Interactions => interactions;

    public FakeUser Add(FakeUser user) => users[user.Id] = user;

    public FakeGuild Add(FakeGuild guild) => guilds[guild.Id] = guild;

    public FakeChannel Add(FakeChannel channel) => channels[channel.Id] = channel;

    public void Add(FakeInteraction interaction) => interactions.Add(interaction);

    public FakeUser? FindUser(ulong id) => users.GetValueOrDefault(id);

    public FakeGuild? FindGuild(ulong id) => guilds.GetValueOrDefault(id);

    public FakeChannel? FindChannel(ulong id) => channels.GetValueOrDefault(id);

    public FakeChannel? FindDirect(FakeUser user) => channels.Values.FirstOrDefault(c => c.Recipient == user);

    public FakeChannel OpenDirect(FakeUser user) => FindDirect(user) ?? Add(new FakeChannel(fake, fake.Ids.Next(), ChannelType.Direct, null) { Recipient = user });

    public void Add(FakeMessage message)
    {
        // One that only a single person sees is no part of the channel.
        if (!message.IsEphemeral) message.Channel.Keep(message);
        Tell("MESSAGE_CREATE", message);
    }

    public void Changed(FakeMessage message)
    {
        message.Edited = fake.Time.GetUtcNow();
        message.Edits++;
        Tell("MESSAGE_UPDATE", message);
    }

    public void Delete(FakeMessage message)
    {
        if (message.IsDeleted) return;
        message.IsDeleted = true;
        message.Channel.Drop(message);
        var json = new JsonObject { ["id"] = message.Id.ToString(), ["channel_id"] = message.Channel.Id.ToString() };
        if (message.Channel.Guild is { } guild && !message.IsEphemeral)
        {
            json["guild_id"] = guild.Id.ToString();
            PublishIn(message.Channel, "MESSAGE_DELETE", json, Intents.GuildMessages);
        }
        else
        {
            fake.Events.Publish("MESSAGE_DELETE", null, json, Intents.DirectMessages);
        }
    }

    public void Delete(FakeChannel channel)
    {
        foreach (var thread in channels.Values.Where(c => c.Parent == channel).ToList()) channels.Remove(thread.Id);
        if (!channels.Remove(channel.Id)) return;
        foreach (var message in channel.Messages) message.IsDeleted = true;
        if (channel.Guild is not { } guild) return;
        if (!channel.IsThread)
        {
            fake.Events.Publish("CHANNEL_DELETE", guild, channel.ToJson(), Intents.Guilds);
            return;
        }

        PublishIn(channel, "THREAD_DELETE", new JsonObject
        {
            ["id"] = channel.Id.ToString(),
            ["guild_id"] = guild.Id.ToString(),
            ["parent_id"] = channel.Parent!.Id.ToString(),
            ["type"] = (int)channel.Type,
        }, Intents.Guilds);
    }

    /// <summary>An event about something in a channel reaches the bot only when it can see the channel.</summary>
    public void PublishIn(FakeChannel channel, string name, JsonObject json, Intents intent)
    {
        if (RightsCalculation.CanSee(channel, fake.Bot)) fake.Events.Publish(name, channel.Guild, json, intent);
    }

    private void Tell(string name, FakeMessage message)
    {
        var json = message.ToJson();
        if (message.Channel.Guild is not { } guild || message.IsEphemeral)
        {
            fake.Events.Publish(name, null, json, Intents.DirectMessages);
            return;
        }

        json["guild_id"] = guild.Id.ToString();
        if (guild.TryMember(message.Author.Id, out var member)) json["member"] = member.ToJson(withUser: false);
        if (!RightsCalculation.CanSee(message.Channel, fake.Bot)) return;
        var mayRead = message.Author == fake.Bot || message.Pinged.Users.Contains(fake.Bot.Id);
        fake.Events.Publish(name, guild, json, Intents.GuildMessages, mayRead ? null : MessageJson.WithoutContent);
    }
}
