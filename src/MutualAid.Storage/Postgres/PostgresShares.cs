using MutualAid.Core.Reminders;
using Npgsql;

namespace MutualAid.Storage.Postgres;

/// <summary>Work that comes in parts, by advisory locks of a session: one, shared, by which all who ask for the work are counted, and one for each part.</summary>
internal static class PostgresShares
{
    /// <summary>Beside a hash of the schema's and the work's name.</summary>
    private const int AskersClass = 0x4D41_0003;

    private const string Askers = "$1, hashtext(current_schema() || ' ' || $2)";
    private const string PartsClass = "hashtext(current_schema() || ' part of ' || $1)";

    /// <summary>Each who asks, and what they have, a row for each part and one without where there is none.</summary>
    private const string Look =
        $"""
        SELECT asker.pid = pg_backend_pid(), asker.pid, part.objid::bigint
        FROM pg_locks asker LEFT JOIN pg_locks part
          ON part.pid = asker.pid AND part.locktype = 'advisory' AND part.granted AND part.database = asker.database AND part.objsubid = 2 AND part.classid = ({PartsClass}::bigint & 4294967295)::oid
        WHERE asker.locktype = 'advisory' AND asker.granted AND asker.database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND asker.objsubid = 2
          AND asker.classid = $2 AND asker.objid = (hashtext(current_schema() || ' ' || $1)::bigint & 4294967295)::oid
        """;

    /// <summary>From now on this session counts as one that asks. Once a session.</summary>
    public static async Task<bool> EnterAsync(NpgsqlConnection session, string work, CancellationToken cancellationToken)
    {
        await using var command = Statements.Command(session, $"SELECT pg_try_advisory_lock_shared({Askers})", AskersClass, work);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
    }

    /// <summary>Takes what is free and due to this session, which asks for it; what it has then.</summary>
    public static async Task<WorkShare> TakeAsync(NpgsqlConnection session, string work, IReadOnlyList<int> parts, CancellationToken cancellationToken)
    {
        var (mine, others) = await LookAsync(session, work, cancellationToken).ConfigureAwait(false);
        mine.IntersectWith(parts);
        var (take, spare) = FairShare.Of(parts, mine, others);
        if (take.Count > 0)
        {
            await using var command = Statements.Command(session, $"SELECT part FROM unnest($2) part WHERE pg_try_advisory_lock({PartsClass}, part)", work, take.ToArray());
            await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            // Somebody may have been quicker.
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) mine.Add(reader.GetInt32(0));
        }

        return new WorkShare([.. mine], spare, others.Count + 1);
    }

    /// <summary>Gives parts back that this session has, and passes over others.</summary>
    public static async Task<bool> GiveBackAsync(NpgsqlConnection session, string work, IReadOnlyCollection<int> parts, CancellationToken cancellationToken)
    {
        var (mine, _) = await LookAsync(session, work, cancellationToken).ConfigureAwait(false);
        await using var command = Statements.Command(session, $"SELECT count(pg_advisory_unlock({PartsClass}, part)) FROM unnest($2) part", work, parts.Intersect(mine).ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static async Task<(HashSet<int> Mine, IReadOnlyList<IReadOnlyCollection<int>> Others)> LookAsync(NpgsqlConnection session, string work, CancellationToken cancellationToken)
    {
        await using var command = Statements.Command(session, Look, work, AskersClass);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var (mine, others) = (new HashSet<int>(), new Dictionary<int, List<int>>());
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            int? part = reader.IsDBNull(2) ? null : (int)reader.GetInt64(2);
            if (reader.GetBoolean(0))
            {
                if (part is { } own) mine.Add(own);
                continue;
            }

            if (!others.TryGetValue(reader.GetInt32(1), out var theirs)) others[reader.GetInt32(1)] = theirs = [];
            if (part is { } other) theirs.Add(other);
        }

        return (mine, [.. others.Values]);
    }
}
