using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace MutualAid.Tests.Support.Discord;

/// <summary>The gateway (Events, Gateway).</summary>
internal sealed partial class FakeDiscord
{
    private const int LongestFrame = 4096;

    private readonly List<FakeConnection> connections = [];

    public int OpenConnections
    {
        get
        {
            lock (gate) return connections.Count;
        }
    }

    /// <summary>Whether every shard has a session that stands.</summary>
    public bool IsConnected
    {
        get
        {
            lock (gate) return sessions.Values.Count(s => s.Connection is not null) >= Shards;
        }
    }

    /// <summary>Cuts every connection without a word.</summary>
    public void CutAll()
    {
        lock (gate)
        {
            foreach (var connection in connections) connection.Cut();
        }
    }

    public async Task CloseAllAsync(int code)
    {
        List<FakeConnection> open;
        lock (gate) open = [.. connections];
        foreach (var connection in open) await connection.CloseAsync(code);
    }

    /// <summary>Sends an operation, or nonsense, to every connection.</summary>
    public async Task SendAllAsync(string frame)
    {
        List<FakeConnection> open;
        lock (gate) open = [.. connections];
        foreach (var connection in open) await connection.SendTextAsync(frame);
    }

    /// <summary>Forgets every session: to resume is refused.</summary>
    public void ForgetSessions()
    {
        lock (gate) sessions.Clear();
    }

    private async Task GatewayAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest || Faults.RefusesConnections || context.Request.Query["v"] != "10" || context.Request.Query["encoding"] != "json")
        {
            context.Response.StatusCode = 503;
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var connection = new FakeConnection(socket, context.Request.Query["compress"] == "zlib-stream");
        lock (gate) connections.Add(connection);
        try
        {
            await connection.SendAsync(10, new JsonObject { ["heartbeat_interval"] = HeartbeatInterval.TotalMilliseconds });
            FakeSession? session = null;
            while (await connection.ReceiveAsync(LongestFrame) is { } frame)
            {
                switch ((int?)frame["op"])
                {
                    case 1 when !Faults.IsDeaf: await connection.SendAsync(11, null); break;
                    case 1: break;
                    case 2 when session is not null: await connection.CloseAsync(4005); return;
                    case 2: session = await IdentifyAsync(connection, frame["d"]!.AsObject()); break;
                    case 6: session = await ResumeAsync(connection, frame["d"]!.AsObject()); break;
                    default: await connection.CloseAsync(session is null ? 4003 : 4001); return;
                }
            }
        }
        finally
        {
            lock (gate)
            {
                connections.Remove(connection);
                foreach (var session in sessions.Values.Where(s => s.Connection == connection)) session.Connection = null;
            }
        }
    }

    private async Task<FakeSession?> IdentifyAsync(FakeConnection connection, JsonObject data)
    {
        if ((string?)data["token"] != GoodToken)
        {
            await connection.CloseAsync(4004);
            return null;
        }

        var shard = data["shard"] is JsonArray given ? (Id: (int)given[0]!, Count: (int)given[1]!) : (Id: 0, Count: 1);
        var intents = (int)data["intents"]!;
        if (data["properties"]?["os"] is null || shard.Id >= shard.Count || (intents & ((1 << 1) | (1 << 8) | (1 << 15))) != 0)
        {
            await connection.CloseAsync(shard.Id >= shard.Count ? 4010 : 4014);
            return null;
        }

        FakeSession session;
        List<FakeGuild> here;
        lock (gate)
        {
            Identifies++;
            session = new FakeSession("s" + NewId(), shard.Id, shard.Count, intents) { Connection = connection };
            here = [.. guilds.Values.Where(g => g.Members.ContainsKey(Bot.Id) && ShardOf(g.Id, shard.Count) == shard.Id)];
        }

        await SendAsync(session, "READY", new JsonObject
        {
            ["v"] = 10,
            ["user"] = new JsonObject { ["id"] = Bot.Id, ["username"] = Bot.Name },
            ["guilds"] = new JsonArray([.. here.Select(g => new JsonObject { ["id"] = g.Id, ["unavailable"] = true })]),
            ["session_id"] = session.Id,
            ["resume_gateway_url"] = Address.Replace("http://", "ws://", StringComparison.Ordinal) + "/gateway",
            ["shard"] = new JsonArray(shard.Id, shard.Count),
            ["application"] = new JsonObject { ["id"] = Bot.Id, ["flags"] = 0 },
        });
        foreach (var guild in here) await SendAsync(session, "GUILD_CREATE", GuildJson(guild));
        lock (gate) sessions[session.Id] = session;
        return session;
    }

    private async Task<FakeSession?> ResumeAsync(FakeConnection connection, JsonObject data)
    {
        if ((string?)data["token"] != GoodToken)
        {
            await connection.CloseAsync(4004);
            return null;
        }

        FakeSession? session;
        lock (gate) session = sessions.GetValueOrDefault((string?)data["session_id"] ?? "");
        if (session is null)
        {
            await connection.SendAsync(9, false);
            return null;
        }

        var sequence = (long)data["seq"]!;
        if (sequence > session.Sent.Count)
        {
            await connection.CloseAsync(4007);
            return null;
        }

        Resumes++;
        List<(long Sequence, string Name, JsonNode Data)> missed;
        lock (gate)
        {
            missed = [.. session.Sent.Where(s => s.Sequence > sequence)];
            session.Connection = connection;
        }

        foreach (var (number, name, content) in missed) await connection.SendAsync(0, content, number, name);
        await SendAsync(session, "RESUMED", new JsonObject());
        return session;
    }

    /// <summary>Sends an event to the shard of a guild, if it asked for its kind.</summary>
    private async Task DispatchAsync(string name, JsonObject data, string? guild)
    {
        List<FakeSession> receivers;
        lock (gate) receivers = [.. sessions.Values.Where(s => (guild is null ? 0 : ShardOf(guild, s.Count)) == s.Shard && Asked(s.Intents, name))];
        foreach (var session in receivers)
        {
            await SendAsync(session, name, data);
            if (Faults.Duplicates && session.Connection is { } connection) await connection.SendAsync(0, data, session.Sent[^1].Sequence, name);
        }
    }

    private async Task SendAsync(FakeSession session, string name, JsonObject data)
    {
        long sequence;
        FakeConnection? connection;
        lock (gate)
        {
            sequence = session.Sent.Count + 1;
            session.Sent.Add((sequence, name, data.DeepClone()));
            connection = session.Connection;
        }

        if (connection is not null) await connection.SendAsync(0, data, sequence, name);
    }

    private static bool Asked(int intents, string name) => name switch
    {
        "GUILD_CREATE" or "GUILD_DELETE" or "CHANNEL_DELETE" or "THREAD_DELETE" => (intents & 1) != 0,
        "MESSAGE_REACTION_ADD" or "MESSAGE_REACTION_REMOVE" => (intents & (1 << 10)) != 0,
        "MESSAGE_CREATE" or "MESSAGE_DELETE" => (intents & (1 << 9)) != 0,
        _ => true,
    };

    private static int ShardOf(string guild, int count) => (int)((ulong.Parse(guild, CultureInfo.InvariantCulture) >> 22) % (ulong)count);
}
