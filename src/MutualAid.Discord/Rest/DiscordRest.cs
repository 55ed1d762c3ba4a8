using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace MutualAid.Discord.Rest;

/// <summary>
/// Sends requests to Discord's HTTP API: no faster than it allows, again where that is safe, and never once it has refused the token.
/// Thread-safe.
/// </summary>
internal sealed partial class DiscordRest : IDisposable
{
    private const int MostAttempts = 5;
    private const int LargestAnswer = 8 * 1024 * 1024;

    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly HttpClient http;
    private readonly DiscordOptions options;
    private readonly DiscordRefusal refusal;
    private readonly TimeProvider time;
    private readonly ILogger<DiscordRest> log;
    private readonly RateLimiter limiter;
    private readonly InvalidRequests invalid;

    public DiscordRest(HttpMessageHandler handler, DiscordOptions options, DiscordRefusal refusal, TimeProvider time, ILogger<DiscordRest> log)
    {
        // Each attempt has its own limit of time, and the caller's.
        http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = LargestAnswer };
        this.options = options;
        this.refusal = refusal;
        this.time = time;
        this.log = log;
        limiter = new RateLimiter(time);
        invalid = new InvalidRequests(time);
    }

    /// <summary>
    /// The body of an answer of 2xx, empty where it has none. Throws <see cref="DiscordRefusedException"/> for one of 4xx,
    /// <see cref="DiscordUnreachableException"/> where there was no usable one, and <see cref="OperationCanceledException"/> only for the
    /// caller's own token.
    /// </summary>
    public async Task<ReadOnlyMemory<byte>> SendAsync(RestRequest request, CancellationToken cancellationToken)
    {
        using var useless = request.OfUseFor is { } span ? new CancellationTokenSource(span > TimeSpan.Zero ? span : TimeSpan.Zero, time) : null;
        using var either = useless is null ? null : CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, useless.Token);
        var stop = either?.Token ?? cancellationToken;
        var mayHaveHadEffect = false;
        try
        {
            var ticket = limiter.NextTicket();
            var failures = 0;
            while (true)
            {
                var answer = await TryAsync(request, ticket, stop).ConfigureAwait(false);
                if (answer.Body is { } body) return body;
                mayHaveHadEffect |= answer.IsUncertain;
                if (answer.IsThrottled) continue;
                failures++;
                if (failures == MostAttempts || (answer.IsUncertain && !request.MayRepeat))
                    throw new DiscordUnreachableException(answer.Failure!, mayHaveHadEffect);
                var pause = FirstPause * Math.Pow(2, failures - 1) * (0.5 + Random.Shared.NextDouble());
                LogAgain(log, request.Route.Template, answer.Failure!, pause.TotalSeconds);
                await Task.Delay(pause < LongestPause ? pause : LongestPause, time, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DiscordUnreachableException("it would have come too late", isUncertain: true);
        }
    }

    /// <summary>How long a request to this route would have to wait now; zero where nothing is known.</summary>
    public TimeSpan WaitFor(Route route) => limiter.WaitFor(route, isPaced: true);

    public void Dispose()
    {
        http.Dispose();
        limiter.Dispose();
    }

    private async Task<Attempt> TryAsync(RestRequest request, long ticket, CancellationToken stop)
    {
        ThrowIfStopped(request);
        using var turn = limiter.Ask(request.Route, isPaced: !request.TokenInPath, ticket);
        await limiter.WaitAsync(turn, stop).ConfigureAwait(false);
        ThrowIfStopped(request);
        using var late = new CancellationTokenSource(AnswerWithin, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, late.Token);
        try
        {
            using var message = RequestWriter.Write(request, options);
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseContentRead, either.Token).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(either.Token).ConfigureAwait(false);
            return Read(request, turn, response, body);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return Attempt.Failed("no answer in time", isUncertain: true);
        }
        catch (HttpRequestException e)
        {
            // Where nobody was reached nothing can have had an effect.
            var reached = e.HttpRequestError is not (HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError)
                && e.InnerException is not SocketException { SocketErrorCode: SocketError.ConnectionRefused };
            if (!reached) turn.Unsent();
            return Attempt.Failed(e.HttpRequestError.ToString(), reached);
        }
    }

    private Attempt Read(RestRequest request, Turn turn, HttpResponseMessage response, byte[] body)
    {
        var limits = LimitHeaders.Of(response.Headers);
        var status = (int)response.StatusCode;
        if (response.IsSuccessStatusCode)
        {
            turn.Answered(limits, isSuccess: true);
            return new Attempt(body, null, IsUncertain: false, IsThrottled: false);
        }

        var error = ErrorBody.Parse(body);
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
        {
            var throttle = Throttle.Of(response.Headers, error);
            if (throttle.Scope != ThrottleScope.Shared) invalid.Count();
            turn.Throttled(limits, throttle);
            LogThrottled(log, request.Route.Template, throttle.Scope, throttle.RetryAfter.TotalSeconds);
            return new Attempt(null, null, IsUncertain: false, IsThrottled: true);
        }

        turn.Answered(limits, isSuccess: false);
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) invalid.Count();
        // A token in the path that is over says nothing of the bot's own.
        if (response.StatusCode == HttpStatusCode.Unauthorized && !request.TokenInPath)
            refusal.Refuse(Gateway.CloseCodes.Reason(Gateway.CloseCodes.BadToken));
        if (status is >= 400 and < 500) throw new DiscordRefusedException(status, error.Code);
        return Attempt.Failed(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"status {status}"), isUncertain: true);
    }

    private void ThrowIfStopped(RestRequest request)
    {
        if (refusal.Refused.IsCompleted) throw new DiscordUnreachableException("it refused the bot, so nothing is sent any more", isUncertain: false);
        if (!request.TokenInPath && invalid.IsSpent) throw new DiscordUnreachableException("too much was refused lately, so nothing is sent for a while", isUncertain: false);
    }

    [LoggerMessage(1, LogLevel.Information, "{Route}: {Failure}; tried again in {Seconds:0.0} s")]
    private static partial void LogAgain(ILogger log, string route, string failure, double seconds);

    [LoggerMessage(2, LogLevel.Warning, "{Route}: too many requests ({Scope}); waiting {Seconds:0.0} s")]
    private static partial void LogThrottled(ILogger log, string route, ThrottleScope scope, double seconds);

    /// <summary>How one attempt ended: with a body, with a wait, or with a failure by its kind.</summary>
    private readonly record struct Attempt(ReadOnlyMemory<byte>? Body, string? Failure, bool IsUncertain, bool IsThrottled)
    {
        public static Attempt Failed(string failure, bool isUncertain) => new(null, failure, isUncertain, IsThrottled: false);
    }
}
