using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

/// <summary>One request and what it got. <paramref name="Route"/> is method and template; status 0: the connection was cut.</summary>
internal sealed record LoggedRequest(string Route, string Path, int Status, int Code, JsonNode? Body, IReadOnlyDictionary<string, string> Headers, DateTimeOffset When)
{
    public override string ToString() => $"{When:HH:mm:ss.fff} {Route.Split(' ')[0]} {Path} -> {Status} {(Code == 0 ? "" : Code)}";
}

/// <summary>Every request, in order.</summary>
internal sealed class RequestLog
{
    private readonly ConcurrentQueue<LoggedRequest> requests = new();

    public IReadOnlyList<LoggedRequest> All => [.. requests];

    public int TooMany => requests.Count(r => r.Status == 429);

    /// <summary>How many went to this method and template, such as <c>POST /channels/{channel_id}/messages</c>.</summary>
    public int Count(string route) => requests.Count(r => r.Route == route);

    public IReadOnlyList<LoggedRequest> Of(string route) => [.. requests.Where(r => r.Route == route)];

    /// <summary>The number of requests per route.</summary>
    public IReadOnlyDictionary<string, int> Counts => requests.GroupBy(r => r.Route).ToDictionary(g => g.Key, g => g.Count());

    public void Clear() => requests.Clear();

    internal void Add(LoggedRequest request) => requests.Enqueue(request);
}
