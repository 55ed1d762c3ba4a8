using System.Diagnostics;
using Microsoft.Extensions.Logging;
using MutualAid.Core.Measuring;

namespace MutualAid.Discord.Rest;

/// <summary>
/// Discord's HTTP API. Keeps the rate limits, repeats what may be repeated, and stops for good once the token is refused. Thread-safe;
/// disposes the handler.
/// </summary>
internal sealed partial class DiscordRest : IDisposable
{
    /// <summary>For one attempt, the body of the answer included.</summary>
    internal static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(15);

    private readonly HttpMessageInvoker http;
    private readonly Exchange exchange;
    private readonly RateLimiter limiter;
    private readonly InvalidRequestBudget budget;
    private readonly DiscordRefusal refusal;
    private readonly TimeProvider time;
    private readonly ILogger<DiscordRest> log;

    // Ends every wait once nothing may be sent any more.
    private readonly CancellationTokenSource stopped = new();

    public DiscordRest(HttpMessageHandler handler, DiscordOptions options, DiscordRefusal refusal, TimeProvider time, ILogger<DiscordRest> log)
    {
        (this.refusal, this.time, this.log) = (refusal, time, log);
        http = new HttpMessageInvoker(handler);
        limiter = new RateLimiter(time);
        budget = new InvalidRequestBudget(time, log);
        exchange = new Exchange(http, new RequestWriter(options), budget, time);
        _ = refusal.Refused.ContinueWith(_ => stopped.Cancel(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    /// <summary>
    /// The body of the answer, empty where it has none. Throws <see cref="DiscordRefusedException"/> when Discord says no for good,
    /// <see cref="DiscordUnreachableException"/> when there is no usable answer or nothing may be sent, and
    /// <see cref="OperationCanceledException"/> only for <paramref name="cancellationToken"/>; a cancelled request may have had its effect.
    /// </summary>
    public async Task<ReadOnlyMemory<byte>> SendAsync(RestRequest request, CancellationToken cancellationToken)
    {
        var call = new Call(request, limiter.NextTicket(request.CanWait), time);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var outcome = await AttemptAsync(call, cancellationToken);
            if (outcome is { Fault: null, Status: >= 200 and < 300 }) return outcome.Body;
            await PrepareNextAsync(call, outcome, cancellationToken);
        }
    }

    /// <summary>How many processes use the token at once, this one included.</summary>
    public void Share(int processes) => limiter.Share(processes);

    /// <summary>How long such a request would have to wait for rate limits if it were sent now; zero where nothing is known.</summary>
    public TimeSpan WaitFor(Route route, bool tokenInPath = false) => limiter.WaitFor(route, isPaced: !tokenInPath);

    /// <summary>Waiting calls fail as stopped; nothing may be sent afterwards.</summary>
    public void Dispose()
    {
        stopped.Cancel();
        limiter.Dispose();
        http.Dispose();
    }

    private async Task<Outcome> AttemptAsync(Call call, CancellationToken cancellationToken)
    {
        EnsureMaySend(call);
        var request = call.Request;
        if (request.OfUseFor is not null && !call.HasLeft(WaitFor(request.Route, request.TokenInPath)))
            throw call.Failed("a rate limit lasts longer than it would be of use");
        using var turn = limiter.Ask(request.Route, isPaced: !request.TokenInPath, call.Ticket);
        if (!turn.IsGranted)
        {
            await WaitForTurnAsync(call, turn, cancellationToken);
            EnsureMaySend(call);
        }

        var began = time.GetTimestamp();
        var timeout = call.HasLeft(AttemptTimeout) ? AttemptTimeout : call.Left;
        var pause = call.Throttled > 0 ? RetryPauses.After(call.Throttled) : TimeSpan.Zero;
        using var span = PlatformMeasures.Spans.StartActivity("discord request", ActivityKind.Client);
        span?.SetTag("method", request.Route.Method.Method).SetTag("route", request.Route.Template);
        var outcome = await exchange.RunAsync(request, turn, timeout, pause, cancellationToken);
        var took = time.GetElapsedTime(began);
        var ended = PlatformMeasures.OutcomeOf(outcome.Fault is null ? outcome.Status : null);
        span?.SetTag("outcome", ended);
        PlatformMeasures.Requested(DiscordIds.Platform, ended, took);
        LogAttempt(log, request.Route.Method, request.Route.Template, outcome, took.TotalMilliseconds);
        return outcome;
    }

    private async Task WaitForTurnAsync(Call call, Turn turn, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        using var patience = new Patience(call.Left, time, cancellationToken, stopped.Token);
        try
        {
            await limiter.WaitAsync(turn, patience.Token);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            EnsureMaySend(call);
            throw call.Failed("a rate limit lasted longer than it was of use");
        }

        PlatformMeasures.Waited(DiscordIds.Platform, time.GetElapsedTime(began));
        LogWaited(log, call.Request.Route.Method, call.Request.Route.Template, time.GetElapsedTime(began).TotalMilliseconds);
    }

    private void EnsureMaySend(Call call)
    {
        if (stopped.IsCancellationRequested || refusal.Refused.IsCompleted) throw call.Failed("stopped");
        if (!budget.HasRoom(call.Request.TokenInPath)) throw call.Failed("too many requests were refused in the last ten minutes");
    }

    /// <summary>Returns when the next attempt may begin; throws when there is none.</summary>
    private async Task PrepareNextAsync(Call call, Outcome outcome, CancellationToken cancellationToken)
    {
        switch (outcome)
        {
            case { Fault: null, Status: 401 } when !call.Request.TokenInPath:
                Refuse();
                throw call.Failed("stopped");
            case { Fault: null, Status: 429 }:
                // It had no effect, and whoever may go next is told by the limiter.
                call.Throttled++;
                var wait = WaitFor(call.Request.Route, call.Request.TokenInPath);
                LogThrottled(log, call.Request.Route.Method, call.Request.Route.Template, wait.TotalMilliseconds);
                return;
            case { Fault: null, Status: >= 400 and < 500 }:
                throw new DiscordRefusedException(outcome.Status, outcome.Code);
            case { Fault: null, Status: < 500 }:
                throw call.Failed(outcome.ToString());
        }

        var hadNoEffect = outcome.Fault is { HadNoEffect: true };
        call.Failures++;
        call.IsUncertain |= !hadNoEffect;
        var pause = RetryPauses.After(call.Failures);
        var mayRepeat = (call.Request.MayRepeat || hadNoEffect) && outcome.Fault is not { IsFinal: true };
        if (!mayRepeat || call.Failures >= RetryPauses.Attempts || !call.HasLeft(pause))
            throw call.Failed(outcome.ToString(), outcome.Fault?.Cause);
        LogRetry(log, call.Request.Route.Method, call.Request.Route.Template, outcome, pause.TotalMilliseconds);
        await PauseAsync(call, pause, cancellationToken);
    }

    private void Refuse()
    {
        refusal.Refuse(Gateway.CloseCodes.Reason(Gateway.CloseCodes.BadToken));
        stopped.Cancel();
    }

    private async Task PauseAsync(Call call, TimeSpan pause, CancellationToken cancellationToken)
    {
        using var patience = new Patience(Timeout.InfiniteTimeSpan, time, cancellationToken, stopped.Token);
        try
        {
            await Task.Delay(pause, time, patience.Token);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw call.Failed("stopped");
        }
    }
}
