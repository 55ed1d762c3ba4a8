using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>Takes requests in: what is the same for every endpoint.</summary>
internal sealed class ApiServer(FakeHomeserver fake)
{
    private sealed record Outcome(int Status, byte[] Body, string ContentType = "application/json")
    {
        public TimeSpan? RetryAfter { get; init; }
    }

    public async Task HandleAsync(HttpContext context)
    {
        var arrived = fake.Time.GetUtcNow();
        var path = context.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?')[0];
        var (route, parameters, otherMethod) = Routes.Find(context.Request.Method, path);
        var call = new ApiCall(fake, context.Request.Method, path, context.Request.Headers.Authorization, name => context.Request.Query[name].FirstOrDefault()) { Parameters = parameters };
        var seen = Seen(call, route);
        var isTold = false;
        try
        {
            fake.Retries.Arrived(seen, arrived);
            // Asked for first: what is released while this one acts must not leave it hanging.
            var released = fake.Faults.Released;
            var fault = fake.Faults.Take(seen);
            var problem = await BodyReader.ReadAsync(context, call);
            if (fault is HttpFault.Hang { AfterActing: false }) await released.WaitAsync(context.RequestAborted);
            var outcome = fault is null or { AfterActing: true } or HttpFault.Hang ? await OverHttpAsync(call, route, otherMethod, problem, context.RequestAborted) : null;
            if (fault is HttpFault.Hang { AfterActing: true }) await released.WaitAsync(context.RequestAborted);
            if (fault is HttpFault.Cut)
            {
                Tell(0);
                context.Abort();
                return;
            }

            outcome = Instead(fault, seen) ?? outcome!;
            if (outcome.RetryAfter is { } wait && fault is null) fake.Retries.Tell(seen, fake.Time.GetUtcNow() + wait);
            Tell(outcome.Status);
            await WriteAsync(context, outcome);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or BadHttpRequestException && context.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked has gone.
            if (!isTold) Tell(0);
        }

        // Before the answer is there to be read: who has it finds it in the log.
        void Tell(int status)
        {
            isTold = true;
            fake.Requests.Add(new LoggedRequest(seen, status, arrived));
            fake.Pulse();
        }
    }

    /// <summary>Carries out a call of somebody in the process.</summary>
    public Task<ApiAnswer> ActAsync(ApiCall call, ApiRoute? route, CancellationToken cancellation) => ActAsync(call, route ?? throw MatrixError.Unrecognised(), problem: null, limit: null, cancellation);

    private async Task<Outcome> OverHttpAsync(ApiCall call, ApiRoute? route, bool otherMethod, MatrixError? problem, CancellationToken cancellation)
    {
        try
        {
            if (fake.HoldsToTheDescription) problem ??= Description.Current?.Check(call, route, fake.Violations);
            if (route is null) throw MatrixError.Unrecognised(otherMethod ? 405 : 404);
            var answer = await ActAsync(call, route, problem, fake.RateLimit, cancellation);
            if (fake.HoldsItselfToTheDescription) Description.Current?.CheckAnswer(call, route, answer, fake.Violations);
            return new Outcome(answer.Status, Wire.Write(answer.Body));
        }
        catch (MatrixError e)
        {
            var json = e.ToJson();
            if (e.RetryAfter is { } wait) json["retry_after_ms"] = Milliseconds(wait);
            return new Outcome(e.Status, Wire.Write(json)) { RetryAfter = e.RetryAfter };
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A defect of the fake must not look like a bad day of the server.
            fake.Violations.Enqueue($"{call.Method} {call.Path} broke the fake: {e}");
            return new Outcome(500, Wire.Write(new MatrixError(500, "M_UNKNOWN", "Internal server error").ToJson()));
        }
    }

    private async Task<ApiAnswer> ActAsync(ApiCall call, ApiRoute route, MatrixError? problem, RateLimit? limit, CancellationToken cancellation)
    {
        var deadline = fake.Time.GetUtcNow() + call.Patience;
        while (true)
        {
            Task changed;
            lock (fake.Sync)
            {
                changed = fake.Changed;
                if (!route.NeedsNoToken) call.Authenticate();
                if (problem is not null) throw problem;
                if (route.IsLimited && !call.IsRepeated && limit?.Count(call.User.Id, fake.Time.GetUtcNow()) is { } wait) throw MatrixError.TooMany(wait);
                try
                {
                    if (fake.Time.GetUtcNow() >= deadline) call.MayWait = false;
                    if (route.Handle(call) is { } answer) return answer;
                }
                finally
                {
                    fake.World.Settle();
                }
            }

            var left = deadline - fake.Time.GetUtcNow();
            try
            {
                if (left > TimeSpan.Zero) await changed.WaitAsync(left, fake.Time, cancellation);
            }
            catch (TimeoutException)
            {
                call.MayWait = false;
            }
        }
    }

    private Outcome? Instead(HttpFault? fault, RequestSeen seen)
    {
        if (fault is HttpFault.Answer page) return new Outcome(page.Status, System.Text.Encoding.UTF8.GetBytes(page.Body), page.ContentType);
        if (fault is not HttpFault.TooMany many) return null;
        var json = MatrixError.TooMany(many.Wait).ToJson();
        if (many.Form is WaitForm.Both or WaitForm.JsonOnly) json["retry_after_ms"] = Milliseconds(many.Wait);
        if (many.Form is not WaitForm.Neither) fake.Retries.Tell(seen, fake.Time.GetUtcNow() + many.Wait);
        return new Outcome(429, Wire.Write(json)) { RetryAfter = many.Form is WaitForm.Both or WaitForm.HeaderOnly ? many.Wait : null };
    }

    private RequestSeen Seen(ApiCall call, ApiRoute? route)
    {
        lock (fake.Sync) return new RequestSeen(call.Method, call.Path, route?.Name ?? call.Method + " " + call.Path, call.TryDevice()?.Account.Id);
    }

    private static long Milliseconds(TimeSpan wait) => (long)Math.Ceiling(wait.TotalMilliseconds);

    private static async Task WriteAsync(HttpContext context, Outcome outcome)
    {
        context.Response.StatusCode = outcome.Status;
        context.Response.ContentType = outcome.ContentType;
        if (outcome.RetryAfter is { } wait) context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        await context.Response.Body.WriteAsync(outcome.Body, context.RequestAborted);
    }
}
