using MutualAid.Storage.LiteDb;
using Npgsql;

namespace MutualAid.Storage.Postgres;

/// <summary>How each kind of document lies in its table.</summary>
internal sealed class Tables(PostgresStore store)
{
    private readonly object[] _all = [new NeedTable(store), new OfferTable(store), new GroupTable(store), new MemberTable(store), new BookmarkTable(store)];

    public Table<T> Of<T>() => _all.OfType<Table<T>>().Single();
}

/// <summary>What is in a database, as a connection sees it; in tables of these names with <paramref name="before"/> in front.</summary>
internal sealed class PostgresContents(PostgresStore store, NpgsqlConnection connection, string before = "") : IStoreContents
{
    private readonly Tables _tables = new(store);

    public IEnumerable<IReadOnlyList<T>> Batches<T>()
        where T : class
    {
        // A database remembers none.
        if (typeof(T) == typeof(Erasure)) yield break;
        var table = _tables.Of<T>();
        var after = "";
        while (true)
        {
            var (batch, last) = Batch(table, after);
            if (batch.Count == 0) yield break;
            after = last;
            yield return batch;
        }
    }

    private (List<T> Batch, string Last) Batch<T>(Table<T> table, string after)
        where T : class
    {
        try
        {
            using var command = Statements.Command(connection, $"SELECT id, version, body FROM {before}{table.Name} WHERE id > $1 ORDER BY id LIMIT $2", after, StoreCopy.BatchSize);
            using var reader = command.ExecuteReader();
            var batch = new List<T>();
            while (reader.Read())
            {
                batch.Add(Stored.Read(store.Seals, table, reader));
                after = reader.GetString(0);
            }

            return (batch, after);
        }
        catch (NpgsqlException e)
        {
            throw PostgresFailures.Wrap(e);
        }
    }
}

/// <summary>A database that is being filled by a connection; what is in a transaction of it others see when that is committed.</summary>
internal sealed class PostgresFilling(PostgresStore store, NpgsqlConnection connection) : IStoreFilling
{
    private readonly Tables _tables = new(store);

    public void Add<T>(IReadOnlyList<T> batch)
        where T : class
    {
        if (batch.Count == 0) return;
        var table = _tables.Of<T>();
        try
        {
            using var commands = new NpgsqlBatch(connection);
            foreach (var value in batch)
            {
                var row = Stored.Row(store.Seals, table, value, table.Version(value));
                commands.BatchCommands.Add(new Write(table.Insert, row.Id, row.Values).Command());
            }

            commands.ExecuteNonQuery();
        }
        catch (NpgsqlException e)
        {
            throw PostgresFailures.Wrap(e);
        }
    }
}
