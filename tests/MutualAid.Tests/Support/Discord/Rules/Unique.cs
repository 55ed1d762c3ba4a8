using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

/// <summary>No two components of a message or a form may share a custom id or an id.</summary>
internal static class Unique
{
    public static void Check(IReadOnlyList<FormReader> top)
    {
        var (customIds, ids) = (new HashSet<string>(), new HashSet<int>());
        foreach (var component in top) Check(component, customIds, ids);
    }

    private static void Check(FormReader component, HashSet<string> customIds, HashSet<int> ids)
    {
        if (component.Json["custom_id"] is JsonValue custom && custom.TryGetValue(out string? text) && !customIds.Add(text))
            component.Wrong("custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated");
        // Zero counts as absent.
        if (component.Json["id"] is JsonValue id && id.TryGetValue(out int number) && number != 0 && !ids.Add(number))
            component.Wrong("id", "COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated");
        Inner(component, "components", customIds, ids);
        foreach (var field in new[] { "accessory", "component" })
        {
            if (component.Json[field] is JsonObject inner) Check(new FormReader(inner, component.At(field), component.Errors), customIds, ids);
        }
    }

    private static void Inner(FormReader component, string field, HashSet<string> customIds, HashSet<int> ids)
    {
        if (component.Json[field] is not JsonArray array) return;
        for (var i = 0; i < array.Count; i++)
        {
            if (array[i] is JsonObject inner) Check(new FormReader(inner, component.At($"{field}.{i}"), component.Errors), customIds, ids);
        }
    }
}
