namespace MutualAid.Tests.Support.Discord;

/// <summary>What goes wrong with a request.</summary>
internal abstract record RestFault
{
    /// <summary>An answer that isn't the API's, such as a proxy's page.</summary>
    internal sealed record Answer(int Status, string Body, string ContentType = "text/html") : RestFault;

    /// <summary>A 429 that no bucket foretold. The scopes are user, global and shared.</summary>
    internal sealed record TooManyRequests(TimeSpan Wait, string Scope, bool WithJson = true) : RestFault;

    /// <summary>The connection is cut. <paramref name="AfterActing"/>: what was asked is done first, and nobody hears of it.</summary>
    internal sealed record Reset(bool AfterActing) : RestFault;

    /// <summary>Nothing comes back until it is released. <paramref name="AfterActing"/>: what was asked is done first.</summary>
    internal sealed record Hang(bool AfterActing) : RestFault;
}

/// <summary>Things that go wrong, on command.</summary>
internal sealed class Faults
{
    private readonly Lock sync = new();
    private readonly List<(Func<string, bool> Fits, RestFault Fault, int Left)> rest = [];
    private TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How long each answer takes, by the fake's clock.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>While true, no gateway connection is taken.</summary>
    public bool RefuseConnections { get; set; }

    /// <summary>While true, the gateway is silent about heartbeats: a zombie.</summary>
    public bool SwallowAcks { get; set; }

    /// <summary>How many of the next events arrive twice.</summary>
    public int DuplicateNext { get; set; }

    /// <summary>While true, events are kept back; they go out when it becomes false, by <see cref="FakeGateway.Flush"/>.</summary>
    public bool HoldEvents { get; set; }

    /// <summary>Whether what was held goes out in the reverse order.</summary>
    public bool ReverseHeld { get; set; }

    /// <summary>How many of the next events arrive as half a JSON text.</summary>
    public int TruncateNext { get; set; }

    /// <summary>The next <paramref name="count"/> requests whose "METHOD /path" or "METHOD /template" fits go wrong in this way.</summary>
    public void Next(int count, Func<string, bool> fits, RestFault fault)
    {
        lock (sync) rest.Add((fits, fault, count));
    }

    public void Next(int count, string route, RestFault fault) => Next(count, r => r == route, fault);

    public void Next(int count, RestFault fault) => Next(count, _ => true, fault);

    /// <summary>Lets go of every request that hangs.</summary>
    public void ReleaseAll()
    {
        lock (sync)
        {
            rest.Clear();
            release.TrySetResult();
            release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    internal Task Released
    {
        get
        {
            lock (sync) return release.Task;
        }
    }

    internal RestFault? Take(string method, string path, string? route)
    {
        lock (sync)
        {
            var at = rest.FindIndex(r => r.Fits(method + " " + path) || (route is not null && r.Fits(route)));
            if (at < 0) return null;
            var (fits, fault, left) = rest[at];
            if (left <= 1) rest.RemoveAt(at);
            else rest[at] = (fits, fault, left - 1);
            return fault;
        }
    }
}
