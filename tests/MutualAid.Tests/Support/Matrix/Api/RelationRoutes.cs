using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Matrix;

internal static class RelationRoutes
{
    private const string Base = Routes.V1 + "/rooms/{roomId}/relations/{eventId}";
    private const int Deepest = 3;

    public static readonly ApiRoute[] All = [new("GET", Base, List), new("GET", Base + "/{relType}", List), new("GET", Base + "/{relType}/{eventType}", List)];

    private static ApiAnswer List(ApiCall call)
    {
        var room = call.RoomOfMember();
        var sight = new Sight(room, call.User.Id);
        var parent = room.Find(call.Parameter("eventId"));
        if (parent is null || !sight.Sees(parent)) throw MatrixError.NotFound("Unknown parent event.");
        var depth = call.Flag("recurse") ? Deepest : 1;
        var related = Below(room, parent.Id, depth)
            .Where(e => sight.Sees(e) && Is(e.Relation!.Value.RelType, "relType") && Is(e.Type, "eventType"))
            .OrderBy(e => e.Position).ToList();
        var page = Page.Of(call, otherwise: 5);
        var (found, next) = page.Take(related);
        var json = new JsonObject { ["chunk"] = new JsonArray([.. found.Select(e => EventJson.Of(e, call.Device, withRoom: true, bundled: true))]) };
        // Here, unlike elsewhere, a full last page knows that it is the last.
        if (next is { } end && (page with { Start = end }).Take(related).Found.Count > 0) json["next_batch"] = StreamToken.Write(end, 't');
        if (page.Start is { } start) json["prev_batch"] = StreamToken.Write(start, 't');
        if (call.Flag("recurse")) json["recursion_depth"] = Deepest;
        return ApiAnswer.Ok(json);

        bool Is(string value, string parameter) => call.Parameters.GetValueOrDefault(parameter, value) == value;
    }

    private static IEnumerable<FakeEvent> Below(FakeRoom room, string parent, int depth) =>
        depth == 0 ? [] : room.RelatedTo(parent).SelectMany(e => Below(room, e.Id, depth - 1).Prepend(e));
}
