using LiteDB;
using LiteDB.Engine;
using MutualAid.Core.Needs;

namespace MutualAid.Storage.LiteDb;

/// <summary>
/// A step to a schema version, on the only thread there is yet. It may take several transactions of fewer than 1,000 documents, so
/// it must be safe to run again after a crash in the middle. Steps are only ever added, never changed.
/// </summary>
internal sealed record Migration(int To, Action<DurableEngine> Apply);

/// <summary>Every migration, oldest first.</summary>
internal static class Migrations
{
    /// <summary>
    /// None yet after <see cref="Schema.Sealed"/>. What came before (2: needs are found by when they were asked for and closed; 3: there are offers; 4: what
    /// is closed is found by when that was) only worked out anew what follows from the bodies, and so does the copy that seals a store.
    /// </summary>
    public static IReadOnlyList<Migration> All { get; } = [];
}

/// <summary>An index of a collection, by the expression LiteDB uses.</summary>
internal sealed record IndexSpec(string Name, string Expression, bool IsUnique = false);

/// <summary>
/// The collections and indexes, and the version of what is in them. All of it is there before the first reader: LiteDB dies when a
/// reader meets a collection that is being made.
/// </summary>
internal sealed class Schema(DurableEngine engine, IReadOnlyList<Migration> migrations)
{
    /// <summary>The first version whose documents are sealed. An older store is copied into a new file, in which no plain byte ever stood.</summary>
    public const int Sealed = 6;

    public const string Meta = "meta";
    private const string VersionKey = "schema";
    private const string CheckKey = "key";

    /// <summary>The version that this program writes.</summary>
    public static int Current => Newest(Migrations.All);

    private int Known => Newest(migrations);

    /// <summary>Fills an empty file. The check value tells later whether a key is this store's.</summary>
    public void Make(byte[] keyCheck)
    {
        EnsureCollections();
        Put(new BsonDocument { ["_id"] = CheckKey, ["Value"] = keyCheck });
        SetVersion(Known);
        engine.Checkpoint();
    }

    /// <summary>The version of what is there; refuses what this program can't read.</summary>
    public int Version(string path)
    {
        var found = engine.Query(Meta, Documents.ById(VersionKey)).FirstOrDefault()?["Version"].AsInt32 ?? throw Refusals.NotOurs(path);
        return found <= Known ? found : throw Refusals.TooNew(path, found, Known);
    }

    /// <summary>The check value of the key that what is there is sealed under.</summary>
    public byte[] KeyCheck(string path) =>
        engine.Query(Meta, Documents.ById(CheckKey)).FirstOrDefault()?["Value"].AsBinary ?? throw Refusals.Damaged(path, "it does not tell its key");

    /// <summary>Migrates what is there, or refuses it.</summary>
    public void BringUpToDate(string path)
    {
        var found = Version(path);
        EnsureCollections();
        foreach (var migration in migrations.Where(m => m.To > found))
        {
            migration.Apply(engine);
            SetVersion(migration.To);
        }
    }

    private static int Newest(IReadOnlyList<Migration> migrations) => migrations.Count == 0 ? Sealed : Math.Max(Sealed, migrations[^1].To);

    private void EnsureCollections() => engine.Transact(lite =>
    {
        var made = false;
        foreach (var index in NeedShape.Indexes)
            made |= lite.EnsureIndex(NeedShape.Name, index.Name, BsonExpression.Create(index.Expression), index.IsUnique);
        foreach (var index in OfferShape.Indexes)
            made |= lite.EnsureIndex(OfferShape.Name, index.Name, BsonExpression.Create(index.Expression), index.IsUnique);
        foreach (var index in GroupShape.Indexes)
            made |= lite.EnsureIndex(GroupShape.Name, index.Name, BsonExpression.Create(index.Expression), index.IsUnique);
        foreach (var index in MemberShape.Indexes)
            made |= lite.EnsureIndex(MemberShape.Name, index.Name, BsonExpression.Create(index.Expression), index.IsUnique);
        foreach (var index in ErasureShape.Indexes)
            made |= lite.EnsureIndex(ErasureShape.Name, index.Name, BsonExpression.Create(index.Expression), index.IsUnique);
        return made;
    });

    private void SetVersion(int version) => Put(new BsonDocument { ["_id"] = VersionKey, ["Version"] = version });

    private void Put(BsonDocument document) => engine.Transact(lite =>
    {
        lite.Upsert(Meta, [document], BsonAutoId.ObjectId);
        return true;
    });
}
