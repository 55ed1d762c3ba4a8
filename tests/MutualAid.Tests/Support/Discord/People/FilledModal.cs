using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

/// <summary>A form as a person sends it. Their client lets them send only what the form allows.</summary>
internal static class FilledModal
{
    /// <summary>Fields are named by label or custom id; what isn't named keeps what the form had in it. Several chosen values are separated by a line break.</summary>
    public static JsonObject Data(FakeModal modal, IReadOnlyList<(string Field, string Value)> values)
    {
        var filled = values.ToDictionary(v => modal.Field(v.Field).CustomId, v => v.Value);
        var resolved = new List<(int, string)>();
        var components = new JsonArray();
        var number = 1;
        foreach (var component in modal.Json["components"]!.AsArray().OfType<JsonObject>())
        {
            var id = (int?)component["id"] is { } given and not 0 ? given : number;
            number += 2;
            components.Add(FakeField.From(component) is not { } field
                ? new JsonObject { ["type"] = 10, ["id"] = id }
                : ComponentTree.TypeOf(component) == 18
                    ? new JsonObject { ["type"] = 18, ["id"] = id, ["component"] = Field(field, filled, id + 1, resolved) }
                    : new JsonObject { ["type"] = 1, ["id"] = id, ["components"] = new JsonArray(Field(field, filled, id + 1, resolved)) });
        }

        var data = new JsonObject { ["custom_id"] = modal.CustomId, ["components"] = components };
        if (InteractionJson.Resolved(modal.Interaction.Channel, resolved) is { } named) data["resolved"] = named;
        return data;
    }

    private static JsonObject Field(FakeField field, Dictionary<string, string> filled, int id, List<(int, string)> resolved)
    {
        var json = new JsonObject { ["type"] = field.Type, ["id"] = id, ["custom_id"] = field.CustomId };
        if (field.Type == 4)
        {
            var text = filled.GetValueOrDefault(field.CustomId, field.Value ?? "");
            CheckText(field, text);
            json["value"] = text;
            return json;
        }

        if (field.Type == 23)
        {
            json["value"] = filled.TryGetValue(field.CustomId, out var tick) ? tick == "true" : (bool?)field.Json["default"] ?? false;
            return json;
        }

        var chosen = filled.TryGetValue(field.CustomId, out var value) ? value.Split('\n', StringSplitOptions.RemoveEmptyEntries) : Preset(field);
        CheckChosen(field, chosen);
        resolved.AddRange(chosen.Where(_ => field.Type is >= 5 and <= 8).Select(c => (field.Type switch { 5 => 6, 6 => 8, 7 => 9, _ => 7 }, c)));
        if (field.Type == 21) json["value"] = chosen.FirstOrDefault();
        else json["values"] = new JsonArray([.. chosen.Select(c => (JsonNode)c)]);
        return json;
    }

    private static string[] Preset(FakeField field) => field.Type is 3 or 21 or 22
        ? [.. (field.Json["options"] as JsonArray ?? []).Where(o => (bool?)o!["default"] == true).Select(o => (string)o!["value"]!)]
        : [.. (field.Json["default_values"] as JsonArray ?? []).Select(o => (string)o!["id"]!)];

    private static void CheckText(FakeField field, string text)
    {
        if (text.Length == 0 && !field.IsRequired) return;
        if (text.Length == 0) throw new InvalidOperationException($"The form cannot be sent without '{field.Label}'.");
        var (min, max) = ((int?)field.Json["min_length"] ?? 0, (int?)field.Json["max_length"] ?? 4000);
        if (text.Length < min || text.Length > max) throw new InvalidOperationException($"'{field.Label}' takes {min} to {max} characters, not {text.Length}.");
        if ((int)field.Json["style"]! == 1 && text.Contains('\n')) throw new InvalidOperationException($"'{field.Label}' takes a single line.");
    }

    private static void CheckChosen(FakeField field, string[] chosen)
    {
        if (chosen.Length == 0 && !field.IsRequired) return;
        var (min, max) = (Math.Max(1, (int?)field.Json["min_values"] ?? 1), (int?)field.Json["max_values"] ?? 1);
        if (chosen.Length < min || chosen.Length > max) throw new InvalidOperationException($"'{field.Label}' takes {min} to {max} choices, not {chosen.Length}.");
        if (field.Options.Count > 0 && chosen.FirstOrDefault(c => !field.Options.Contains(c)) is { } unknown)
            throw new InvalidOperationException($"'{field.Label}' has no choice '{unknown}' but only: {string.Join(", ", field.Options)}.");
    }
}
