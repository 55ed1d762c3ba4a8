using LiteDB;
using MutualAid.Storage.Sealing;

namespace MutualAid.Storage.LiteDb;

/// <summary>How each kind of document lies in its collection.</summary>
internal sealed class Shapes(Keys keys)
{
    private readonly object[] _all = [new NeedShape(keys), new OfferShape(keys), new GroupShape(keys), new MemberShape(keys), new BookmarkShape(keys), new ErasureShape()];

    public IDocumentShape<T> Of<T>() => _all.OfType<IDocumentShape<T>>().Single();
}

/// <summary>What is in a sealed store.</summary>
internal sealed class SealedContents(DurableEngine engine, Seals seals) : IStoreContents
{
    private readonly Shapes _shapes = new(new Keys(() => seals));

    public IEnumerable<IReadOnlyList<T>> Batches<T>()
        where T : class
    {
        var shape = _shapes.Of<T>();
        // What has no body is the store's own housekeeping.
        return Documents.Batches(engine, shape.Collection).Select(batch => batch.Where(d => d.ContainsKey("Body")).Select(d => SealedDocument.Read(seals, shape, d)).ToList());
    }
}

/// <summary>What is in a store from before <see cref="Schema.Sealed"/>, whose bodies are text and whose ids stand there as they are.</summary>
internal sealed class PlainContents(DurableEngine engine) : IStoreContents
{
    private const string BookmarkPrefix = "bookmark:";

    private readonly Shapes _shapes = new(new Keys(() => throw new InvalidOperationException("A plain store has no keys.")));

    public IEnumerable<IReadOnlyList<T>> Batches<T>()
        where T : class => typeof(T) == typeof(Bookmark)
            ? Documents.Batches(engine, Schema.Meta).Select(batch => batch.Where(IsBookmark).Select(d => (T)(object)BookmarkIn(d)).ToList())
            : Documents.Batches(engine, _shapes.Of<T>().Collection).Select(batch => batch.ConvertAll(d => BodyJson.Read<T>(d["Body"].AsString)));

    private static bool IsBookmark(BsonDocument stored) => stored["_id"].AsString.StartsWith(BookmarkPrefix, StringComparison.Ordinal);

    private static Bookmark BookmarkIn(BsonDocument stored) => new(stored["_id"].AsString[BookmarkPrefix.Length..], stored["Value"].AsString);
}

/// <summary>A sealed store that is being filled.</summary>
internal sealed class SealedFilling(DurableEngine engine, Seals seals) : IStoreFilling
{
    private readonly Shapes _shapes = new(new Keys(() => seals));

    public void Add<T>(IReadOnlyList<T> batch)
        where T : class
    {
        var shape = _shapes.Of<T>();
        var documents = batch.Select(value => SealedDocument.Write(seals, shape, value, shape.Version(value))).ToList();
        engine.Transact(lite => lite.Insert(shape.Collection, documents, BsonAutoId.ObjectId) > 0);
    }
}
