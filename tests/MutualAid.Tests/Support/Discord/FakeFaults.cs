namespace MutualAid.Tests.Support.Discord;

/// <summary>What goes wrong, on command. Thread-safe.</summary>
internal sealed class FakeFaults
{
    private readonly Lock gate = new();
    private readonly List<Fault> planned = [];

    /// <summary>How long every answer takes longer.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Whether the gateway turns connections away.</summary>
    public bool RefusesConnections { get; set; }

    /// <summary>Whether heartbeats go unanswered.</summary>
    public bool IsDeaf { get; set; }

    /// <summary>Whether each event is sent twice.</summary>
    public bool Duplicates { get; set; }

    /// <summary>The next requests that fit get this status and a page of HTML.</summary>
    public void Fail(Func<string, string, bool> fits, int status, int times = 1) => Plan(new Fault(fits, FaultKind.Html, status), times);

    /// <summary>The next requests that fit have their effect, and then the connection breaks.</summary>
    public void BreakAfter(Func<string, string, bool> fits, int times = 1) => Plan(new Fault(fits, FaultKind.BreakAfter, 0), times);

    /// <summary>The next requests that fit are never answered.</summary>
    public void Hang(Func<string, string, bool> fits, int times = 1) => Plan(new Fault(fits, FaultKind.Hang, 0), times);

    /// <summary>The next requests that fit get 429 for a limit that everybody shares.</summary>
    public void Share(Func<string, string, bool> fits, int times = 1) => Plan(new Fault(fits, FaultKind.SharedLimit, 429), times);

    public Fault? Next(string method, string path)
    {
        lock (gate)
        {
            var fault = planned.Find(f => f.Fits(method, path));
            if (fault is not null) planned.Remove(fault);
            return fault;
        }
    }

    private void Plan(Fault fault, int times)
    {
        lock (gate) planned.AddRange(Enumerable.Range(0, times).Select(_ => fault with { }));
    }
}

internal enum FaultKind
{
    Html,
    BreakAfter,
    Hang,
    SharedLimit,
}

internal sealed record Fault(Func<string, string, bool> Fits, FaultKind Kind, int Status);
