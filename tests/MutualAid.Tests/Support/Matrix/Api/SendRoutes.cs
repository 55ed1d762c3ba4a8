using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Matrix;

internal static class SendRoutes
{
    public static readonly ApiRoute[] All =
    [
        new("PUT", Routes.V3 + "/rooms/{roomId}/send/{eventType}/{txnId}", Send) { IsLimited = true },
        new("PUT", Routes.V3 + "/rooms/{roomId}/redact/{eventId}/{txnId}", Redact) { IsLimited = true },
    ];

    private static ApiAnswer Send(ApiCall call) => call.Once(transaction =>
    {
        var room = call.Room();
        var type = call.Parameter("eventType");
        if (type == "m.room.message") MediaRoutes.CheckShown(call, call.Json);
        return Rooms.Send(call.World, room, new Draft(call.User.Id, type, call.Json.Copy()) { SentBy = (call.Device, transaction) });
    });

    private static ApiAnswer Redact(ApiCall call) => call.Once(transaction =>
    {
        var content = new JsonObject();
        if (call.Json["reason"].AsText() is { } reason) content["reason"] = reason;
        var draft = new Draft(call.User.Id, "m.room.redaction", content) { SentBy = (call.Device, transaction) };
        return Rooms.Redact(call.World, call.Room(), draft, call.Parameter("eventId"));
    });
}
