using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using MutualAid.Core.Measuring;

namespace MutualAid.Matrix.Client;

/// <summary>
/// Asks the homeserver, and keeps asking as far as that is worth it: limits are waited out, a token that ended is renewed, outages are
/// met with growing pauses. Thread-safe.
/// </summary>
internal sealed partial class MatrixClient(MatrixHttp http, Session session, TimeProvider network, ILogger<MatrixClient> log)
{
    private const int SomeAttempts = 4;

    private static readonly TimeSpan LockedPause = TimeSpan.FromMinutes(1);

    /// <summary>1 while the homeserver does not answer: that is said once, and once when it is over.</summary>
    private int away;

    private long answeredAt;

    private readonly Dictionary<LimitKind, Gate> gates = Enum.GetValues<LimitKind>().ToDictionary(k => k, _ => new Gate(network));

    /// <summary>Whether the homeserver has answered anything since then, a timestamp of the network clock, and so is there.</summary>
    public bool HasAnsweredSince(long timestamp) => Volatile.Read(ref answeredAt) > timestamp;

    /// <summary>How many requests of a kind are held back by the homeserver's limits.</summary>
    public int Held(LimitKind kind) => gates[kind].Held;

    /// <summary>
    /// The body of the answer. Throws <see cref="MatrixRefusedException"/> for a refusal that stands, and
    /// <see cref="MatrixUnreachableException"/> where the call's patience ended.
    /// </summary>
    public async Task<JsonElement> SendAsync(Call call, CancellationToken cancellationToken)
    {
        var failures = 0;
        while (true)
        {
            try
            {
                var answer = await TryAsync(call, cancellationToken).ConfigureAwait(false);
                if (answer.Status < 500) Volatile.Write(ref answeredAt, network.GetTimestamp());
                if (answer.Status < 500 && Interlocked.Exchange(ref away, 0) == 1) LogBack(log);
                if (answer.IsSuccess) return answer.Body;
                if (answer.RetryAfter is not null) continue;
                if (answer.Status < 500) throw new MatrixRefusedException(answer.Status, answer.Code);
                throw new MatrixUnreachableException($"status {answer.Status}");
            }
            catch (MatrixUnreachableException e)
            {
                failures++;
                if (call.Patience == Patience.Once || (call.Patience == Patience.Some && failures >= SomeAttempts)) throw;
                var pause = Pauses.After(failures);
                if (Interlocked.Exchange(ref away, 1) == 0)
                {
                    PlatformMeasures.Reconnecting(MatrixIds.Platform);
                    LogUnreachable(log, e.Message);
                }

                await Task.Delay(pause, network, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<Answer> TryAsync(Call call, CancellationToken cancellationToken)
    {
        var token = call.IsAuthorised ? await session.TokenAsync(cancellationToken).ConfigureAwait(false) : null;
        using var pass = await EnterAsync(call, cancellationToken).ConfigureAwait(false);
        var answer = await MeasuredAsync(call, token, cancellationToken).ConfigureAwait(false);
        if (answer.RetryAfter is { } pause)
        {
            LogLimited(log, pause.TotalSeconds);
            pass.Limited(pause);
        }

        // Whoever runs the homeserver looked the account for a while: it may come back, and everything is kept.
        if (answer is { Status: 401, Code: ErrorCodes.UserLocked })
        {
            pass.Limited(LockedPause);
            return answer with { RetryAfter = LockedPause };
        }

        if (token is null || answer is not { Status: 401, Code: ErrorCodes.UnknownToken }) return answer;
        await session.RenewAsync(token, cancellationToken).ConfigureAwait(false);
        return answer with { RetryAfter = TimeSpan.Zero };
    }

    private async Task<Gate.Pass> EnterAsync(Call call, CancellationToken cancellationToken)
    {
        var entering = gates[call.Limit].EnterAsync(call.Urgency, cancellationToken);
        if (entering.IsCompletedSuccessfully) return await entering.ConfigureAwait(false);
        var began = network.GetTimestamp();
        var pass = await entering.ConfigureAwait(false);
        PlatformMeasures.Waited(MatrixIds.Platform, network.GetElapsedTime(began));
        return pass;
    }

    /// <summary>A sync is a wait for something to happen, and says nothing about how fast the homeserver is.</summary>
    private async Task<Answer> MeasuredAsync(Call call, string? token, CancellationToken cancellationToken)
    {
        if (call.IsWaiting) return await http.ExchangeAsync(call, token, cancellationToken).ConfigureAwait(false);
        using var span = PlatformMeasures.Spans.StartActivity("matrix request", ActivityKind.Client);
        span?.SetTag("method", call.Method.Method).SetTag("limit", call.Limit.ToString());
        var began = network.GetTimestamp();
        Answer? answer = null;
        try
        {
            return answer = await http.ExchangeAsync(call, token, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            var ended = PlatformMeasures.OutcomeOf(answer?.Status);
            span?.SetTag("outcome", ended);
            if (answer is not null || !cancellationToken.IsCancellationRequested) PlatformMeasures.Requested(MatrixIds.Platform, ended, network.GetElapsedTime(began));
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Cause}; tried again, with growing pauses")]
    private static partial void LogUnreachable(ILogger log, string cause);

    [LoggerMessage(3, LogLevel.Information, "The homeserver is reached again")]
    private static partial void LogBack(ILogger log);

    [LoggerMessage(2, LogLevel.Information, "The homeserver lets nothing more through for {Seconds:0.0} s")]
    private static partial void LogLimited(ILogger log, double seconds);
}

/// <summary>Growing pauses between attempts: half a second doubling up to 30 s, with up to a quarter more by chance.</summary>
internal static class Pauses
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary><paramref name="failures"/> counts from 1.</summary>
    public static TimeSpan After(int failures)
    {
        var pause = First * Math.Pow(2, Math.Min(failures - 1, 16));
        if (pause > Longest) pause = Longest;
        // Many calls that failed at one moment must not come back at one moment.
        return pause * (1 + (Random.Shared.NextDouble() / 4));
    }
}
