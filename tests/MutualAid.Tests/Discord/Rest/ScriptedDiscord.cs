using System.Globalization;
using System.Net;
using System.Text;

namespace MutualAid.Tests.Discord.Rest;

/// <summary>Keeps every request that arrives. The script answers it, or nobody does.</summary>
internal sealed class ScriptedDiscord(TimeProvider time) : HttpMessageHandler
{
    public List<Arrival> Arrivals { get; } = [];

    /// <summary>Answers at once where it gives something; otherwise the test answers the arrival.</summary>
    public Func<Arrival, HttpResponseMessage?> Script { get; set; } = _ => null;

    public bool IsDisposed { get; private set; }

    public Arrival this[int index] => Arrivals[index];

    public static HttpResponseMessage Answer(int status, string body = "", string type = "application/json", params IEnumerable<(string Name, string Value)> headers)
    {
        var answer = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, type) };
        foreach (var (name, value) in headers) answer.Headers.TryAddWithoutValidation(name, value);
        return answer;
    }

    public static (string Name, string Value)[] Limits(int limit, int remaining, double resetAfter, string bucket = "abcd") =>
    [
        ("X-RateLimit-Limit", limit.ToString(CultureInfo.InvariantCulture)),
        ("X-RateLimit-Remaining", remaining.ToString(CultureInfo.InvariantCulture)),
        ("X-RateLimit-Reset-After", resetAfter.ToString(CultureInfo.InvariantCulture)),
        ("X-RateLimit-Bucket", bucket),
    ];

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = new MemoryStream();
        request.Content?.CopyTo(body, null, CancellationToken.None);
        var arrival = new Arrival(
            request.Method,
            request.RequestUri!,
            time.GetUtcNow(),
            HeadersOf(request),
            Encoding.UTF8.GetString(body.ToArray()));
        Arrivals.Add(arrival);
        cancellationToken.Register(() => arrival.Pending.TrySetCanceled(cancellationToken));
        if (Script(arrival) is { } answer) arrival.Pending.TrySetResult(answer);
        return arrival.Pending.Task;
    }

    /// <summary>As they go over the wire.</summary>
    private static Dictionary<string, string> HeadersOf(HttpRequestMessage request)
    {
        var headers = request.Headers.NonValidated.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        if (request.Content is null) return headers;
        foreach (var (name, value) in request.Content.Headers.NonValidated) headers[name] = value.ToString();
        return headers;
    }

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }
}

/// <summary>A request as Discord sees it.</summary>
internal sealed record Arrival(HttpMethod Method, Uri Uri, DateTimeOffset At, Dictionary<string, string> Headers, string Body)
{
    public TaskCompletionSource<HttpResponseMessage> Pending { get; } = new();

    public string Path => Uri.AbsolutePath;
}
