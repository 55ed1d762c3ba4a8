using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using NJsonSchema;
using NJsonSchema.Validation;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>
/// The published description of the client-server API, where it is at hand in a folder named <c>shared</c> beside the repository: every
/// request is held against it, too. It knows fewer rules than the code here, but they are Matrix' own.
/// </summary>
internal sealed class Description
{
    private static readonly Lazy<Description?> Found = new(Load);

    private readonly BundledSchemas bundle;
    private readonly Dictionary<string, Dictionary<string, (string Document, JsonObject Operation)>> paths = [];
    private readonly ConcurrentDictionary<string, JsonSchema?> schemas = new();

    private Description(JsonObject documents)
    {
        bundle = new BundledSchemas(documents);
        foreach (var (name, document) in documents)
        {
            if ((document as JsonObject)?["paths"] is not JsonObject described) continue;
            var prefix = document!["servers"]?[0]?["variables"]?["basePath"]?["default"].AsText() ?? "";
            foreach (var (path, operations) in described)
            {
                if (!paths.TryGetValue(prefix + path.Trim(), out var methods)) paths[prefix + path.Trim()] = methods = [];
                foreach (var (method, operation) in operations!.AsObject()) methods[method] = (name, operation as JsonObject ?? []);
            }
        }
    }

    /// <summary>Null where the description is not at hand.</summary>
    public static Description? Current => Found.Value;

    /// <summary>Null where nothing is wrong.</summary>
    public MatrixError? Check(ApiCall call, ApiRoute? route, ConcurrentQueue<string> violations)
    {
        // What is only being tried out is in no description.
        if (call.Path.StartsWith("/_matrix/client/unstable/", StringComparison.Ordinal)) return null;
        var problems = Problems(call, route).ToList();
        foreach (var problem in problems) violations.Enqueue($"{call.Method} {call.Path}: {problem}");
        return problems.Count == 0 || route is null ? null : MatrixError.BadJson(problems[0]);
    }

    /// <summary>Whether the fake itself answers as described.</summary>
    public void CheckAnswer(ApiCall call, ApiRoute route, ApiAnswer answer, ConcurrentQueue<string> violations)
    {
        if (Template(call, route) is not { } template || !paths[template].TryGetValue(call.Method.ToLowerInvariant(), out var described)) return;
        var (document, operation) = described;
        var wrong = Wrong($"{call.Method} {template} {answer.Status}", answer.Body, () =>
            operation["responses"]?[answer.Status.ToString(CultureInfo.InvariantCulture)]?["content"]?["application/json"]?["schema"] is JsonObject schema ? bundle.Inline(document, schema) : null);
        foreach (var problem in wrong) violations.Enqueue($"{call.Method} {call.Path} was answered wrongly: {problem}");
    }

    private IEnumerable<string> Problems(ApiCall call, ApiRoute? route)
    {
        if (Template(call, route) is not { } template) return ["no such path is described."];
        if (!paths[template].TryGetValue(call.Method.ToLowerInvariant(), out var described)) return ["no such method is described."];
        var (document, operation) = described;
        var name = call.Method + " " + template;
        var body = operation["requestBody"] as JsonObject;
        if (call.Body is null) return body?["required"].AsFlag() == true && body["content"]?["application/json"] is not null ? ["a body is required."] : [];
        return Wrong(name, call.Body, () => body?["content"]?["application/json"]?["schema"] is JsonObject schema ? bundle.Inline(document, schema) : null)
            .Concat(route?.Template.Contains("/send/", StringComparison.Ordinal) == true ? WrongContent(call.Parameter("eventType"), call.Body) : []);
    }

    // Where a kind of message has a description of its own, that one says all that the general one does.
    private IEnumerable<string> WrongContent(string type, JsonNode content)
    {
        var kind = type == "m.room.message" && (content as JsonObject)?["msgtype"].AsText() is { } msgtype ? $"{type}${msgtype}" : type;
        return Wrong(kind, content, () => bundle.Content(kind) ?? bundle.Content(type));
    }

    private IEnumerable<string> Wrong(string name, JsonNode body, Func<JsonObject?> find)
    {
        var schema = schemas.GetOrAdd(name, _ => find() is { } found ? JsonSchema.FromJsonAsync(found.ToJsonString()).GetAwaiter().GetResult() : null);
        return schema?.Validate(body.ToJsonString()).SelectMany(Leaves).Select(e => $"{e.Path} is not as described: {e.Kind}.") ?? [];
    }

    private string? Template(ApiCall call, ApiRoute? route)
    {
        // The state key at the end may be left out where it is empty.
        if (route is not null && paths.ContainsKey(route.Template)) return route.Template;
        if (route is not null && paths.ContainsKey(route.Template + "/{stateKey}")) return route.Template + "/{stateKey}";
        var steps = call.Path.Split('/');
        return paths.Keys.FirstOrDefault(p => p.Split('/') is var wanted && wanted.Length == steps.Length && wanted.Zip(steps).All(s => s.First.StartsWith('{') || s.First == s.Second));
    }

    private static IEnumerable<ValidationError> Leaves(ValidationError error) => error is ChildSchemaValidationError child
        ? child.Errors.OrderBy(e => e.Value.Count).Take(1).SelectMany(e => e.Value).SelectMany(Leaves).DefaultIfEmpty(error)
        : [error];

    private static Description? Load()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "shared", "protocol", "matrix", "bundle.json");
            if (File.Exists(file)) return new Description(JsonNode.Parse(File.ReadAllText(file))!.AsObject());
        }

        return null;
    }
}
