using LiteDB;

namespace MutualAid.Storage.LiteDb;

/// <summary>
/// The steps from an empty file to today's collections and indexes, in order and never changed afterwards. The file remembers how many were
/// done; each is done once. All collections are there before anybody reads: LiteDB dies when one is made under a reader.
/// </summary>
internal static class Schema
{
    public const string Needs = "needs";
    public const string Groups = "groups";
    private const string Meta = "meta";
    private const string SchemaId = "schema";

    public static IReadOnlyList<Action<ILiteDatabase>> Migrations { get; } = [CreateNeedsAndGroups];

    public static void Migrate(ILiteDatabase database, IReadOnlyList<Action<ILiteDatabase>> migrations, string path)
    {
        var meta = database.GetCollection(Meta);
        var done = meta.FindById(SchemaId)?["Version"].AsInt32 ?? 0;
        if (done > migrations.Count)
        {
            throw LiteDbFile.Problem(path, $"was written by a newer version (schema {done}, this one knows {migrations.Count}). Start the newer version. Nothing was changed.");
        }

        for (var step = done; step < migrations.Count; step++)
        {
            migrations[step](database);
            meta.Upsert(new BsonDocument { ["_id"] = SchemaId, ["Version"] = step + 1 });
            database.Checkpoint();
        }
    }

    /// <summary>Every step may find part of itself done by a start that was cut short.</summary>
    private static void CreateNeedsAndGroups(ILiteDatabase database)
    {
        var needs = database.GetCollection(Needs);
        needs.EnsureIndex("GroupNumber", "$.GroupNumber", unique: true);
        needs.EnsureIndex("OpenGroup", "$.OpenGroup");
        needs.EnsureIndex("Asked", "$.Asked");
        needs.EnsureIndex("OpenAsked", "$.OpenAsked");
        needs.EnsureIndex("OpenClaimed", "$.OpenClaimed[*]");
        needs.EnsureIndex("Messages", "$.Messages[*]");
        needs.EnsureIndex("Due", "$.Due");
        database.GetCollection(Groups).EnsureIndex("Due", "$.Due");
    }
}
