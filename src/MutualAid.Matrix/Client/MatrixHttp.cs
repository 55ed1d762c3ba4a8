using System.Net;
using System.Text;
using System.Text.Json;

namespace MutualAid.Matrix.Client;

/// <summary>An answer, whatever it says. <paramref name="RetryAfter"/> is only there for a limit.</summary>
internal sealed record Answer(int Status, JsonElement Body, TimeSpan? RetryAfter)
{
    /// <summary>What the homeserver's clock said, in whole seconds; null: it did not say.</summary>
    public DateTimeOffset? Date { get; init; }

    public bool IsSuccess => Status is >= 200 and < 300;

    public string Code => Body.Text("errcode") ?? "";
}

/// <summary>One exchange with the homeserver over HTTP ("API Standards").</summary>
internal sealed class MatrixHttp(HttpMessageHandler handler, Uri homeserver, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan UsualPause = TimeSpan.FromSeconds(5);

    /// <summary>Whoever asks for more is mistaken, and no timer could carry it.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromDays(1);
    private readonly HttpMessageInvoker http = new(handler);

    /// <summary>A handler for the life of the process; whoever sends through it disposes it.</summary>
    public static SocketsHttpHandler Create(Uri homeserver) => new()
    {
        // A connection that lives forever never hears of a changed DNS entry.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(4),
        ConnectTimeout = TimeSpan.FromSeconds(10),
        EnableMultipleHttp2Connections = true,
        AutomaticDecompression = DecompressionMethods.All,
        // A redirect would carry the token to wherever it points.
        AllowAutoRedirect = false,
        UseCookies = false,
        // Which of our spans asked is nobody's business there.
        ActivityHeadersPropagator = null,
        // Where a proxy is the only way out, the environment says so; this machine itself is never behind one.
        UseProxy = !homeserver.IsLoopback,
    };

    /// <summary>Throws <see cref="MatrixUnreachableException"/> where there is no answer that a homeserver would give.</summary>
    public async Task<Answer> ExchangeAsync(Call call, string? token, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(call.Within, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(call.Method, homeserver.GetLeftPart(UriPartial.Path).TrimEnd('/') + call.Path);
            if (homeserver.Scheme == Uri.UriSchemeHttps) (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionOrLower);
            if (token is not null) request.Headers.Authorization = new("Bearer", token);
            if (call.Body is { } body) request.Content = new StringContent(Json.Write(body), Encoding.UTF8, "application/json");
            if (call.Raw is { } raw)
            {
                request.Content = new ReadOnlyMemoryContent(raw.Bytes);
                request.Content.Headers.ContentType = new(raw.ContentType);
            }

            using var response = await http.SendAsync(request, either.Token).ConfigureAwait(false);
            using var stream = await response.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false);
            return await ReadAsync(response, stream, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new MatrixUnreachableException("timeout");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new MatrixUnreachableException(e.GetType().Name, e);
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<Answer> ReadAsync(HttpResponseMessage response, Stream stream, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        try
        {
            var body = await AnswerBody.ReadAsync(stream, cancellationToken).ConfigureAwait(false);
            return new Answer(status, body, status == 429 ? Pause(response, body) : null) { Date = response.Headers.Date };
        }
        catch (JsonException)
        {
            // A proxy in between answers in its own words; its "too many" means what the homeserver's would, and what it says of the request itself stands.
            return status switch
            {
                429 => new Answer(status, default, Pause(response, default)),
                400 or 413 or 414 or 431 => new Answer(status, default, null),
                _ => throw new MatrixUnreachableException("status " + status.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            };
        }
    }

    /// <summary>The header counts; the member of the body is what older servers send ("Rate limiting").</summary>
    private TimeSpan Pause(HttpResponseMessage response, JsonElement body)
    {
        var asked = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => body.Whole("retry_after_ms") is { } milliseconds and >= 0 ? TimeSpan.FromMilliseconds(Math.Min(milliseconds, LongestPause.TotalMilliseconds)) : UsualPause,
        };
        return asked < TimeSpan.Zero ? TimeSpan.Zero : asked > LongestPause ? LongestPause : asked;
    }
}
