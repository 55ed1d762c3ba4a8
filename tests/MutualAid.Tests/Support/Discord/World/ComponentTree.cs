using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

/// <summary>Walks through components in order of reading.</summary>
internal static class ComponentTree
{
    public static int TypeOf(JsonNode? component) => component is JsonObject o && o["type"] is JsonValue v && v.TryGetValue(out int type) ? type : 0;

    public static IEnumerable<JsonObject> All(JsonNode? components)
    {
        if (components is not JsonArray list) yield break;
        foreach (var component in list.OfType<JsonObject>())
        {
            yield return component;
            foreach (var inner in All(component["components"])) yield return inner;
            if (component["accessory"] is JsonObject accessory) yield return accessory;
            if (component["component"] is JsonObject labelled) yield return labelled;
        }
    }

    public static FakeButton Button(JsonObject button) => new(
        (string?)button["label"] ?? (string?)button["emoji"]?["name"] ?? "", (string?)button["custom_id"], (string?)button["url"], (bool?)button["disabled"] ?? false, (int)button["style"]!);

    /// <summary>A copy in which every component has an id, as Discord returns it.</summary>
    public static JsonArray Numbered(JsonArray components)
    {
        var copy = components.DeepClone().AsArray();
        var taken = All(copy).Select(c => (int?)c["id"] ?? 0).Where(i => i > 0).ToHashSet();
        var next = 1;
        foreach (var component in All(copy).Where(c => ((int?)c["id"] ?? 0) == 0))
        {
            while (taken.Contains(next)) next++;
            component["id"] = next++;
        }

        return copy;
    }
}
