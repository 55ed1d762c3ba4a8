using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>What is left of an event once it was redacted.</summary>
internal static class Redactions
{
    private static readonly Dictionary<string, string[]> Kept = new()
    {
        ["m.room.member"] = ["membership", "join_authorised_via_users_server"],
        ["m.room.join_rules"] = ["join_rule", "allow"],
        ["m.room.power_levels"] = ["ban", "events", "events_default", "invite", "kick", "redact", "state_default", "users", "users_default"],
        ["m.room.history_visibility"] = ["history_visibility"],
        ["m.room.redaction"] = ["redacts"],
    };

    public static JsonObject Strip(string type, JsonObject content)
    {
        if (type == "m.room.create") return content;
        var left = new JsonObject();
        foreach (var field in Kept.GetValueOrDefault(type, []))
        {
            if (content.TryGetPropertyValue(field, out var value)) left[field] = value?.DeepClone();
        }

        return left;
    }
}
