using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace MutualAid.Tests.Support.Discord;

/// <summary>The HTTP API: what stands around every route.</summary>
internal sealed partial class FakeDiscord
{
    private const string Prefix = "/api/v10";

    /// <summary>Every request so far, as method and template.</summary>
    private readonly Dictionary<string, int> requests = [];

    /// <summary>What no client of Discord may do, in the order it happened.</summary>
    public List<string> Violations { get; } = [];

    public int Requests(string template)
    {
        lock (gate) return requests.GetValueOrDefault(template);
    }

    public OpenApi? Validator { get; init; } = OpenApi.Find();

    private async Task ApiAsync(HttpContext context)
    {
        var request = context.Request;
        if (!request.Path.Value!.StartsWith(Prefix + "/", StringComparison.Ordinal))
        {
            await AnswerAsync(context, 404, Error(0, "404: Not Found"));
            return;
        }

        var path = request.Path.Value[Prefix.Length..];
        var segments = path.Trim('/').Split('/');
        var (template, major) = TemplateOf(segments);
        template = request.Method + " " + template;
        lock (gate) requests[template] = requests.GetValueOrDefault(template) + 1;
        if (Faults.Latency > TimeSpan.Zero) await Task.Delay(Faults.Latency, time);
        var fault = Faults.Next(request.Method, path);
        if (fault is { Kind: FaultKind.Html })
        {
            context.Response.StatusCode = fault.Status;
            context.Response.ContentType = "text/html";
            await context.Response.WriteAsync("<html><body><h1>Bad Gateway</h1></body></html>");
            return;
        }

        if (fault is { Kind: FaultKind.Hang })
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return;
        }

        if (fault is { Kind: FaultKind.SharedLimit })
        {
            context.Response.Headers["X-RateLimit-Scope"] = "shared";
            await ThrottleAsync(context, TimeSpan.FromSeconds(0.3), isGlobal: false);
            return;
        }

        try
        {
            var (body, files) = await ReadAsync(request);
            if (Checked(request, segments, template) is { } wait)
            {
                foreach (var (name, value) in wait.Headers) context.Response.Headers[name] = value;
                if (wait.RetryAfter is { } after)
                {
                    await ThrottleAsync(context, after, wait.IsGlobal);
                    return;
                }
            }

            if (body is JsonObject or JsonArray && Validator?.Problem(request.Method, segments, body) is { } problem)
            {
                lock (gate) Violations.Add($"{template}: {problem}");
                throw MessageRules.Invalid(problem);
            }

            var answer = await RouteAsync(request, segments, body as JsonObject, body as JsonArray, files);
            if (fault is { Kind: FaultKind.BreakAfter })
            {
                context.Abort();
                return;
            }

            await AnswerAsync(context, answer is null ? 204 : 200, answer);
        }
        catch (FakeRefusal e)
        {
            await AnswerAsync(context, e.Status, Error(e.Code, e.Message));
        }

        (Dictionary<string, string> Headers, TimeSpan? RetryAfter, bool IsGlobal)? Checked(HttpRequest checkedRequest, string[] parts, string name)
        {
            var isExempt = parts[0] is "interactions" or "webhooks";
            if (!isExempt && checkedRequest.Headers.Authorization != "Bot " + GoodToken) throw new FakeRefusal(401, 0, "401: Unauthorized");
            if (!checkedRequest.Headers.UserAgent.ToString().StartsWith("DiscordBot (", StringComparison.Ordinal)) throw new FakeRefusal(403, 40333, "internal network error");
            return Limits.Count(name, major, isExempt);
        }
    }

    private static async Task ThrottleAsync(HttpContext context, TimeSpan after, bool isGlobal)
    {
        context.Response.Headers["Retry-After"] = Math.Ceiling(after.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
        await AnswerAsync(context, 429, new JsonObject { ["message"] = "You are being rate limited.", ["retry_after"] = after.TotalSeconds, ["global"] = isGlobal });
    }

    private static async Task<(JsonNode? Body, List<(string Name, string Text)> Files)> ReadAsync(HttpRequest request)
    {
        var files = new List<(string, string)>();
        if (request.HasFormContentType && request.ContentType!.StartsWith("multipart/", StringComparison.Ordinal))
        {
            var form = await request.ReadFormAsync();
            foreach (var file in form.Files)
            {
                using var reader = new StreamReader(file.OpenReadStream(), Encoding.UTF8);
                files.Add((file.FileName, await reader.ReadToEndAsync()));
            }

            return (JsonNode.Parse(form["payload_json"].ToString()), files);
        }

        if (request.ContentLength is null or 0) return (null, files);
        if (request.ContentType?.StartsWith("application/json", StringComparison.Ordinal) is not true) throw MessageRules.Invalid("content type");
        try
        {
            return (await JsonNode.ParseAsync(request.Body), files);
        }
        catch (JsonException)
        {
            throw new FakeRefusal(400, 50109, "The request body contains invalid JSON.");
        }
    }

    /// <summary>The path with its parameters as names, and the value that limits are counted for.</summary>
    private static (string Template, string Major) TemplateOf(string[] segments)
    {
        var parts = segments.Select((s, i) => s.Length > 5 && (char.IsAsciiDigit(s[0]) || (i > 1 && segments[0] is "interactions" or "webhooks" && i == 2)) ? "{}" : s).ToArray();
        if (Array.IndexOf(segments, "reactions") is > 0 and var at && at + 1 < segments.Length) parts[at + 1] = "{}";
        return ("/" + string.Join('/', parts), segments.Length > 1 ? segments[0] is "interactions" or "webhooks" && segments.Length > 2 ? segments[2] : segments[1] : "");
    }

    private static JsonObject Error(int code, string message) => new() { ["code"] = code, ["message"] = message };

    private static async Task AnswerAsync(HttpContext context, int status, JsonNode? body)
    {
        context.Response.StatusCode = status;
        if (body is null) return;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body.ToJsonString());
    }
}
