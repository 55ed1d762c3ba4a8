using MutualAid.Storage.Sealing;
using Npgsql;

namespace MutualAid.Storage.Postgres;

/// <summary>
/// A database: one transaction in which everything is set aside, written again under the other key, and read back. Every other session of the store is ended, and
/// none begins meanwhile (<see cref="PostgresStore.SessionLock"/>): one that went on by the old key would find nothing, and what it wrote nobody could read. Who
/// only reads, to make a dump, has all of it under one of the two keys.
/// </summary>
internal sealed class PostgresResealing(StorageOptions options) : IResealing
{
    private const string Before = "before_";

    /// <summary>How often sessions are ended, since new ones may begin in between; with the pauses, some seconds.</summary>
    private const int Attempts = 50;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private static readonly string[] Documents = ["needs", "offers", "groups", "members", "bookmarks"];

    private readonly KeyRing _keys = new(options);

    private PostgresSharedWork? _alone;

    public void Prepare()
    {
        _alone = PostgresSharedWork.TakeAloneAsync(options, CancellationToken.None).GetAwaiter().GetResult();
        using (var look = New(options))
        {
            if (look.OpenToLook() is null) throw PostgresRefusals.Empty(options);
        }

        using var store = Opened(options);
        _keys.KeepOnly(_keys.Find(store.Seals.Check));
    }

    public void Reseal(Func<MasterKey, MasterKey> next)
    {
        using var store = Opened(Patient(options));
        using var connection = store.Connect();
        try
        {
            using var transaction = connection.BeginTransaction();
            BeAlone(connection);
            var key = next(_keys.Find(store.Seals.Check));
            using var under = store.Under(key);
            foreach (var kind in Documents)
                Execute(connection, $"CREATE TEMP TABLE {Before}{kind} ON COMMIT DROP AS SELECT id, version, body FROM {kind}; ALTER TABLE {Before}{kind} ADD PRIMARY KEY (id); DELETE FROM {kind}");
            var contents = new CountedContents(new PostgresContents(store, connection, Before));
            StoreCopy.Run(contents, new PostgresFilling(under, connection));
            using (var changed = Statements.Command(connection, "UPDATE store_key SET key_check = $1", under.Seals.Check)) changed.ExecuteNonQuery();
            if (!new CountedContents(new PostgresContents(under, connection)).Read().IsSameAs(contents)) throw PostgresRefusals.NotResealed(options);
            transaction.Commit();
        }
        catch (NpgsqlException e)
        {
            throw PostgresRefusals.NotOpened(options, e);
        }
    }

    public void Finish(MasterKey key)
    {
        using (var store = Opened(Patient(options.IsKeyGiven ? options with { Keys = [key] } : options)))
        {
            using var connection = store.Connect();
            TryVacuum(connection);
        }

        _keys.KeepOnly(key);
    }

    public bool IsUnder(MasterKey key)
    {
        // Any key that may be the one: which of them it is, it says itself.
        using var look = New(options.IsKeyGiven ? options with { Keys = [key, .. options.Keys!] } : options);
        return look.OpenToLook() is not null && key.Fits(look.Seals.Check);
    }

    public void Dispose() => _alone?.Dispose();

    /// <summary>From here to the end of the transaction nobody else has the store open, and nobody writes into its tables.</summary>
    private void BeAlone(NpgsqlConnection connection)
    {
        try
        {
            for (var attempt = 0; ; attempt++)
            {
                Execute(connection, $"SELECT pg_terminate_backend(pid) FROM pg_locks WHERE {PostgresStore.IsSessionLock} AND granted AND pid <> pg_backend_pid()");
                using (var alone = new NpgsqlCommand($"SELECT pg_try_advisory_xact_lock({PostgresStore.SessionLock})", connection))
                {
                    if (alone.ExecuteScalar() is true) break;
                }

                if (attempt == Attempts) throw PostgresRefusals.InUse(options);
                Thread.Sleep(Pause);
            }

            Execute(connection, "SET LOCAL lock_timeout = '5s'");
            Execute(connection, $"LOCK TABLE {string.Join(", ", Documents)} IN EXCLUSIVE MODE");
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            // A process that uses another role of the server.
            throw PostgresRefusals.InUse(options);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
        {
            throw PostgresRefusals.Occupied(options);
        }
    }

    /// <summary>What stood there under the old key goes from the disk at once; where that can't be done, the server does it by and by.</summary>
    private static void TryVacuum(NpgsqlConnection connection)
    {
        try
        {
            Execute(connection, $"VACUUM {string.Join(", ", Documents)}, offer_keys, need_people");
        }
        catch (NpgsqlException)
        {
            // Nothing depends on it.
        }
    }

    private static void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    /// <summary>Of many documents it takes its time.</summary>
    private static StorageOptions Patient(StorageOptions of)
    {
        var settings = of.Postgres!.Connection;
        settings.CommandTimeout = 0;
        return of with { Postgres = PostgresOptions.Of(settings.ConnectionString) };
    }

    private static PostgresStore New(StorageOptions of) => new(of, TimeProvider.System, PostgresMigration.All);

    private static PostgresStore Opened(StorageOptions of)
    {
        var store = New(of);
        try
        {
            store.Open();
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }
}
