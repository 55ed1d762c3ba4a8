using System.Globalization;
using MutualAid.Core.Needs;
using MutualAid.Storage.Sealing;
using Npgsql;

namespace MutualAid.Storage.Postgres;

/// <summary>
/// Everything between a database and a store that may be used: what the server must be like, the tables, the key. All of it is one transaction under a lock, so that
/// of many processes that start at once one makes the tables, and a crash leaves what was there before.
/// </summary>
internal sealed class PostgresOpening(StorageOptions options, NpgsqlDataSource source, IReadOnlyList<PostgresMigration> migrations, TimeProvider time)
{
    /// <summary>The oldest version of PostgreSQL that has all that is used.</summary>
    public const int OldestMajor = 14;

    private const int Major = 10_000;

    /// <summary>Beside a hash of the schema's name: this bot's locks are no other program's.</summary>
    private const int LockClass = 0x4D41_0001;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly KeyRing _keys = new(options);

    public required TimeSpan Patience { get; init; }

    /// <summary>What seals documents there. Throws what says why not.</summary>
    public Seals Open()
    {
        using var connection = Connect();
        RefuseUnfit(connection);
        using var transaction = connection.BeginTransaction();
        Execute(connection, "SELECT pg_advisory_xact_lock($1, hashtext(current_schema()))", LockClass);
        var found = Version(connection);
        var key = found > 0 ? _keys.Find(KeyCheck(connection)) : null;
        var missing = migrations.Where(m => m.To > found).ToList();
        if (found > 0 && missing.Count > 0) BeAlone(connection);
        foreach (var migration in missing) Apply(connection, migration);
        key ??= Seal(connection);
        transaction.Commit();
        return key.Seals();
    }

    /// <summary>
    /// The version of the tables, and what seals documents in them; null where there are none yet. Changes nothing; throws what an opening would.
    /// </summary>
    public (int Version, Seals Seals)? Look()
    {
        using var connection = Connect();
        RefuseUnfit(connection);
        if (!HasTables(connection) || Number(connection) is not (> 0 and var found)) return null;
        return (found, _keys.Find(KeyCheck(connection)).Seals());
    }

    /// <summary>The server may be starting at the same time as the bot.</summary>
    private NpgsqlConnection Connect()
    {
        var start = time.GetTimestamp();
        while (true)
        {
            try
            {
                return source.OpenConnection();
            }
            catch (Exception e) when (PostgresFailures.IsPassing(e) && time.GetElapsedTime(start) < Patience)
            {
                Task.Delay(Pause, time).GetAwaiter().GetResult();
            }
        }
    }

    /// <summary>Whoever has the store open knows the tables as they were: they are changed when that one has ended, and nobody opens it before they are.</summary>
    private void BeAlone(NpgsqlConnection connection)
    {
        var start = time.GetTimestamp();
        while (Scalar(connection, $"SELECT pg_try_advisory_xact_lock({PostgresStore.SessionLock})") is not true)
        {
            if (time.GetElapsedTime(start) >= Patience) throw PostgresRefusals.OlderInUse(options);
            Task.Delay(Pause, time).GetAwaiter().GetResult();
        }
    }

    private void RefuseUnfit(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(
            "SELECT current_setting('server_version_num')::int, current_setting('server_version'), current_setting('fsync'), current_setting('synchronous_commit'), current_schema()", connection);
        using var reader = command.ExecuteReader();
        reader.Read();
        if (reader.GetInt32(0) < OldestMajor * Major) throw PostgresRefusals.TooOld(options, reader.GetString(1));
        if (reader.GetString(2) == "off") throw PostgresRefusals.NotDurable(options, "fsync");
        if (reader.GetString(3) == "off") throw PostgresRefusals.NotDurable(options, "synchronous_commit");
        if (reader.IsDBNull(4)) throw PostgresRefusals.NoSchema(options);
    }

    /// <summary>The version of the tables that are there, 0 where there are none; refuses what this program can't read.</summary>
    private int Version(NpgsqlConnection connection)
    {
        if (HasTables(connection)) return Number(connection);
        Execute(connection, "CREATE TABLE store_migrations (number integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())");
        return 0;
    }

    private static bool HasTables(NpgsqlConnection connection) => Scalar(connection, "SELECT to_regclass(quote_ident(current_schema()) || '.store_migrations') IS NOT NULL") is true;

    private int Number(NpgsqlConnection connection)
    {
        var found = Convert.ToInt32(Scalar(connection, "SELECT coalesce(max(number), 0) FROM store_migrations"), CultureInfo.InvariantCulture);
        var known = migrations[^1].To;
        return found <= known ? found : throw PostgresRefusals.TooNew(options, found, known);
    }

    private byte[] KeyCheck(NpgsqlConnection connection) => Scalar(connection, "SELECT key_check FROM store_key") as byte[] ?? throw PostgresRefusals.NotWhole(options);

    private MasterKey Seal(NpgsqlConnection connection)
    {
        var key = _keys.ForNewStore();
        using var seals = key.Seals();
        Execute(connection, "INSERT INTO store_key (key_check) VALUES ($1)", seals.Check);
        return key;
    }

    private static void Apply(NpgsqlConnection connection, PostgresMigration migration)
    {
        using var command = new NpgsqlCommand(migration.Sql, connection);
        // On many documents it takes its time.
        command.CommandTimeout = 0;
        command.ExecuteNonQuery();
        Execute(connection, "INSERT INTO store_migrations (number, name) VALUES ($1, $2)", migration.To, migration.Name);
    }

    private static void Execute(NpgsqlConnection connection, string sql, params object[] values)
    {
        using var command = Statements.Command(connection, sql, values);
        command.ExecuteNonQuery();
    }

    private static object? Scalar(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        return command.ExecuteScalar();
    }
}
