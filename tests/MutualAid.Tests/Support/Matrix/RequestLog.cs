using System.Collections.Concurrent;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>One request and what it got; status 0: no answer was given.</summary>
internal sealed record LoggedRequest(RequestSeen Seen, int Status, DateTimeOffset When)
{
    public string Route => Seen.Route;

    public string? User => Seen.User;

    public override string ToString() => $"{When:HH:mm:ss.fff} {Seen.User} {Seen.Method} {Seen.Path} -> {Status}";
}

/// <summary>Every request over HTTP, in the order in which they were answered.</summary>
internal sealed class RequestLog
{
    private readonly ConcurrentQueue<LoggedRequest> requests = new();

    public IReadOnlyList<LoggedRequest> All => [.. requests];

    public int Count(Func<LoggedRequest, bool> fits) => requests.Count(fits);

    /// <summary>How many went to this method and template.</summary>
    public int Count(string route) => Count(r => r.Route == route);

    public IReadOnlyList<LoggedRequest> Of(string route) => [.. requests.Where(r => r.Route == route)];

    public void Clear() => requests.Clear();

    internal void Add(LoggedRequest request) => requests.Enqueue(request);
}
