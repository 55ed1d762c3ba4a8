using MutualAid.Core.Needs;
using MutualAid.Storage.Sealing;
using Npgsql;
using NpgsqlTypes;

namespace MutualAid.Storage.Postgres;

/// <summary>
/// Documents of one kind. Versions are compared in the statement that writes, so of two savers of one version exactly one is answered true, in whatever
/// processes they are. Writes are put to the server by <see cref="GroupCommit"/>.
/// </summary>
/// <remarks>
/// A connection that ends before the answer leaves it open whether a write was done. It is then written again, and if that finds another version, what is stored is
/// looked at: bodies are sealed with a random nonce, so one that is the same to the byte is this very write.
/// </remarks>
internal sealed class Documents<T>(PostgresStore store, Table<T> table)
    where T : class
{
    public async Task<T?> FindAsync(string where, object[] values, CancellationToken cancellationToken) =>
        await ListAsync($"WHERE {where} LIMIT 1", values, cancellationToken).ConfigureAwait(false) is [var found] ? found : null;

    public Task<T?> FindAsync(string id, CancellationToken cancellationToken) => FindAsync("id = $1", [id], cancellationToken);

    /// <summary>What a statement finds; <paramref name="rest"/> is what comes behind the name of the table.</summary>
    public Task<IReadOnlyList<T>> ListAsync(string rest, object[] values, CancellationToken cancellationToken)
    {
        var seals = store.Seals;
        return store.ReadAsync<IReadOnlyList<T>>(
            async (connection, stop) =>
            {
                await using var command = Statements.Command(connection, $"{table.Select} {rest}", values);
                await using var reader = await command.ExecuteReaderAsync(stop).ConfigureAwait(false);
                var found = new List<T>();
                while (await reader.ReadAsync(stop).ConfigureAwait(false)) found.Add(Stored.Read(seals, table, reader));
                return found;
            },
            cancellationToken);
    }

    public Task<bool> AddAsync(T value, CancellationToken cancellationToken)
    {
        var row = Stored.Row(store.Seals, table, value, 1);
        return store.WriteAsync(new Write(table.InsertIfNew, row.Id, row.Values), connection => IsStoredAsync(connection, row), cancellationToken);
    }

    public Task<bool> SaveAsync(T value, CancellationToken cancellationToken)
    {
        var loaded = table.Version(value);
        var row = Stored.Row(store.Seals, table, value, loaded + 1);
        return store.WriteAsync(new Write(table.Update, row.Id, [.. row.Values, (NpgsqlDbType.Bigint, loaded)]) { SqlOfMany = table.UpdateMany }, connection => IsStoredAsync(connection, row), cancellationToken);
    }

    public Task<bool> RemoveAsync(T value, CancellationToken cancellationToken)
    {
        var (id, loaded) = (table.Key(value), table.Version(value));
        // Gone, after a removal of which nobody knows: it is gone by that, or by another that wanted the same.
        return store.WriteAsync(
            new Write(table.Delete, id, [(NpgsqlDbType.Text, id), (NpgsqlDbType.Bigint, loaded)]), async connection => await VersionAsync(connection, id).ConfigureAwait(false) is null, cancellationToken);
    }

    public Task RemoveAsync(string id, CancellationToken cancellationToken) =>
        store.WriteAsync(new Write(table.DeleteAny, id, [(NpgsqlDbType.Text, id)]), _ => Task.FromResult(true), cancellationToken);

    /// <summary>Adds it, or puts it in the place of what is there, whatever version that has.</summary>
    public Task PutAsync(T value, CancellationToken cancellationToken)
    {
        var row = Stored.Row(store.Seals, table, value, table.Version(value));
        return store.WriteAsync(new Write(table.Put, row.Id, row.Values), _ => Task.FromResult(true), cancellationToken);
    }

    /// <summary>
    /// What is due, longest due first, where <c>due_at</c> has <c>wake_at</c> as its <see cref="Column{T}.Floor"/>. What is due later than its floor said comes to
    /// its place; each save leaves at most one of these behind, so it costs no more than they did.
    /// </summary>
    public Task<IReadOnlyList<T>> DueAsync(long until, int limit, CancellationToken cancellationToken)
    {
        var seals = store.Seals;
        return store.ReadAsync<IReadOnlyList<T>>(
            async (connection, stop) =>
            {
                while (true)
                {
                    var (found, early) = (new List<T>(), new List<string>());
                    await using (var command = Statements.Command(
                        connection, $"SELECT id, version, body, due_at IS DISTINCT FROM wake_at FROM {table.Name} WHERE wake_at <= $1 ORDER BY wake_at LIMIT $2", until, limit))
                    await using (var reader = await command.ExecuteReaderAsync(stop).ConfigureAwait(false))
                    {
                        while (await reader.ReadAsync(stop).ConfigureAwait(false))
                        {
                            if (reader.GetBoolean(3)) early.Add(reader.GetString(0));
                            else if (early.Count == 0) found.Add(Stored.Read(seals, table, reader));
                        }
                    }

                    if (early.Count == 0) return found;
                    // Locked in the order in which all who write several rows lock them.
                    await using var settle = Statements.Command(
                        connection,
                        $"WITH early AS MATERIALIZED (SELECT id FROM {table.Name} WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE) UPDATE {table.Name} SET wake_at = due_at FROM early WHERE {table.Name}.id = early.id",
                        (object)early.ToArray());
                    await settle.ExecuteNonQueryAsync(stop).ConfigureAwait(false);
                }
            },
            cancellationToken);
    }

    /// <summary>Whether this very write is what is stored. Throws where somebody has written on top of it, or of another.</summary>
    private async Task<bool> IsStoredAsync(NpgsqlConnection connection, Row row)
    {
        await using var command = Statements.Command(connection, $"SELECT version, body = $2 FROM {table.Name} WHERE id = $1", row.Id, row.Body);
        await using var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        if (!await reader.ReadAsync().ConfigureAwait(false)) return false;
        if (reader.GetInt64(0) > row.Version) throw new StorageException("The connection to PostgreSQL was lost, and whether a write was done can't be told any more.", isFatal: false);
        return reader.GetInt64(0) == row.Version && reader.GetBoolean(1);
    }

    private async Task<long?> VersionAsync(NpgsqlConnection connection, string id)
    {
        await using var command = Statements.Command(connection, $"SELECT version FROM {table.Name} WHERE id = $1", id);
        return await command.ExecuteScalarAsync().ConfigureAwait(false) as long?;
    }
}

/// <summary>A document as its row is written.</summary>
internal sealed record Row(string Id, long Version, byte[] Body, IReadOnlyList<(NpgsqlDbType Type, object Value)> Values);

/// <summary>Documents to rows and back.</summary>
internal static class Stored
{
    public static Row Row<T>(Seals seals, Table<T> table, T value, long version)
    {
        var id = table.Key(value);
        var body = SealedBody.Write(seals, table.Name, id, table.At(value, version));
        return new Row(id, version, body,
        [
            (NpgsqlDbType.Text, id), (NpgsqlDbType.Bigint, version), (NpgsqlDbType.Bytea, body), .. table.Columns.Select(c => (c.Type, c.Of(value) ?? DBNull.Value)),
        ]);
    }

    /// <summary>Throws a fatal <see cref="StorageException"/> that names no content when it is not what was written.</summary>
    public static T Read<T>(Seals seals, Table<T> table, NpgsqlDataReader reader) =>
        SealedBody.Read<T>(seals, table.Name, reader.GetString(0), reader.GetFieldValue<byte[]>(2), reader.GetInt64(1), table.Version);
}
