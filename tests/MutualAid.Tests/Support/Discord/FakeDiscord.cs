using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;

namespace MutualAid.Tests.Support.Discord;

/// <summary>
/// Discord in a test: its HTTP API and its gateway on a loopback port, with people who do things. It refuses what Discord refuses, because
/// a fake that forgives hides the defect it is there to find. Time is the given clock's.
/// </summary>
internal sealed partial class FakeDiscord : IAsyncDisposable
{
    private readonly LoopbackServer server;
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FakeDiscord(TimeProvider time)
    {
        Time = time;
        Ids = new Snowflakes(time);
        World = new WorldState(this);
        Commands = new CommandBook(this);
        Limits = new RateLimits(time);
        Gateway = new FakeGateway(this);
        Events = new EventBus(Gateway);
        BotOwner = World.Add(new FakeUser(this, Ids.Next(), "Owner", isBot: false));
        Bot = World.Add(new FakeUser(this, Ids.Next(), "Helper", isBot: true));
        server = new LoopbackServer(mostMegabytes: 40, host =>
        {
            host.UseWebSockets(new WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan });
            host.Map("/gateway/{**rest}", Gateway.AcceptAsync);
            host.Map("/api/v10/{**rest}", new ApiServer(this).HandleAsync);
        });
    }

    /// <summary>The base address to configure the bot with.</summary>
    /// <summary>So long Discord waits for the first answer to an interaction (Interactions, Receiving and Responding).</summary>
    public TimeSpan AnswerWithin { get; set; } = TimeSpan.FromSeconds(3);

    public string ApiBaseUrl => Origin + "/api/v10";

    public string Origin => server.Url;

    public string GatewayUrl => Origin.Replace("http://", "ws://", StringComparison.Ordinal) + "/gateway/";

    /// <summary>Another address than the first one, as on the real thing: to start a session there is a mistake.</summary>
    public string ResumeUrl => GatewayUrl + "resume/";

    /// <summary>The bot's token; null: revoked.</summary>
    public string? Token { get; set; } = "MTA0.fake-Token_for.tests-only";

    public FakeUser Bot { get; }

    public FakeUser BotOwner { get; }

    public TimeProvider Time { get; }

    public WorldState World { get; }

    public CommandBook Commands { get; }

    public RateLimits Limits { get; }

    public FakeGateway Gateway { get; }

    public Faults Faults { get; } = new();

    public RequestLog Requests { get; } = new();

    /// <summary>Whether each body is held against the published description too; that takes more time than everything else.</summary>
    public bool HoldsToTheDescription { get; set; } = true;

    /// <summary>What the bot did that a correct bot never does. A test ends by asserting that it is empty.</summary>
    public ConcurrentBag<string> Violations { get; } = [];

    /// <summary>The limit on edits of messages older than an hour; null: none.</summary>
    public OldEditLimit? OldEdits { get; set; }

    internal Lock Sync { get; } = new();

    internal Snowflakes Ids { get; }

    internal EventBus Events { get; }

    public static async Task<FakeDiscord> StartAsync(TimeProvider? time = null)
    {
        var fake = new FakeDiscord(time ?? TimeProvider.System);
        await fake.server.ListenAsync();
        return fake;
    }

    /// <summary>Discord is gone: connections are cut, and nobody listens. What it knows it keeps.</summary>
    public async Task GoAwayAsync()
    {
        Gateway.DropAll();
        await server.GoAwayAsync();
    }

    public Task ComeBackAsync() => server.ListenAsync();

    /// <summary>A server with an owner and, unless told otherwise, the bot with the rights it asks for in its invitation.</summary>
    public FakeGuild AddGuild(string name = "Neighbours", bool withBot = true, Rights? botRights = null)
    {
        lock (Sync)
        {
            var owner = AddUser(name + " owner");
            var guild = World.Add(new FakeGuild(this, Ids.NextGuild(), name, owner));
            guild.Join(owner);
            if (withBot) guild.AddBot(botRights ?? InviteRights);
            return guild;
        }
    }

    /// <summary>Somebody with an account who is in no server yet.</summary>
    public FakeUser AddUser(string name)
    {
        lock (Sync) return World.Add(new FakeUser(this, Ids.Next(), name, isBot: false));
    }

    public static Rights InviteRights => Rights.ViewChannel | Rights.SendMessages | Rights.SendMessagesInThreads | Rights.EmbedLinks | Rights.AttachFiles
        | Rights.ReadMessageHistory | Rights.AddReactions | Rights.UseExternalEmojis | Rights.ManageMessages | Rights.CreatePublicThreads
        | Rights.CreatePrivateThreads | Rights.ManageThreads;

    /// <summary>Waits until something is so; looks again whenever the fake was asked or told something.</summary>
    public async Task UntilAsync(Func<bool> condition, string what, TimeSpan? patience = null)
    {
        using var deadline = new CancellationTokenSource(patience ?? TimeSpan.FromSeconds(60));
        while (true)
        {
            Task next;
            lock (Sync)
            {
                if (condition()) return;
                next = changed.Task;
            }

            try
            {
                await next.WaitAsync(deadline.Token);
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException($"Waited in vain for {what}.\n{Describe()}", e);
            }
        }
    }

    /// <summary>What went on lately, for the message of a failed test.</summary>
    public string Describe() =>
        $"Requests:\n{string.Join('\n', Requests.All.TakeLast(20))}\nViolations:\n{string.Join('\n', Violations)}\nGateway:\n{string.Join('\n', Gateway.Log.TakeLast(20))}";

    internal void Pulse()
    {
        TaskCompletionSource before;
        lock (Sync) (before, changed) = (changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        before.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        Faults.ReleaseAll();
        Gateway.DropAll();
        await server.DisposeAsync();
    }
}
