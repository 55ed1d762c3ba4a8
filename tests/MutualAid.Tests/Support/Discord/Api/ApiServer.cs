using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MutualAid.Tests.Support.Discord;

/// <summary>Takes requests in: what is the same for every endpoint.</summary>
internal sealed partial class ApiServer(FakeDiscord fake)
{
    private const string Base = "/api/v10";

    private sealed record Outcome(ApiAnswer Answer, int Code, IReadOnlyDictionary<string, string> Headers);

    public async Task HandleAsync(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var path = target.Split('?')[0][Base.Length..];
        var method = context.Request.Method;
        var found = Routes.Find(method, path);
        var call = new ApiCall(fake, method, path) { Headers = context.Request.Headers, Query = context.Request.Query, Parameters = found?.Parameters ?? new Dictionary<string, string>() };
        var fault = fake.Faults.Take(method, path, found?.Route.Name);
        var problem = await BodyReader.ReadAsync(context, call);
        if (fake.Faults.Latency > TimeSpan.Zero) await Task.Delay(fake.Faults.Latency, fake.Time, context.RequestAborted);
        if (fault is RestFault.Hang { AfterActing: false }) await fake.Faults.Released.WaitAsync(context.RequestAborted);
        var outcome = fault is null or RestFault.Hang or RestFault.Reset { AfterActing: true } ? Act(call, found?.Route, problem) : Instead(fault);
        Log(call, found?.Route, outcome);
        fake.Pulse();
        if (fault is RestFault.Hang { AfterActing: true }) await fake.Faults.Released.WaitAsync(context.RequestAborted);
        if (fault is RestFault.Reset)
        {
            context.Abort();
            return;
        }

        await WriteAsync(context, outcome, fault as RestFault.Answer);
    }

    private Outcome Act(ApiCall call, ApiRoute? route, ApiError? problem)
    {
        var headers = new Dictionary<string, string>();
        try
        {
            CheckHeaders(call, route);
            if (route is null) throw new ApiError(404, 0, "404: Not Found");
            lock (fake.Sync)
            {
                if (fake.Limits.Count(route, call.Parameters, headers) is { } tooMany) return Refused(tooMany, headers);
                if (problem is not null) throw problem;
                if (call.Body is not null && fake.HoldsToTheDescription) OpenApi.Current?.Check(call, route, fake);
                var answer = route.Handle(call);
                if (call.Form.Any) throw new InvalidOperationException($"{route.Name} was carried out in spite of: {call.Form}");
                return new Outcome(answer, 0, headers);
            }
        }
        catch (ApiError e)
        {
            Blame(call, e);
            return new Outcome(new ApiAnswer(e.Status, e.ToJson()), e.Code, headers);
        }
    }

    private void CheckHeaders(ApiCall call, ApiRoute? route)
    {
        if (!UserAgent().IsMatch(call.Headers.UserAgent.ToString()))
        {
            fake.Violations.Add($"{call.Method} {call.Path}: the User-Agent '{call.Headers.UserAgent}' is not of the form it must have.");
            throw new ApiError(403, 40333, "internal network error");
        }

        if (route is { NeedsNoToken: true }) return;
        if (fake.Token is null || call.Headers.Authorization.ToString() != "Bot " + fake.Token) throw new ApiError(401, 0, "401: Unauthorized");
    }

    // What a bot can know beforehand is its own mistake; what depends on the world is not.
    private void Blame(ApiCall call, ApiError error)
    {
        if (error.Code is 50035 or 50006 or 50109 or 40005) fake.Violations.Add($"{call.Method} {call.Path}: {error.ToJson().ToJsonString()} for {call.Body?.ToJsonString()}");
    }

    private static Outcome Refused(TooMany tooMany, Dictionary<string, string> headers)
    {
        headers["Retry-After"] = Math.Ceiling(tooMany.Wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Scope"] = tooMany.Scope;
        if (tooMany.IsGlobal) headers["X-RateLimit-Global"] = "true";
        var body = new JsonObject { ["message"] = "You are being rate limited.", ["retry_after"] = tooMany.Wait.TotalSeconds, ["global"] = tooMany.IsGlobal };
        return new Outcome(new ApiAnswer(429, body), 0, headers);
    }

    private static Outcome Instead(RestFault fault) => fault switch
    {
        RestFault.Answer answer => new Outcome(new ApiAnswer(answer.Status), 0, new Dictionary<string, string>()),
        RestFault.TooManyRequests { WithJson: true } many => Refused(new TooMany(many.Wait, many.Scope, many.Scope == "global"), []),
        RestFault.TooManyRequests many => new Outcome(new ApiAnswer(429), 0, new Dictionary<string, string> { ["Retry-After"] = Math.Ceiling(many.Wait.TotalSeconds).ToString(CultureInfo.InvariantCulture) }),
        _ => new Outcome(new ApiAnswer(0), 0, new Dictionary<string, string>()),
    };

    private void Log(ApiCall call, ApiRoute? route, Outcome outcome) => fake.Requests.Add(new LoggedRequest(
        route?.Name ?? $"{call.Method} {call.Path}", call.Path, outcome.Answer.Status, outcome.Code, call.Body?.DeepClone(),
        call.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase), fake.Time.GetUtcNow()));

    private static async Task WriteAsync(HttpContext context, Outcome outcome, RestFault.Answer? page)
    {
        context.Response.StatusCode = outcome.Answer.Status;
        foreach (var (name, value) in outcome.Headers) context.Response.Headers[name] = value;
        if (page is not null)
        {
            context.Response.ContentType = page.ContentType;
            await context.Response.WriteAsync(page.Body);
        }
        else if (outcome.Answer.Body is { } body)
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(body.ToJsonString());
        }
    }

    [GeneratedRegex(@"^DiscordBot \(https?://[^\s,()]+, [^\s()]+\)")]
    private static partial Regex UserAgent();
}
