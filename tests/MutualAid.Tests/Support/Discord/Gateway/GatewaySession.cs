using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

/// <summary>What outlives a connection: the events so far, to be had again by resuming. Only under the fake's lock.</summary>
internal sealed class GatewaySession(FakeDiscord fake, string id, int shard, int shards, Intents intents)
{
    private readonly List<(long Sequence, string Name, string Json)> past = [];
    private readonly List<(string Name, string Json)> held = [];

    public string Id { get; } = id;

    public int Shard { get; } = shard;

    public int Shards { get; } = shards;

    public Intents Intents { get; } = intents;

    public long Sequence { get; private set; }

    /// <summary>The connection it has now; null: none, and events wait for a resume.</summary>
    public GatewaySocket? Socket { get; set; }

    public DateTimeOffset? DetachedAt { get; set; }

    /// <summary>The names of all events, in order.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            lock (fake.Sync) return [.. past.Select(p => p.Name)];
        }
    }

    /// <summary>Whether events of this server come here; of no server: to shard 0 only.</summary>
    public bool Covers(FakeGuild? guild) => Shard == (guild is null ? 0 : (int)((guild.Id >> 22) % (ulong)Shards));

    public void Dispatch(string name, JsonObject data)
    {
        Sequence++;
        var json = new JsonObject { ["op"] = 0, ["s"] = Sequence, ["t"] = name, ["d"] = data }.ToJsonString();
        past.Add((Sequence, name, json));
        if (fake.Faults.HoldEvents) held.Add((name, json));
        else Send(name, json);
    }

    /// <summary>Sends what was kept back.</summary>
    public void Flush()
    {
        var events = fake.Faults.ReverseHeld ? held.AsEnumerable().Reverse().ToList() : [.. held];
        held.Clear();
        foreach (var (name, json) in events) Send(name, json);
    }

    /// <summary>Whether it has this event still, so that what came after can be sent again.</summary>
    public bool Has(long sequence) => sequence >= 0 && sequence <= Sequence;

    public void Replay(long after)
    {
        held.Clear();
        foreach (var (_, name, json) in past.Where(p => p.Sequence > after).ToList()) Send(name, json);
    }

    private void Send(string name, string json)
    {
        if (Socket is not { } socket) return;
        if (fake.Faults.TruncateNext > 0)
        {
            fake.Faults.TruncateNext--;
            socket.Send(json[..(json.Length / 2)]);
            return;
        }

        socket.Send(json);
        if (fake.Faults.DuplicateNext <= 0) return;
        fake.Faults.DuplicateNext--;
        fake.Gateway.Note($"{name} sent twice");
        socket.Send(json);
    }
}
