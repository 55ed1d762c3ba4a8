using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>Something in a room. Its fields are as lenient as what other servers may send: a forged event can lack any of them.</summary>
internal sealed class FakeEvent
{
    public required FakeRoom Room { get; init; }

    /// <summary>Where it is in the server's one stream.</summary>
    public required long Position { get; init; }

    public required string Id { get; init; }

    public required string Type { get; init; }

    public required string Sender { get; init; }

    public string? StateKey { get; init; }

    public required JsonObject Content { get; set; }

    public required long Time { get; set; }

    /// <summary>The event that a redaction is about.</summary>
    public string? Redacts { get; init; }

    public FakeEvent? RedactedBecause { get; set; }

    /// <summary>How it related to another event before it was redacted.</summary>
    public (string RelType, string EventId, string? Key)? WasRelated { get; set; }

    /// <summary>The state event that this one took the place of.</summary>
    public FakeEvent? Replaced { get; set; }

    /// <summary>Who sent it under which transaction id: only that device is told.</summary>
    public (Device Device, string Transaction)? SentBy { get; init; }

    /// <summary>What those with the key read; only a person's client in an encrypted room sets it.</summary>
    public JsonObject? Plain { get; init; }

    /// <summary>For a forged event: exactly what is served in its place.</summary>
    public JsonObject? Forged { get; init; }

    public bool IsState => StateKey is not null;

    public string? Text(string field) => Content[field].AsText();

    /// <summary>How it relates to another event, where it does.</summary>
    public (string RelType, string EventId, string? Key)? Relation =>
        Content["m.relates_to"] is JsonObject relates && relates["rel_type"].AsText() is { } type && relates["event_id"].AsText() is { } target
            ? (type, target, relates["key"].AsText())
            : null;
}

/// <summary>Reading JSON that may be anything.</summary>
internal static class Lenient
{
    public static string? AsText(this JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    public static bool? AsFlag(this JsonNode? node) => node is JsonValue value && value.TryGetValue(out bool flag) ? flag : null;

    public static long? AsNumber(this JsonNode? node) => node is JsonValue value && value.GetValueKind() == System.Text.Json.JsonValueKind.Number
        && long.TryParse(value.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;

    public static IReadOnlyList<string> AsTexts(this JsonNode? node) => node is JsonArray array ? [.. array.Select(AsText).OfType<string>()] : [];

    public static JsonObject Copy(this JsonObject json) => json.DeepClone().AsObject();
}
