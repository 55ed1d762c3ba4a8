using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace MutualAid.Storage.Postgres;

/// <summary>A column by which a document is found; null where it is not to be found by it.</summary>
/// <param name="Floor">
/// A column that is never later and is what has the index, or null where the column has its own. It follows what becomes earlier at once, and what becomes later
/// when it is looked at (<see cref="Documents{T}.DueAsync"/>), so that most changes of the column touch no index.
/// </param>
/// <param name="Rows">Where the column, an array, has no index, but each word of it a row: of this table, whose columns are the document's id and the word.</param>
internal sealed record Column<T>(string Name, NpgsqlDbType Type, Func<T, object?> Of, string? Floor = null, (string Table, string Id, string Word)? Rows = null);

/// <summary>
/// How one kind of document lies in its table: its id, its version, all of it sealed, and what it is found by. A statement that changes a document answers its id.
/// </summary>
/// <remarks>PostgreSQL leaves every index of a row alone when a change touches no column of any (heap-only tuples, 73.7 of its manual).</remarks>
internal abstract class Table<T>
{
    /// <summary>Of the parameters of a row.</summary>
    private const int FirstColumn = 4;

    private const NpgsqlDbType TextArray = NpgsqlDbType.Array | NpgsqlDbType.Text;

    /// <summary>What it is called in the database, and what its documents are sealed for.</summary>
    public abstract string Name { get; }

    public abstract IReadOnlyList<Column<T>> Columns { get; }

    public string Insert => field ??= Added("");

    public string InsertIfNew => field ??= Added("ON CONFLICT DO NOTHING ");

    public string Put => field ??= Added($"ON CONFLICT (id) DO UPDATE SET {Settings()} ");

    public string Update => field ??= Updated();

    /// <summary>
    /// <see cref="Update"/> of several documents, each of them once: its parameters are arrays, one for each parameter of it. What is an array itself is one text there,
    /// with <see cref="Write.Separator"/>.
    /// </summary>
    public string UpdateMany => field ??= ManyUpdated();

    public string Delete => field ??= $"DELETE FROM {Name} WHERE id = $1 AND version = $2 RETURNING id";

    public string DeleteAny => field ??= $"DELETE FROM {Name} WHERE id = $1 RETURNING id";

    public string Select => field ??= $"SELECT {Name}.id, {Name}.version, {Name}.body FROM {Name}";

    /// <summary>How many parameters a row has.</summary>
    private int Width => FirstColumn - 1 + Columns.Count;

    /// <summary>The pseudonym that its id is.</summary>
    public abstract string Key(T value);

    /// <summary>The version it was loaded with.</summary>
    public abstract long Version(T value);

    /// <summary>The same at another version.</summary>
    public abstract T At(T value, long version);

    protected static Column<T> Text(string name, Func<T, string?> of) => new(name, NpgsqlDbType.Text, of);

    protected static Column<T> Texts(string name, Func<T, IEnumerable<string>?> of, (string Table, string Id, string Word)? rows = null) => new(name, TextArray, value => of(value)?.Distinct().ToArray(), Rows: rows);

    protected static Column<T> Number(string name, Func<T, int?> of) => new(name, NpgsqlDbType.Integer, value => of(value));

    protected static Column<T> Time(string name, Func<T, Instant?> of, string? floor = null) => new(name, NpgsqlDbType.Bigint, value => of(value)?.ToUnixTimeTicks(), floor);

    protected static Column<T> Flag(string name, Func<T, bool> of) => new(name, NpgsqlDbType.Boolean, value => of(value));

    private string Added(string unless)
    {
        string[] names = ["id", "version", "body", .. Columns.Select(c => c.Name), .. Floors().Select(f => f.Name)];
        string[] values = [.. Enumerable.Range(1, Width).Select(n => $"${n}"), .. Floors().Select(f => f.Parameter)];
        var insert = $"INSERT INTO {Name} ({string.Join(", ", names)}) VALUES ({string.Join(", ", values)}) {unless}RETURNING id";
        return InRows is not { Rows: { } rows } column
            ? insert
            : $"WITH changed AS ({insert}, {column.Name} AS now), come AS (INSERT INTO {rows.Table} ({rows.Id}, {rows.Word}) SELECT id, word FROM changed, unnest(now) word) SELECT id FROM changed";
    }

    private string Updated()
    {
        var update = $"UPDATE {Name} SET {Settings()}";
        var which = $"{Name}.id = $1 AND {Name}.version = ${Width + 1}";
        return InRows is null ? $"{update} WHERE {which} RETURNING {Name}.id" : Followed($"{update} FROM {Name} was WHERE was.id = {Name}.id AND {which} RETURNING {Name}.id");
    }

    private string ManyUpdated()
    {
        string[] names = ["id", "version", "body", .. Columns.Select(c => c.Name), "loaded"];
        string[] types = ["text", "bigint", "bytea", .. Columns.Select(c => c.Type == TextArray ? "text" : $"{c.Type}"), "bigint"];
        string[] settings =
        [
            "version = g.version", "body = g.body", .. Columns.Select(c => c.Type == TextArray ? $"{c.Name} = string_to_array(g.{c.Name}, '{Write.Separator}')" : $"{c.Name} = g.{c.Name}"),
            .. Columns.Where(c => c.Floor is not null).Select(c => $"{c.Floor} = least({Name}.{c.Floor}, g.{c.Name})"),
        ];
        var update = $"UPDATE {Name} SET {string.Join(", ", settings)} FROM unnest({string.Join(", ", types.Select((type, i) => $"${i + 1}::{type}[]"))}) AS g ({string.Join(", ", names)})";
        var which = $"{Name}.id = g.id AND {Name}.version = g.loaded";
        return InRows is null ? $"{update} WHERE {which} RETURNING {Name}.id" : Followed($"{update} JOIN {Name} was ON was.id = g.id WHERE {which} RETURNING {Name}.id");
    }

    /// <summary>Its rows with it: those that are no more go, those that are new come. What somebody else's change made of it meanwhile has another version.</summary>
    private string Followed(string update)
    {
        var ((table, id, word), column) = (InRows!.Rows!.Value, InRows.Name);
        return $"WITH changed AS ({update}, was.{column} AS before, {Name}.{column} AS now), "
            + $"gone AS (DELETE FROM {table} t USING (SELECT id, word FROM changed, unnest(before) word WHERE word <> ALL (now)) o WHERE t.{id} = o.id AND t.{word} = o.word), "
            + $"come AS (INSERT INTO {table} ({id}, {word}) SELECT id, word FROM changed, unnest(now) word WHERE word <> ALL (before)) SELECT id FROM changed";
    }

    private Column<T>? InRows => Columns.SingleOrDefault(c => c.Rows is not null);

    private string Settings() =>
        string.Join(", ", (string[])["version = $2", "body = $3", .. Columns.Select((c, i) => $"{c.Name} = {Parameter(i)}"), .. Floors().Select(f => $"{f.Name} = least({Name}.{f.Name}, {f.Parameter})")]);

    private IEnumerable<(string Name, string Parameter)> Floors() => Columns.Index().Where(c => c.Item.Floor is not null).Select(c => (c.Item.Floor!, Parameter(c.Index)));

    private static string Parameter(int column) => $"${column + FirstColumn}";
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
