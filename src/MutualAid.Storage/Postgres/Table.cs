using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace MutualAid.Storage.Postgres;

/// <summary>A column by which a document is found; null where it is not to be found by it.</summary>
internal sealed record Column<T>(string Name, NpgsqlDbType Type, Func<T, object?> Of);

/// <summary>How one kind of document lies in its table: its id, its version, all of it sealed, and what it is found by.</summary>
internal abstract class Table<T>
{
    /// <summary>What it is called in the database, and what its documents are sealed for.</summary>
    public abstract string Name { get; }

    public abstract IReadOnlyList<Column<T>> Columns { get; }

    public string Insert => field ??= $"INSERT INTO {Name} ({Names()}) VALUES ({string.Join(", ", Enumerable.Range(1, Columns.Count + 3).Select(n => $"${n}"))})";

    public string InsertIfNew => field ??= $"{Insert} ON CONFLICT DO NOTHING";

    public string Put => field ??= $"{Insert} ON CONFLICT (id) DO UPDATE SET {Settings()}";

    public string Update => field ??= $"UPDATE {Name} SET {Settings()} WHERE id = $1 AND version = ${Columns.Count + 4}";

    public string Delete => field ??= $"DELETE FROM {Name} WHERE id = $1 AND version = $2";

    public string Select => field ??= $"SELECT {Name}.id, {Name}.version, {Name}.body FROM {Name}";

    /// <summary>The pseudonym that its id is.</summary>
    public abstract string Key(T value);

    /// <summary>The version it was loaded with.</summary>
    public abstract long Version(T value);

    /// <summary>The same at another version.</summary>
    public abstract T At(T value, long version);

    protected static Column<T> Text(string name, Func<T, string?> of) => new(name, NpgsqlDbType.Text, of);

    protected static Column<T> Texts(string name, Func<T, IEnumerable<string>?> of) => new(name, NpgsqlDbType.Array | NpgsqlDbType.Text, value => of(value)?.Distinct().ToArray());

    protected static Column<T> Number(string name, Func<T, int?> of) => new(name, NpgsqlDbType.Integer, value => of(value));

    protected static Column<T> Time(string name, Func<T, Instant?> of) => new(name, NpgsqlDbType.Bigint, value => of(value)?.ToUnixTimeTicks());

    protected static Column<T> Flag(string name, Func<T, bool> of) => new(name, NpgsqlDbType.Boolean, value => of(value));

    private string Names() => string.Join(", ", (string[])["id", "version", "body", .. Columns.Select(c => c.Name)]);

    private string Settings() => string.Join(", ", (string[])["version = $2", "body = $3", .. Columns.Select((c, i) => $"{c.Name} = ${i + 4}")]);
}

/// <summary>Statements with their values.</summary>
internal static class Statements
{
    public static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
