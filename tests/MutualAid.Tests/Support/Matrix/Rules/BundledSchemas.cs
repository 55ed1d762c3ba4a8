using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>Schemas of documents that refer to each other by path, put into one.</summary>
internal sealed class BundledSchemas(JsonObject documents)
{
    private const string Events = "data/event-schemas/schema/";

    // Where a schema contains itself, what is deeper than this may be anything.
    private const int Deepest = 8;

    /// <summary>The schema of an event's content; null where it is not described.</summary>
    public JsonObject? Content(string type) =>
        documents[Events + type + ".yaml"]?["properties"]?["content"] is JsonObject content ? Inline(Events + type + ".yaml", content) : null;

    public JsonObject Inline(string document, JsonObject schema) => (JsonObject)Inline(document, schema, 0)!;

    private JsonNode? Inline(string document, JsonNode? node, int depth)
    {
        if (node is JsonArray array) return new JsonArray([.. array.Select(n => Inline(document, n, depth))]);
        if (node is not JsonObject json) return node?.DeepClone();
        if (json["$ref"].AsText() is { } reference) return depth > Deepest ? new JsonObject() : Follow(document, reference, depth + 1);
        var result = new JsonObject();
        foreach (var (key, value) in json)
        {
            // Examples are no rules, and may have keys that look like them.
            if (key is "example" or "examples" or "description" or "$schema" or "$id" or "format" || key.StartsWith("x-", StringComparison.Ordinal)) continue;
            if (key == "const") result["enum"] = new JsonArray(value?.DeepClone());
            // Its alternatives are not always exclusive, though they say so.
            else result[key == "oneOf" ? "anyOf" : key] = Inline(document, value, depth);
        }

        // A property may have any name, also one of those.
        if (json["properties"] is JsonObject properties)
        {
            var kept = new JsonObject();
            foreach (var (key, value) in properties) kept[key] = Inline(document, value, depth);
            result["properties"] = kept;
        }

        return result;
    }

    private JsonNode? Follow(string document, string reference, int depth)
    {
        var (file, pointer) = reference.Split('#', 2) is [var before, var after] ? (before, after) : (reference, "");
        var path = file.Length == 0 ? document : Resolve(document, file);
        JsonNode? target = documents[path] ?? throw new InvalidOperationException($"{document} refers to {path}, which is not there.");
        foreach (var step in pointer.Split('/', StringSplitOptions.RemoveEmptyEntries)) target = target?[step];
        return Inline(path, target, depth);
    }

    private static string Resolve(string document, string file) =>
        new Uri(new Uri("bundle:///" + document), file).AbsolutePath.TrimStart('/') is var path ? Uri.UnescapeDataString(path) : "";
}
