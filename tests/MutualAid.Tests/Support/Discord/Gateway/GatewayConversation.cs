using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace MutualAid.Tests.Support.Discord;

/// <summary>What is said on one connection, by the opcodes.</summary>
internal sealed class GatewayConversation(FakeDiscord fake, GatewaySocket socket)
{
    private const int MostFramesPerMinute = 120;

    private GatewaySession? session;

    public async Task RunAsync(IQueryCollection query)
    {
        if (query["v"] != "10" || query["encoding"] != "json") Refuse(CloseCodes.InvalidVersion, "version 10 and encoding json are demanded");
        else socket.Send(new JsonObject { ["op"] = 10, ["d"] = new JsonObject { ["heartbeat_interval"] = (int)fake.Gateway.HeartbeatInterval.TotalMilliseconds }, ["s"] = null, ["t"] = null }.ToJsonString());
        while (true)
        {
            var (text, code) = await socket.ReceiveAsync();
            lock (fake.Sync)
            {
                if (text is null)
                {
                    Leave(code);
                    return;
                }

                Take(text);
            }

            fake.Pulse();
        }
    }

    private void Leave(int code)
    {
        fake.Gateway.Note($"left with {code}");
        if (session is null || session.Socket != socket) return;
        session.Socket = null;
        session.DetachedAt = fake.Time.GetUtcNow();
        // These two say that the client won't come back.
        if (code is 1000 or 1001) fake.Gateway.End(session);
    }

    private void Take(string text)
    {
        var now = fake.Time.GetUtcNow();
        socket.Received.Enqueue(now);
        while (now - socket.Received.Peek() >= TimeSpan.FromMinutes(1)) socket.Received.Dequeue();
        if (socket.Received.Count > MostFramesPerMinute)
        {
            Refuse(CloseCodes.RateLimited, "more than 120 frames in a minute");
            return;
        }

        JsonObject? frame = null;
        try
        {
            frame = text.Length == 0 ? null : JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            // Answered below.
        }

        if (frame is null) Refuse(CloseCodes.DecodeError, "not JSON, or longer than 4096 bytes");
        else Act(frame);
    }

    private void Act(JsonObject frame)
    {
        var op = frame["op"] is JsonValue value && value.TryGetValue(out int number) ? number : -1;
        switch (op)
        {
            case 1:
                fake.Gateway.Heartbeats++;
                if (!fake.Faults.SwallowAcks) socket.Send("""{"op":11}""");
                break;
            case 2:
                if (session is not null) Refuse(CloseCodes.AlreadyAuthenticated, "identified twice");
                else Identify(frame["d"] as JsonObject ?? []);
                break;
            case 6:
                if (session is not null) Refuse(CloseCodes.AlreadyAuthenticated, "resumed on a connection with a session");
                else Resume(frame["d"] as JsonObject ?? []);
                break;
            case 3 or 4 or 8 or 31 or 43:
                if (session is null) Refuse(CloseCodes.NotAuthenticated, $"op {op} before identifying");
                break;
            default:
                Refuse(CloseCodes.UnknownOpcode, $"unknown opcode {op}");
                break;
        }
    }

    private void Identify(JsonObject data)
    {
        var check = IdentifyRules.Check(fake, data);
        if (socket.IsResumeUrl) fake.Violations.Add("A session was started at the address that is for resuming.");
        if (check.CloseCode != 0)
        {
            Refuse(check.CloseCode, check.Why!);
            return;
        }

        if (!IdentifyRules.MayNow(fake, check.Shard, out var why))
        {
            fake.Gateway.Note("refused to start a session: " + why);
            socket.Send("""{"op":9,"d":false,"s":null,"t":null}""");
            return;
        }

        fake.Gateway.Identifies++;
        fake.Gateway.Note($"identified as shard {check.Shard} of {check.Shards} with intents {(int)check.Intents}");
        session = fake.Gateway.Start(check.Shard, check.Shards, check.Intents);
        session.Socket = socket;
        session.Dispatch("READY", Ready(data.ContainsKey("shard")));
        if (!session.Intents.HasFlag(Intents.Guilds)) return;
        foreach (var guild in fake.World.Guilds.Where(g => g.HasBot && !g.IsUnavailable && session.Covers(g)).ToList()) session.Dispatch("GUILD_CREATE", GuildJson.Full(guild));
    }

    private JsonObject Ready(bool withShard)
    {
        var ready = new JsonObject
        {
            ["v"] = 10,
            ["user"] = fake.Bot.ToJson(),
            ["guilds"] = fake.Gateway.UnavailableGuilds(session!),
            ["session_id"] = session!.Id,
            ["session_type"] = "normal",
            ["resume_gateway_url"] = fake.ResumeUrl,
            ["application"] = new JsonObject { ["id"] = fake.Bot.Id.ToString(), ["flags"] = 0 },
        };
        if (withShard) ready["shard"] = new JsonArray(session.Shard, session.Shards);
        return ready;
    }

    private void Resume(JsonObject data)
    {
        if (fake.Token is null || (string?)data["token"] != fake.Token)
        {
            Refuse(CloseCodes.AuthenticationFailed, "wrong token");
            return;
        }

        var found = fake.Gateway.Find((string?)data["session_id"]);
        var after = data["seq"] is JsonValue value && value.TryGetValue(out long sequence) ? sequence : -1;
        if (found is null)
        {
            fake.Gateway.Note("refused to resume an unknown session");
            socket.Send("""{"op":9,"d":false,"s":null,"t":null}""");
            return;
        }

        if (!found.Has(after))
        {
            fake.Gateway.End(found);
            Refuse(CloseCodes.InvalidSequence, $"there is no sequence {after}");
            return;
        }

        if (!socket.IsResumeUrl) fake.Violations.Add("A session was resumed at another address than READY gave.");
        fake.Gateway.Resumes++;
        fake.Gateway.Note($"resumed shard {found.Shard} after {after}");
        session = found;
        // The old connection may not have noticed yet that it is dead.
        if (session.Socket is { } old && old != socket) old.Drop();
        session.Socket = socket;
        session.DetachedAt = null;
        session.Replay(after);
        session.Dispatch("RESUMED", new JsonObject { ["_trace"] = new JsonArray() });
    }

    private void Refuse(int code, string why)
    {
        fake.Gateway.Note($"closed with {code}: {why}");
        if (code is CloseCodes.UnknownOpcode or CloseCodes.DecodeError or CloseCodes.NotAuthenticated or CloseCodes.AlreadyAuthenticated or CloseCodes.RateLimited or CloseCodes.InvalidVersion)
            fake.Violations.Add($"The gateway closed with {code}: {why}");
        socket.Close(code);
    }
}
