using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>An event as one reader is told it.</summary>
internal static class EventJson
{
    /// <param name="told">The event.</param>
    /// <param name="reader">Only the device that sent it hears of the transaction.</param>
    /// <param name="withRoom">A sync names the room elsewhere.</param>
    /// <param name="bundled">Whether to tell about edits and threads, too.</param>
    public static JsonObject Of(FakeEvent told, Device? reader, bool withRoom, bool bundled = false)
    {
        var json = told.Forged?.Copy() ?? Plain(told);
        if (withRoom) json["room_id"] = told.Room.Id;
        // What a forger wrote there himself stays.
        if (json["unsigned"] is not null) return json;
        json["unsigned"] = Unsigned(told, reader, bundled);
        return json;
    }

    /// <summary>State as told to those who are only invited.</summary>
    public static JsonObject Stripped(FakeEvent told) =>
        new() { ["type"] = told.Type, ["state_key"] = told.StateKey, ["sender"] = told.Sender, ["content"] = told.Content.DeepClone() };

    private static JsonObject Plain(FakeEvent told)
    {
        var json = new JsonObject
        {
            ["event_id"] = told.Id,
            ["type"] = told.Type,
            ["sender"] = told.Sender,
            ["content"] = told.Content.DeepClone(),
            ["origin_server_ts"] = told.Time,
        };
        if (told.StateKey is { } key) json["state_key"] = key;
        if (told.Redacts is { } redacts) json["redacts"] = redacts;
        return json;
    }

    private static JsonObject Unsigned(FakeEvent told, Device? reader, bool bundled)
    {
        var unsigned = new JsonObject { ["age"] = 7 };
        if (reader is not null) unsigned["membership"] = told.Room.MembershipAt(reader.Account.Id, told.Position);
        if (reader is not null && told.SentBy is { } by && by.Device == reader) unsigned["transaction_id"] = by.Transaction;
        if (told.Replaced is { } before) (unsigned["replaces_state"], unsigned["prev_content"]) = (before.Id, before.Content.DeepClone());
        if (told.RedactedBecause is { } because) unsigned["redacted_because"] = Of(because, reader: null, withRoom: true);
        if (bundled && Relations.Bundle(told, reader) is { } relations) unsigned["m.relations"] = relations;
        return unsigned;
    }
}
