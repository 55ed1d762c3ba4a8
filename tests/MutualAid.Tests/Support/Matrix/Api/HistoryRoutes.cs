using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Matrix;

internal static class HistoryRoutes
{
    public static readonly ApiRoute[] All =
    [
        new("GET", Routes.V3 + "/rooms/{roomId}/messages", Messages),
        new("GET", Routes.V3 + "/rooms/{roomId}/event/{eventId}", Event),
    ];

    private static ApiAnswer Messages(ApiCall call)
    {
        var room = call.Room();
        var sight = new Sight(room, call.User.Id);
        if (!sight.Any || !call.User.Rooms.Contains(room)) throw MatrixError.Forbidden($"User {call.User.Id} not in room {room.Id}");
        var page = Page.Of(call, otherwise: 10);
        var filter = new EventFilter(call.Query("filter") is { Length: > 0 } text ? call.ParseFilter(text) : null);
        // At times a server has nothing to show for a page and still has more to come.
        var isBlank = page.Backwards && call.Fake.Faults.TakeBlankPage();
        var (found, next) = page.Take(room.Events.Where(e => sight.Sees(e) && filter.Takes(e)));
        var shown = isBlank ? [] : found;
        var json = new JsonObject
        {
            ["start"] = StreamToken.Write(page.From(room), 't'),
            ["chunk"] = new JsonArray([.. shown.Select(e => EventJson.Of(e, call.Device, withRoom: true, bundled: true))]),
        };
        if (filter.IsLazy) json["state"] = new JsonArray([.. Senders(room, shown).Select(m => EventJson.Of(m, call.Device, withRoom: true))]);
        // Only an empty page says that there is no more; the last full one doesn't know it yet.
        if (isBlank) json["end"] = StreamToken.Write(page.From(room), 't');
        else if (next is { } end) json["end"] = StreamToken.Write(end, 't');
        return ApiAnswer.Ok(json);
    }

    private static IEnumerable<FakeEvent> Senders(FakeRoom room, IReadOnlyList<FakeEvent> shown) =>
        shown.Select(e => e.Sender).Distinct().Select(s => room.State("m.room.member", s)).OfType<FakeEvent>();

    private static ApiAnswer Event(ApiCall call)
    {
        var room = call.World.FindRoom(call.Parameter("roomId"));
        var found = room?.Find(call.Parameter("eventId"));
        if (found is null || !call.User.Rooms.Contains(room!) || !new Sight(room!, call.User.Id).Sees(found)) throw MatrixError.NotFound("Event not found.");
        return ApiAnswer.Ok(EventJson.Of(found, call.Device, withRoom: true, bundled: true));
    }
}

/// <summary>A stretch of events, in one direction, between two places.</summary>
internal sealed record Page(bool Backwards, long? Start, long? To, int Limit)
{
    public static Page Of(ApiCall call, int otherwise)
    {
        var backwards = call.Query("dir") switch
        {
            "b" or null => true,
            "f" => false,
            _ => throw MatrixError.Invalid("Query parameter 'dir' must be one of ['b', 'f']"),
        };
        return new Page(backwards, Token("from"), Token("to"), call.Limit(otherwise));

        long? Token(string name) => call.Query(name) is { Length: > 0 } token ? StreamToken.Read(token) : null;
    }

    public long From(FakeRoom room) => Start ?? (Backwards ? room.LastPosition : 0);

    /// <summary>The events, in the direction asked for, and where to go on; null: there was nothing.</summary>
    public (IReadOnlyList<FakeEvent> Found, long? Next) Take(IEnumerable<FakeEvent> events)
    {
        // A place is between two events: behind the one of its number.
        var found = Backwards
            ? events.Reverse().Where(e => e.Position <= (Start ?? long.MaxValue) && e.Position > (To ?? 0)).Take(Limit).ToList()
            : events.Where(e => e.Position > (Start ?? 0) && e.Position <= (To ?? long.MaxValue)).Take(Limit).ToList();
        return (found, found.Count == 0 ? null : Backwards ? found[^1].Position - 1 : found[^1].Position);
    }
}
