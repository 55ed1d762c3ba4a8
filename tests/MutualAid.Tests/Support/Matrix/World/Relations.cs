using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>Events about events.</summary>
internal static class Relations
{
    public const string Replaces = "m.replace";

    public static void Check(MatrixWorld world, FakeRoom room, Draft draft)
    {
        if (new FakeEvent { Room = room, Position = 0, Id = "", Type = draft.Type, Sender = draft.Sender, Content = draft.Content, Time = 0 }.Relation is not { } relation) return;
        var parent = room.Find(relation.EventId);
        if (parent is null && world.Rooms.Any(r => r.Find(relation.EventId) is not null)) throw MatrixError.Unknown("Relations must be in the same room");
        if (parent is null && room.RelatedTo(relation.EventId).Count == 0) throw MatrixError.Unknown("Can't send relation to unknown event");
        if (relation.RelType == "m.annotation")
        {
            if (relation.Key?.Length > 500) throw MatrixError.Unknown("Aggregation key is too long");
            if (room.RelatedTo(relation.EventId).Any(e => e.Sender == draft.Sender && e.Type == draft.Type && e.Relation == relation))
                throw new MatrixError(400, "M_DUPLICATE_ANNOTATION", "Can't send same reaction twice");
        }
        else if (relation.RelType == "m.thread" && parent?.Relation is not null)
        {
            throw MatrixError.Unknown("Cannot start threads from an event with a relation");
        }
    }

    /// <summary>Of the edits of an event, the one that stands.</summary>
    public static FakeEvent? NewestEdit(IEnumerable<FakeEvent> edits) => edits.MaxBy(e => (e.Time, e.Id), EditOrder.Instance);

    /// <summary>The valid ones: by the same sender and of the same type.</summary>
    public static IEnumerable<FakeEvent> Edits(FakeEvent original) => original.RedactedBecause is not null || original.IsState || original.Relation?.RelType == Replaces
        ? []
        : original.Room.RelatedTo(original.Id).Where(e => e.Relation?.RelType == Replaces && e.Sender == original.Sender && e.Type == original.Type
            && e.StateKey is null && ((e.Plain ?? e.Content)["m.new_content"] is JsonObject));

    /// <summary>What a server tells along with an event about those that relate to it.</summary>
    public static JsonObject? Bundle(FakeEvent parent, Device? reader)
    {
        var bundle = new JsonObject();
        if (NewestEdit(Edits(parent)) is { } edit) bundle[Replaces] = EventJson.Of(edit, reader, withRoom: true);
        var thread = parent.Room.RelatedTo(parent.Id).Where(e => e.Relation?.RelType == "m.thread").ToList();
        if (thread.Count > 0)
        {
            bundle["m.thread"] = new JsonObject
            {
                ["latest_event"] = EventJson.Of(thread[^1], reader, withRoom: true),
                ["count"] = thread.Count,
                ["current_user_participated"] = reader is not null && thread.Append(parent).Any(e => e.Sender == reader.Account.Id),
            };
        }

        return bundle.Count == 0 ? null : bundle;
    }

    private sealed class EditOrder : IComparer<(long Time, string Id)>
    {
        public static readonly EditOrder Instance = new();

        public int Compare((long Time, string Id) x, (long Time, string Id) y) => x.Time != y.Time ? x.Time.CompareTo(y.Time) : string.CompareOrdinal(x.Id, y.Id);
    }
}
