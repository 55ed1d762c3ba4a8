using System.Text.Json;
using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

/// <summary>What a person has typed behind a command. Their client lets them enter only what the command as registered allows.</summary>
internal static class TypedOptions
{
    /// <summary>The data of a command, with subcommands by the path "command group sub".</summary>
    public static JsonObject Data(FakeDiscord fake, FakeChannel channel, string path, IReadOnlyList<(string Name, object? Value)> options, string? focused)
    {
        var steps = path.TrimStart('/').Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var command = fake.Commands.Find(channel.Guild, 1, steps[0]) ?? throw new InvalidOperationException($"There is no command '{steps[0]}' but only: {string.Join(", ", fake.Commands.Of(null).Select(c => (string)c["name"]!))}.");
        var (leaf, resolved) = (command, new List<(int, string)>());
        var data = new JsonObject { ["id"] = (string)command["id"]!, ["name"] = steps[0], ["type"] = 1 };
        var at = data;
        foreach (var step in steps.Skip(1))
        {
            leaf = Known(leaf, step, path);
            var inner = new JsonObject { ["name"] = step, ["type"] = (int)leaf["type"]! };
            at["options"] = new JsonArray(inner);
            at = inner;
        }

        if (Options(leaf).Any(o => (int)o["type"]! <= 2)) throw new InvalidOperationException($"'{path}' cannot be called without one of its subcommands.");
        at["options"] = new JsonArray([.. options.Where(o => o.Value is not null).Select(o => Entered(Known(leaf, o.Name, path), o.Value!, o.Name == focused, resolved))]);
        var missing = focused is not null ? null : Options(leaf).FirstOrDefault(o => (bool?)o["required"] == true && options.All(x => x.Name != (string)o["name"]! || x.Value is null));
        if (missing is not null) throw new InvalidOperationException($"'{path}' cannot be sent without '{missing["name"]}'.");
        if (InteractionJson.Resolved(channel, resolved) is { } named) data["resolved"] = named;
        if (command["guild_id"] is { } guild) data["guild_id"] = (string)guild!;
        return data;
    }

    private static IEnumerable<JsonObject> Options(JsonObject holder) => (holder["options"] as JsonArray ?? []).OfType<JsonObject>();

    private static JsonObject Known(JsonObject holder, string name, string path) => Options(holder).FirstOrDefault(o => (string)o["name"]! == name)
        ?? throw new InvalidOperationException($"'{path}' has no option '{name}' but only: {string.Join(", ", Options(holder).Select(o => (string)o["name"]!))}.");

    private static JsonObject Entered(JsonObject option, object value, bool isFocused, List<(int Type, string Id)> resolved)
    {
        var type = (int)option["type"]!;
        var json = value switch
        {
            FakeUser user => user.Id.ToString(),
            FakeRole role => role.Id.ToString(),
            FakeChannel channel => channel.Id.ToString(),
            JsonNode node => node.DeepClone(),
            _ => JsonSerializer.SerializeToNode(value)!,
        };
        if (!isFocused) Check(option, type, json);
        if (type is 6 or 7 or 8 or 9) resolved.Add((type, (string)json!));
        var entered = new JsonObject { ["name"] = (string)option["name"]!, ["type"] = type, ["value"] = json };
        if (isFocused) entered["focused"] = (bool?)option["autocomplete"] == true ? true : throw new InvalidOperationException($"Nothing is offered for '{option["name"]}'.");
        return entered;
    }

    private static void Check(JsonObject option, int type, JsonNode value)
    {
        var kind = value.GetValueKind();
        var fits = type switch
        {
            3 => kind == JsonValueKind.String && ((string)value!).Length is var n && n >= ((int?)option["min_length"] ?? 0) && n <= ((int?)option["max_length"] ?? 6000),
            4 => kind == JsonValueKind.Number && long.TryParse(value.ToString(), out var whole) && InRange(option, whole),
            5 => kind is JsonValueKind.True or JsonValueKind.False,
            10 => kind == JsonValueKind.Number && InRange(option, double.Parse(value.ToString())),
            _ => kind == JsonValueKind.String && ulong.TryParse((string)value!, out _),
        };
        if (fits && option["choices"] is JsonArray { Count: > 0 } choices) fits = choices.Any(c => c!["value"]!.ToJsonString() == value.ToJsonString());
        if (!fits) throw new InvalidOperationException($"'{value}' cannot be entered for '{option["name"]}', {option.ToJsonString()}.");
    }

    private static bool InRange(JsonObject option, double value) =>
        value >= ((double?)option["min_value"] ?? double.MinValue) && value <= ((double?)option["max_value"] ?? double.MaxValue);
}
