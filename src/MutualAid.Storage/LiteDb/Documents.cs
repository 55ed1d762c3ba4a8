using LiteDB;
using LiteDB.Engine;
using MutualAid.Core.Chat;

namespace MutualAid.Storage.LiteDb;

/// <summary>How one kind of document lies in its collection.</summary>
internal interface IDocumentShape<T>
{
    /// <summary>The collection.</summary>
    string Collection { get; }

    /// <summary>What <c>_id</c> is.</summary>
    string Key(T value);

    /// <summary>The version it was loaded with.</summary>
    long Version(T value);

    /// <summary>The same at another version.</summary>
    T At(T value, long version);

    /// <summary>The fields it is found by; a field that does not apply is left out.</summary>
    BsonDocument Fields(T value);

    /// <summary>What must find nothing before it is added, beside its key.</summary>
    Query? Rival(T value);
}

/// <summary>
/// Documents of one kind: <c>_id</c>, <c>Version</c>, the fields of its indexes, and the whole of it, sealed, as <c>Body</c>. Versions are compared
/// inside the writer, against what is stored then, so of two savers of one version exactly one is answered true.
/// </summary>
internal sealed class Documents<T>(LiteDbStore store, IDocumentShape<T> shape)
    where T : class
{
    public async Task<T?> FindAsync(Query query, CancellationToken cancellationToken)
    {
        query.Limit = 1;
        return (await ListAsync(query, cancellationToken).ConfigureAwait(false)).FirstOrDefault();
    }

    public Task<List<T>> ListAsync(Query query, CancellationToken cancellationToken) =>
        store.QueryAsync(shape.Collection, query, d => SealedDocument.Read(store.Seals, shape, d), cancellationToken);

    /// <summary>At most <paramref name="limit"/> documents whose key sorts behind <paramref name="after"/>, in that order; "" is before all.</summary>
    public Task<List<T>> PageAsync(string after, int limit, CancellationToken cancellationToken)
    {
        var query = Documents.Where("$._id > @0", after);
        query.OrderBy = BsonExpression.Create("$._id");
        query.Limit = limit;
        return ListAsync(query, cancellationToken);
    }

    /// <summary>
    /// At most <paramref name="limit"/> documents, and that is one at least, whose field is at or below <paramref name="until"/>, lowest first. Asked again after nothing was found, and nothing
    /// was written since, it finds out once where the field begins, and up to there it asks LiteDB nothing more, even where the clock goes back and forth.
    /// </summary>
    public async Task<IReadOnlyList<T>> DueAsync(NothingUntil nothing, long until, int limit, CancellationToken cancellationToken)
    {
        // Before it asks: what is written meanwhile makes the number another one, and what was found holds no longer.
        var changes = store.Changes(cancellationToken);
        var known = nothing.At(changes);
        if (until <= known) return [];
        var due = await ListAsync(Documents.Between($"$.{nothing.Field}", long.MinValue, until, limit), cancellationToken).ConfigureAwait(false);
        // Where people write all the time it would be in vain to look ahead.
        if (due.Count == 0) nothing.Is(changes, known is null ? until : await BeforeNextAsync(nothing.Field, until, cancellationToken).ConfigureAwait(false));
        return due;
    }

    public Task<bool> AddAsync(T value, CancellationToken cancellationToken)
    {
        var document = Document(value, 1);
        var rival = shape.Rival(value);
        return store.WriteAsync(
            lite =>
            {
                if (IsThere(lite, Documents.ById(document["_id"])) || (rival is not null && IsThere(lite, rival))) return false;
                lite.Insert(shape.Collection, [document], BsonAutoId.ObjectId);
                return true;
            },
            cancellationToken);
    }

    public Task<bool> SaveAsync(T value, CancellationToken cancellationToken)
    {
        var loaded = shape.Version(value);
        var document = Document(value, loaded + 1);
        return store.WriteAsync(
            lite =>
            {
                var stored = DurableEngine.Query(lite, shape.Collection, Documents.ById(document["_id"], forUpdate: true));
                return stored.Count == 1 && stored[0]["Version"].AsInt64 == loaded && lite.Update(shape.Collection, [document]) == 1;
            },
            cancellationToken);
    }

    public Task<bool> RemoveAsync(T value, CancellationToken cancellationToken)
    {
        var (key, loaded) = (shape.Key(value), shape.Version(value));
        return store.WriteAsync(
            lite =>
            {
                var stored = DurableEngine.Query(lite, shape.Collection, Documents.ById(key, forUpdate: true));
                return stored.Count == 1 && stored[0]["Version"].AsInt64 == loaded && lite.Delete(shape.Collection, [key]) == 1;
            },
            cancellationToken);
    }

    /// <summary>Adds it, or puts it in the place of what is there, whatever version that has.</summary>
    public Task PutAsync(T value, CancellationToken cancellationToken)
    {
        var document = Document(value, shape.Version(value));
        return store.WriteAsync(
            lite =>
            {
                lite.Upsert(shape.Collection, [document], BsonAutoId.ObjectId);
                return true;
            },
            cancellationToken);
    }

    /// <summary>The last tick before the next one behind <paramref name="until"/> that the field has.</summary>
    private async Task<long> BeforeNextAsync(string field, long until, CancellationToken cancellationToken)
    {
        var query = Documents.Where($"$.{field} > @0", until);
        query.OrderBy = BsonExpression.Create($"$.{field}");
        query.Limit = 1;
        // As it lies there: nobody needs what is sealed in it.
        var next = await store.QueryAsync(shape.Collection, query, document => document[field].AsInt64, cancellationToken).ConfigureAwait(false);
        return next.Count == 0 ? long.MaxValue : next[0] - 1;
    }

    private bool IsThere(LiteEngine lite, Query query)
    {
        query.ForUpdate = true;
        return DurableEngine.Query(lite, shape.Collection, query).Count > 0;
    }

    /// <summary>On the caller's thread: the writer has enough to do.</summary>
    private BsonDocument Document(T value, long version) => SealedDocument.Write(store.Seals, shape, value, version);
}

/// <summary>The queries. LiteDB uses one index a query, so each asks for one thing only.</summary>
internal static class Documents
{
    public static Query ById(BsonValue key, bool forUpdate = false)
    {
        var query = Where("$._id = @0", key);
        query.ForUpdate = forUpdate;
        return query;
    }

    /// <summary>Those whose expression is this value.</summary>
    public static Query Where(string expression, params BsonValue[] values)
    {
        var query = new Query();
        query.Where.Add(BsonExpression.Create(expression, values));
        return query;
    }

    /// <summary>So many of them at most.</summary>
    public static Query Where(string expression, int limit, BsonValue value)
    {
        var query = Where(expression, value);
        query.Limit = limit;
        return query;
    }

    /// <summary>Those that name a person.</summary>
    public static Query Naming(Keys keys, PersonId person, int limit) => Where("$.People[*] ANY = @0", limit, keys.Of(person.Value));

    /// <summary>Whom a document names, to be found by.</summary>
    public static BsonArray People(Keys keys, IEnumerable<PersonId> people) => [.. people.Select(p => new BsonValue(keys.Of(p.Value)))];

    /// <summary>Those in a range of one field, in its order. A field that is left out is never in the range: null sorts below all.</summary>
    public static Query Between(string field, BsonValue low, BsonValue high, int limit = int.MaxValue)
    {
        var query = Where($"{field} BETWEEN @0 AND @1", low, high);
        query.OrderBy = BsonExpression.Create(field);
        query.Limit = limit;
        return query;
    }

    /// <summary>All of a collection by id, in batches that are read when they are asked for; none when there is no such collection.</summary>
    public static IEnumerable<List<BsonDocument>> Batches(DurableEngine engine, string collection)
    {
        var after = BsonValue.MinValue;
        while (true)
        {
            var query = Where("$._id > @0", after);
            query.OrderBy = BsonExpression.Create("$._id");
            query.Limit = StoreCopy.BatchSize;
            var batch = engine.Query(collection, query);
            if (batch.Count == 0) yield break;
            after = batch[^1]["_id"];
            yield return batch;
        }
    }
}
