using System.Text.Json.Nodes;
using NJsonSchema;
using NJsonSchema.Validation;

namespace MutualAid.Tests.Support.Discord;

/// <summary>
/// Discord's published description of its API, where it is at hand in a folder named <c>shared</c> beside the repository: every body is held
/// against it, too. It knows fewer rules than the code here, but they are Discord's own.
/// </summary>
internal sealed class OpenApi
{
    private static readonly Lazy<OpenApi?> Found = new(Load);

    private readonly JsonObject document;
    private readonly Dictionary<string, JsonSchema> schemas = [];

    private OpenApi(JsonObject document)
    {
        this.document = document;
    }

    /// <summary>Null where the description is not at hand.</summary>
    public static OpenApi? Current => Found.Value;

    public void Check(ApiCall call, ApiRoute route, FakeDiscord fake)
    {
        if (Schema(route) is not { } schema) return;
        foreach (var error in schema.Validate(call.Body!.ToJsonString()).SelectMany(Leaves))
        {
            call.Form.Add(error.Path is { Length: > 0 } path ? path.TrimStart('#', '/').Replace('/', '.').Replace('[', '.').Replace("]", "", StringComparison.Ordinal) : "", "SCHEMA_" + error.Kind, "Not as described: " + error.Kind);
        }

        if (call.Form.Any) fake.Violations.Add($"{route.Name} is not as described: {call.Form}");
    }

    private JsonSchema? Schema(ApiRoute route)
    {
        lock (schemas)
        {
            if (schemas.TryGetValue(route.Name, out var known)) return known;
            if (document["paths"]?[route.Template]?[route.Method.ToLowerInvariant()]?["requestBody"]?["content"]?["application/json"]?["schema"] is not JsonObject body) return null;
            var root = body.DeepClone().AsObject();
            root["definitions"] = document["components"]!["schemas"]!.DeepClone();
            // A number that says which file is meant is taken as well as an id.
            root["definitions"]!["MessageAttachmentRequest"]!["properties"]!["id"] = new JsonObject();
            Rewrite(root);
            return schemas[route.Name] = JsonSchema.FromJsonAsync(root.ToJsonString()).GetAwaiter().GetResult();
        }
    }

    // The validator speaks an older dialect; and the description has the type of one field wrong.
    private static void Rewrite(JsonNode? node)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array) Rewrite(item);
        }
        else if (node is JsonObject json)
        {
            if (json["$ref"] is JsonValue reference) json["$ref"] = ((string)reference!).Replace("#/components/schemas/", "#/definitions/", StringComparison.Ordinal);
            if (json["const"] is JsonValue constant) json["enum"] = new JsonArray(constant.DeepClone());
            if (json["default_member_permissions"] is JsonObject) json["default_member_permissions"] = new JsonObject();
            foreach (var (_, inner) in json.ToList()) Rewrite(inner);
        }
    }

    private static IEnumerable<ValidationError> Leaves(ValidationError error) => error is ChildSchemaValidationError child
        ? child.Errors.OrderBy(e => e.Value.Count).Take(1).SelectMany(e => e.Value).SelectMany(Leaves).DefaultIfEmpty(error)
        : [error];

    private static OpenApi? Load()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "shared", "protocol", "discord-openapi.json");
            if (File.Exists(file)) return new OpenApi(JsonNode.Parse(File.ReadAllText(file))!.AsObject());
        }

        return null;
    }
}
