using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>Typing, and what was read.</summary>
internal static class EphemeralRoutes
{
    private const string Base = Routes.V3 + "/rooms/{roomId}";

    public static readonly ApiRoute[] All =
    [
        new("PUT", Base + "/typing/{userId}", Typing),
        new("POST", Base + "/receipt/{receiptType}/{eventId}", Receipt),
        new("POST", Base + "/read_markers", Markers),
    ];

    private static ApiAnswer Typing(ApiCall call)
    {
        var (user, room) = (call.Self(), call.RoomOfMember());
        var isTyping = call.Json["typing"].AsFlag() ?? throw new MatrixError(400, "M_MISSING_PARAM", "Missing params: 'typing'");
        var wait = TimeSpan.FromMilliseconds(call.Json["timeout"].AsNumber() ?? 30_000);
        if (isTyping) room.News.Typing[user.Id] = call.Fake.Time.GetUtcNow() + wait;
        else if (!room.News.Typing.Remove(user.Id)) return ApiAnswer.Nothing;
        room.News.TypingChanged = call.World.NextPosition();
        return ApiAnswer.Nothing;
    }

    private static ApiAnswer Receipt(ApiCall call)
    {
        var kind = call.Parameter("receiptType");
        if (kind is not ("m.read" or "m.read.private" or "m.fully_read")) throw MatrixError.Invalid("Receipt type must be m.read, m.read.private or m.fully_read");
        Mark(call, call.RoomOfMember(), kind, call.Parameter("eventId"));
        return ApiAnswer.Nothing;
    }

    private static ApiAnswer Markers(ApiCall call)
    {
        var room = call.RoomOfMember();
        foreach (var kind in new[] { "m.fully_read", "m.read", "m.read.private" })
        {
            if (call.Json[kind].AsText() is { } eventId) Mark(call, room, kind, eventId);
        }

        return ApiAnswer.Nothing;
    }

    private static void Mark(ApiCall call, FakeRoom room, string kind, string eventId)
    {
        var position = call.World.NextPosition();
        if (kind == "m.fully_read") call.User.Data[(room.Id, kind)] = (new JsonObject { ["event_id"] = eventId }, position);
        else room.News.Receipts[(call.User.Id, kind)] = (eventId, call.World.Now, position);
    }
}
