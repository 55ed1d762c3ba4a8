using Npgsql;
using NpgsqlTypes;

namespace MutualAid.Storage.Postgres;

/// <summary>A statement that changes one document and answers its id, or changes none.</summary>
/// <param name="Id">Of the document.</param>
internal sealed record Write(string Sql, string Id, IReadOnlyList<(NpgsqlDbType Type, object Value)> Values)
{
    /// <summary>In no pseudonym.</summary>
    public const char Separator = ',';

    private const NpgsqlDbType TextArray = NpgsqlDbType.Array | NpgsqlDbType.Text;

    /// <summary>Does the same to several documents (<see cref="Table{T}.UpdateMany"/>), or null.</summary>
    public string? SqlOfMany { get; init; }

    public NpgsqlBatchCommand Command()
    {
        var command = new NpgsqlBatchCommand(Sql);
        foreach (var (type, value) in Values) command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = value });
        return command;
    }

    /// <summary>Of writes of one <see cref="SqlOfMany"/>, each of another document.</summary>
    public static NpgsqlBatchCommand Command(IReadOnlyList<Write> writes)
    {
        var command = new NpgsqlBatchCommand(writes[0].SqlOfMany!);
        for (var i = 0; i < writes[0].Values.Count; i++) command.Parameters.Add(Together(writes[0].Values[i].Type, Array.ConvertAll([.. writes], w => w.Values[i].Value)));
        return command;
    }

    private static NpgsqlParameter Together(NpgsqlDbType type, object[] values) => type switch
    {
        NpgsqlDbType.Text => new NpgsqlParameter<string?[]> { TypedValue = Array.ConvertAll(values, v => v as string) },
        NpgsqlDbType.Bigint => new NpgsqlParameter<long?[]> { TypedValue = Array.ConvertAll(values, v => v as long?) },
        NpgsqlDbType.Integer => new NpgsqlParameter<int?[]> { TypedValue = Array.ConvertAll(values, v => v as int?) },
        NpgsqlDbType.Boolean => new NpgsqlParameter<bool[]> { TypedValue = Array.ConvertAll(values, v => (bool)v) },
        NpgsqlDbType.Bytea => new NpgsqlParameter<byte[][]> { TypedValue = Array.ConvertAll(values, v => (byte[])v) },
        // Arrays of several lengths are not an array of arrays.
        TextArray => new NpgsqlParameter<string?[]> { TypedValue = Array.ConvertAll(values, v => v is string[] words ? string.Join(Separator, words) : null) },
        _ => throw new NotSupportedException($"No column is a {type}."),
    };
}
