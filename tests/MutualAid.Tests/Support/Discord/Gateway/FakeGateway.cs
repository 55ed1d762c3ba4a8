using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace MutualAid.Tests.Support.Discord;

/// <summary>The gateway: connections, sessions, and what it is set to demand.</summary>
internal sealed class FakeGateway(FakeDiscord fake)
{
    private readonly List<GatewaySocket> sockets = [];
    private readonly ConcurrentQueue<string> log = new();
    private readonly List<GatewaySession> sessions = [];

    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(41.25);

    /// <summary>How many shards /gateway/bot advises.</summary>
    public int RecommendedShards { get; set; } = 1;

    /// <summary>Fewer shards than this are refused.</summary>
    public int RequiredShards { get; set; } = 1;

    public int MaxConcurrency { get; set; } = 1;

    /// <summary>Each concurrency bucket may start one session in this time.</summary>
    public TimeSpan IdentifyEvery { get; set; } = TimeSpan.FromSeconds(5);

    public int IdentifiesLeft { get; set; } = 1000;

    /// <summary>The privileged intents that are switched on for the application.</summary>
    public Intents AllowedPrivileged { get; set; }

    /// <summary>How long a session without a connection can be resumed.</summary>
    public TimeSpan SessionLife { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>How often a connection was opened, a session started and a session resumed.</summary>
    public int Connections { get; private set; }

    public int Identifies { get; internal set; }

    public int Resumes { get; internal set; }

    public int Heartbeats { get; internal set; }

    /// <summary>What went on, a line for each thing.</summary>
    public IReadOnlyList<string> Log => [.. log];

    /// <summary>Sessions that can receive events, now or after a resume.</summary>
    public IReadOnlyList<GatewaySession> Sessions
    {
        get
        {
            lock (fake.Sync) return [.. sessions];
        }
    }

    internal Dictionary<int, DateTimeOffset> LastIdentify { get; } = [];

    /// <summary>Waits until this many shards are connected.</summary>
    public Task ReadyAsync(int shards = 1) => fake.UntilAsync(() => sessions.Count(s => s.Socket is not null) >= shards, $"{shards} connected shards");

    /// <summary>Cuts every connection; the sessions live on.</summary>
    public void DropAll() => Each(s => s.Drop());

    public void CloseAll(int code) => Each(s => s.Close(code));

    /// <summary>Asks every client to come again (op 7).</summary>
    public void AskToReconnect() => Each(s => s.Send("""{"op":7,"d":null,"s":null,"t":null}"""));

    /// <summary>Asks every client for a heartbeat at once (op 1).</summary>
    public void AskForHeartbeat() => Each(s => s.Send("""{"op":1,"d":null,"s":null,"t":null}"""));

    /// <summary>Sends any text to every client.</summary>
    public void SendRaw(string text) => Each(s => s.Send(text));

    /// <summary>Ends every session (op 9), or only says so when it can be resumed.</summary>
    public void InvalidateAll(bool resumable)
    {
        Each(s => s.Send($$"""{"op":9,"d":{{(resumable ? "true" : "false")}},"s":null,"t":null}"""));
        if (!resumable) ForgetSessions();
    }

    /// <summary>No session can be resumed any more.</summary>
    public void ForgetSessions()
    {
        lock (fake.Sync) sessions.Clear();
    }

    /// <summary>Lets go of the events that were kept back.</summary>
    public void Flush()
    {
        lock (fake.Sync)
        {
            fake.Faults.HoldEvents = false;
            foreach (var session in sessions) session.Flush();
        }
    }

    public async Task AcceptAsync(HttpContext context)
    {
        if (fake.Faults.RefuseConnections || !context.WebSockets.IsWebSocketRequest)
        {
            context.Abort();
            return;
        }

        using var webSocket = await context.WebSockets.AcceptWebSocketAsync();
        using var socket = new GatewaySocket(context, webSocket, context.Request.Query["compress"] == "zlib-stream");
        lock (fake.Sync)
        {
            Connections++;
            sockets.Add(socket);
        }

        Note("connected " + context.Request.Path + context.Request.QueryString);
        var writing = socket.WriteAllAsync();
        await new GatewayConversation(fake, socket).RunAsync(context.Request.Query);
        lock (fake.Sync) sockets.Remove(socket);
        fake.Pulse();
        socket.Finish();
        await writing;
    }

    internal void Note(string line) => log.Enqueue($"{fake.Time.GetUtcNow():HH:mm:ss.fff} {line}");

    internal GatewaySession Start(int shard, int shards, Intents intents)
    {
        var session = new GatewaySession(fake, Guid.NewGuid().ToString("N"), shard, shards, intents);
        // A new session of the same shard takes the place of the old one.
        sessions.RemoveAll(s => s.Shard == shard && s.Shards == shards && s.Socket is null);
        sessions.Add(session);
        return session;
    }

    internal GatewaySession? Find(string? id)
    {
        sessions.RemoveAll(s => s.DetachedAt is { } since && fake.Time.GetUtcNow() - since > SessionLife);
        return sessions.Find(s => s.Id == id);
    }

    internal void End(GatewaySession session) => sessions.Remove(session);

    internal JsonArray UnavailableGuilds(GatewaySession session) => new([.. fake.World.Guilds.Where(g => g.HasBot && session.Covers(g))
        .Select(g => new JsonObject { ["id"] = g.Id.ToString(), ["unavailable"] = true })]);

    private void Each(Action<GatewaySocket> act)
    {
        List<GatewaySocket> now;
        lock (fake.Sync) now = [.. sockets];
        now.ForEach(act);
    }
}
