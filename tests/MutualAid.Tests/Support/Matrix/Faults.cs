namespace MutualAid.Tests.Support.Matrix;

/// <summary>What can be known of a request before it is carried out. <paramref name="Route"/>: method and template.</summary>
internal sealed record RequestSeen(string Method, string Path, string Route, string? User)
{
    /// <summary>Whether it writes to a room: a message, a reaction, an edit, a redaction, state.</summary>
    public bool IsWriting => Method == "PUT" && (Route.Contains("/send/", StringComparison.Ordinal) || Route.Contains("/redact/", StringComparison.Ordinal) || Route.Contains("/state/", StringComparison.Ordinal));

    public bool IsSync => Route == "GET " + Routes.V3 + "/sync";
}

/// <summary>How a server says when to come back.</summary>
internal enum WaitForm
{
    Both,
    JsonOnly,
    HeaderOnly,
    Neither,
}

/// <summary>What goes wrong with a request.</summary>
internal abstract record HttpFault(bool AfterActing)
{
    /// <summary>An answer that isn't the API's, such as a proxy's page; with another type and body it can be any error of the API.</summary>
    internal sealed record Answer(int Status, string Body = "<html><body><h1>Bad Gateway</h1></body></html>", string ContentType = "text/html", bool AfterActing = false)
        : HttpFault(AfterActing);

    internal sealed record TooMany(TimeSpan Wait, WaitForm Form = WaitForm.Both) : HttpFault(AfterActing: false);

    /// <summary>The connection is cut. <paramref name="AfterActing"/>: what was asked is done first, and nobody hears of it.</summary>
    internal sealed record Cut(bool AfterActing) : HttpFault(AfterActing);

    /// <summary>Nothing comes back until it is released.</summary>
    internal sealed record Hang(bool AfterActing) : HttpFault(AfterActing);
}

/// <summary>Things that go wrong, on command. People in the process notice nothing of what concerns HTTP.</summary>
internal sealed class Faults
{
    private readonly Lock sync = new();
    private readonly List<(Func<RequestSeen, bool> Fits, HttpFault Fault, int Left)> next = [];
    private TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int blankPages;

    /// <summary>A sync with <c>since</c> delivers at most so many events per room and says that there were more; null: as many as asked for.</summary>
    public int? GapAfter { get; set; }

    /// <summary>So many events that a room's timeline already told are told again in front of the new ones.</summary>
    public int Repeats { get; set; }

    /// <summary>Within a batch, the later senders' events come first; each sender's own stay in order.</summary>
    public bool Reorders { get; set; }

    /// <summary>So many of the next pages of earlier messages come without messages, but with a place to go on from.</summary>
    public int BlankPages
    {
        get => Volatile.Read(ref blankPages);
        set => Volatile.Write(ref blankPages, value);
    }

    /// <summary>The next <paramref name="count"/> requests that fit go wrong in this way.</summary>
    public void Next(int count, Func<RequestSeen, bool> fits, HttpFault fault)
    {
        lock (sync) next.Add((fits, fault, count));
    }

    /// <summary>The route is method and template, such as <c>POST /_matrix/client/v3/createRoom</c>.</summary>
    public void Next(int count, string route, HttpFault fault) => Next(count, r => r.Route == route, fault);

    /// <summary>Nothing goes wrong over HTTP from now on, and every request that hangs is let go of.</summary>
    public void ReleaseAll()
    {
        lock (sync)
        {
            next.Clear();
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

    internal bool TakeBlankPage()
    {
        if (BlankPages <= 0) return false;
        BlankPages--;
        return true;
    }

    internal HttpFault? Take(RequestSeen request)
    {
        lock (sync)
        {
            var at = next.FindIndex(n => n.Fits(request));
            if (at < 0) return null;
            var (fits, fault, left) = next[at];
            if (left <= 1) next.RemoveAt(at);
            else next[at] = (fits, fault, left - 1);
            return fault;
        }
    }
}
