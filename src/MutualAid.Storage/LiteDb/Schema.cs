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
    private const int BatchSize = 500;

    /// <summary>
    /// 2: needs are found by when they were asked for and closed. All of it can be run again: it only works out anew what follows from the
    /// bodies. 3: there are offers, which a program that knows none would forget about; nothing has to be changed for them. 4: what is closed is found by when
    /// that was, to be erased. 5: everything is found by whom it names, and members by their group.
    /// </summary>
    public static IReadOnlyList<Migration> All { get; } = [new(2, engine => Anew(engine, new NeedShape())), new(3, _ => { }), new(4, engine => Anew(engine, new NeedShape())), new(5, ByPeople)];

    private static void ByPeople(DurableEngine engine)
    {
        Anew(engine, new NeedShape());
        Anew(engine, new OfferShape());
        Anew(engine, new GroupShape());
        Anew(engine, new MemberShape());
    }

    private static void Anew<T>(DurableEngine engine, IDocumentShape<T> shape)
        where T : class
    {
        var after = "";
        while (true)
        {
            var query = Documents.Where("$._id > @0", after);
            query.OrderBy = BsonExpression.Create("$._id");
            query.Limit = BatchSize;
            var batch = engine.Query(shape.Collection, query);
            if (batch.Count == 0) return;
            engine.Transact(lite => lite.Update(shape.Collection, batch.Select(d => Documents<T>.Anew(shape, d))) > 0);
            after = batch[^1]["_id"].AsString;
        }
    }
}

/// <summary>An index of a collection, by the expression LiteDB uses.</summary>
internal sealed record IndexSpec(string Name, string Expression, bool IsUnique = false);

/// <summary>
/// The collections and indexes, and the version of what is in them. All of it is there before the first reader: LiteDB dies when a
/// reader meets a collection that is being made.
/// </summary>
internal sealed class Schema(DurableEngine engine, IReadOnlyList<Migration> migrations)
{
    private const int First = 1;
    public const string Meta = "meta";
    private const string Key = "schema";

    private int Known => migrations.Count == 0 ? First : migrations[^1].To;

    /// <summary>Fills an empty file.</summary>
    public void Make()
    {
        EnsureCollections();
        SetVersion(Known);
        engine.Checkpoint();
    }

    /// <summary>Migrates what is there, or refuses it.</summary>
    public void BringUpToDate(string path)
    {
        var found = engine.Query(Meta, Documents.ById(Key)).FirstOrDefault()?["Version"].AsInt32 ?? throw Refusals.NotOurs(path);
        if (found > Known) throw Refusals.TooNew(path, found, Known);

        EnsureCollections();
        foreach (var migration in migrations.Where(m => m.To > found))
        {
            migration.Apply(engine);
            SetVersion(migration.To);
        }
    }

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
        return made;
    });

    private void SetVersion(int version) => engine.Transact(lite =>
    {
        lite.Upsert(Meta, [new BsonDocument { ["_id"] = Key, ["Version"] = version }], BsonAutoId.ObjectId);
        return true;
    });
}
