using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MutualAid.Matrix.Client;

/// <summary>
/// Reads what anybody may have written: a member that is missing, null or of another type is not there. Event content is untrusted
/// ("Events", Size limits and types of fields are checked by no server).
/// </summary>
internal static class Json
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string? Text(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static bool Flag(this JsonElement element, string name) => element.Member(name) is { ValueKind: JsonValueKind.True };

    /// <summary>A whole number; old rooms may hold them as text ("Room version 10").</summary>
    public static long? Whole(this JsonElement element, string name) => element.Member(name) is { } value ? Whole(value) : null;

    public static long? Whole(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetInt64(out var whole) => whole,
        JsonValueKind.String when long.TryParse(value.GetString(), System.Globalization.CultureInfo.InvariantCulture, out var whole) => whole,
        _ => null,
    };

    /// <summary>An object, or an empty one.</summary>
    public static JsonElement Object(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Object } value ? value : default;

    /// <summary>The items of a list; none where there is no list.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : [];

    /// <summary>The members of an object; none where there is no object.</summary>
    public static IEnumerable<JsonProperty> Members(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Object } value ? value.EnumerateObject() : [];

    public static bool Has(this JsonElement element, string name) => element.Member(name) is not null;

    public static string Write(JsonNode node) => node.ToJsonString(Compact);

    private static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;
}
