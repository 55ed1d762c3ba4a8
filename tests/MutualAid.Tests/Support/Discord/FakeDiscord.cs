using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MutualAid.Tests.Support.Discord;

/// <summary>
/// Discord as far as a bot meets it: its HTTP API and gateway on this machine, with what is refused there refused here. State is guarded by
/// one lock; people act through <see cref="SlashAsync"/> and its like.
/// </summary>
internal sealed partial class FakeDiscord : IAsyncDisposable
{
    public const string Token = "MTIzNDU2.fake-token.of-the-bot";

    private const long Epoch = 1_420_070_400_000;

    private readonly Lock gate = new();
    private readonly WebApplication app;
    private readonly TimeProvider time;
    private readonly Dictionary<string, FakeUser> users = [];
    private readonly Dictionary<string, FakeGuild> guilds = [];
    private readonly Dictionary<string, FakeChannel> channels = [];
    private readonly Dictionary<string, FakeInteraction> interactions = [];
    private readonly Dictionary<string, FakeSession> sessions = [];
    private long counter;

    private FakeDiscord(TimeProvider time)
    {
        this.time = time;
        Bot = new FakeUser(NewId(), "MutualAid");
        users[Bot.Id] = Bot;
        Limits = new FakeLimits(time);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.UseWebSockets();
        app.Run(context => context.Request.Path == "/gateway" ? GatewayAsync(context) : ApiAsync(context));
    }

    public FakeUser Bot { get; }

    public FakeLimits Limits { get; }

    public FakeFaults Faults { get; } = new();

    /// <summary>The token that is good now.</summary>
    public string GoodToken { get; set; } = Token;

    /// <summary>The registered commands.</summary>
    public JsonArray Commands { get; private set; } = [];

    /// <summary>How often all commands were overwritten.</summary>
    public int Overwrites { get; private set; }

    public Uri ApiBaseUrl => new(Address + "/api/v10");

    public int Shards { get; set; } = 1;

    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(40);

    public int Identifies { get; private set; }

    public int Resumes { get; private set; }

    private string Address { get; set; } = "";

    public static async Task<FakeDiscord> StartAsync(TimeProvider? time = null)
    {
        var fake = new FakeDiscord(time ?? TimeProvider.System);
        await fake.app.StartAsync();
        fake.Address = fake.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return fake;
    }

    public FakeUser AddUser(string name, string locale = "en-US")
    {
        lock (gate)
        {
            var user = new FakeUser(NewId(), name) { Locale = locale };
            return users[user.Id] = user;
        }
    }

    /// <summary>A server with the bot in it.</summary>
    public FakeGuild AddGuild(FakeUser owner, params ReadOnlySpan<FakeUser> members)
    {
        lock (gate)
        {
            var guild = new FakeGuild(NewId(), owner.Id);
            guild.Roles.Add(new FakeRole(guild.Id, FakePermissions.Everyone));
            guild.Members[owner.Id] = [];
            guild.Members[Bot.Id] = [];
            foreach (var member in members) guild.Members[member.Id] = [];
            return guilds[guild.Id] = guild;
        }
    }

    public FakeChannel AddChannel(FakeGuild guild, string name)
    {
        lock (gate)
        {
            var channel = new FakeChannel(NewId(), 0, guild, name);
            return channels[channel.Id] = channel;
        }
    }

    public void Trust(FakeGuild guild, FakeUser user)
    {
        lock (gate)
        {
            var role = new FakeRole(NewId(), FakePermissions.ManageMessages);
            guild.Roles.Add(role);
            guild.Members[user.Id].Add(role.Id);
        }
    }

    /// <summary>Takes permissions from the bot in one channel.</summary>
    public void Forbid(FakeChannel channel, ulong permissions)
    {
        lock (gate) channel.Overwrites.Add((Bot.Id, 1, 0, permissions));
    }

    public void AllowAll(FakeChannel channel)
    {
        lock (gate) channel.Overwrites.Clear();
    }

    public async Task DeleteChannelAsync(FakeChannel channel)
    {
        JsonObject json;
        lock (gate)
        {
            channels.Remove(channel.Id);
            json = channel.ToJson();
        }

        await DispatchAsync("CHANNEL_DELETE", json, channel.Guild!.Id);
    }

    public void DeleteMessage(FakeMessage message)
    {
        lock (gate) message.Channel.Messages.Remove(message);
    }

    /// <summary>Somebody writes a message of their own.</summary>
    public FakeMessage Write(FakeUser user, FakeChannel channel, string text)
    {
        lock (gate)
        {
            var message = new FakeMessage(NewId(), channel, user.Id, time.GetUtcNow()) { Content = text };
            channel.Messages.Add(message);
            return message;
        }
    }

    /// <summary>The bot is invited to a server while it runs.</summary>
    public Task JoinAsync(FakeGuild guild) => DispatchAsync("GUILD_CREATE", GuildJson(guild), guild.Id);

    public FakeMessage? FindMessage(string id)
    {
        lock (gate) return channels.Values.SelectMany(c => c.Messages).FirstOrDefault(m => m.Id == id);
    }

    public IReadOnlyList<FakeMessage> MessagesIn(FakeChannel channel)
    {
        lock (gate) return [.. channel.Messages];
    }

    public IReadOnlyList<FakeChannel> Channels()
    {
        lock (gate) return [.. channels.Values];
    }

    /// <summary>Everything that somebody can read now as one text; private answers are gone when a client starts anew.</summary>
    public string Reads(FakeUser user, bool isFreshClient)
    {
        lock (gate)
        {
            var seen = channels.Values.Where(c => FakePermissions.Sees(user.Id, c)).SelectMany(c => c.Messages.Select(m => c.Name + ": " + m.Text));
            var whispered = interactions.Values.Where(i => i.User == user && !isFreshClient).SelectMany(i => i.Messages).Select(m => m.Text);
            return string.Join('\n', seen.Concat(whispered).Append(string.Join(' ', channels.Values.Where(c => FakePermissions.Sees(user.Id, c)).Select(c => c.Name))));
        }
    }

    public override string ToString()
    {
        lock (gate) return $"{Identifies} identified, {Resumes} resumed; {string.Join(", ", requests.Select(r => $"{r.Key} {r.Value}"))}; {string.Join("; ", Violations)}";
    }

    public string NameOf(string userId)
    {
        lock (gate) return users.GetValueOrDefault(userId)?.Name ?? userId;
    }

    public async ValueTask DisposeAsync()
    {
        CutAll();
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await app.StopAsync(soon.Token);
        await app.DisposeAsync();
    }

    private string NewId() => ((((ulong)(time.GetUtcNow().ToUnixTimeMilliseconds() - Epoch)) << 22) + (ulong)(Interlocked.Increment(ref counter) & 0x3FFFFF)).ToString(CultureInfo.InvariantCulture);
}
