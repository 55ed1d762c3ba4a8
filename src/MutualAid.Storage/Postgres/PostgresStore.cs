using System.Diagnostics;
using MutualAid.Core.Needs;
using MutualAid.Storage.Sealing;
using Npgsql;

namespace MutualAid.Storage.Postgres;

/// <summary>
/// One PostgreSQL database, or one schema of it, with everything in it; other processes may use it too. Each call is one statement on a connection from the
/// pool, so it is done as a whole or not at all; writes that come together are committed together (<see cref="GroupCommit"/>). A server that is gone for a moment is tried again, for as long as somebody would wait for an answer; longer than
/// that, calls fail, and go on to once it is back. Only what shows that the store is not what this bot wrote ends it.
/// </summary>
internal sealed class PostgresStore(StorageOptions options, TimeProvider time, IReadOnlyList<PostgresMigration> migrations) : IStore
{
    /// <summary>Before each further try: in all, what a server takes to restart.</summary>
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(700), TimeSpan.FromMilliseconds(1500)];

    /// <summary>
    /// Each session of a store holds this advisory lock, shared with all others of it: of that schema, by whatever role and name. Who gives the store another key
    /// has it alone meanwhile.
    /// </summary>
    internal const string SessionLock = "1296105475, hashtext(current_schema())";

    /// <summary>Whether a row of <c>pg_locks</c> is that lock.</summary>
    internal const string IsSessionLock =
        "locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND classid = 1296105475 AND objid = (hashtext(current_schema())::bigint & 4294967295)::oid AND objsubid = 2";

    /// <summary>Statements are written for one plan, by an index, whatever their values; to make a plan costs more than to carry it out.</summary>
    /// <remarks>The lock comes first: whoever gives the store another key is waited for with patience.</remarks>
    private const string Begin = $"SELECT pg_advisory_lock_shared({SessionLock}), set_config('plan_cache_mode', 'force_generic_plan', false), {GroupCommit.Impatience}";
    private const string Look = "SELECT key_check, (SELECT max(number) FROM store_migrations) FROM store_key";

    private readonly TaskCompletionSource<StorageException> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private NpgsqlDataSource? _source;
    private GroupCommit? _writes;
    private Seals? _seals;

    public Task<StorageException> Failed => _failed.Task;

    /// <summary>What seals documents, once it is open.</summary>
    public Seals Seals => _seals ?? throw NotOpen();

    /// <summary>How long a server that can't be reached is waited for at the start.</summary>
    internal TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(15);

    public void Open()
    {
        if (_source is not null) throw new InvalidOperationException("The store is open already.");
        using var source = NpgsqlDataSource.Create(options.Postgres!.Connection);
        try
        {
            _seals = new PostgresOpening(options, source, migrations, time) { Patience = Patience }.Open();
            var checking = new NpgsqlDataSourceBuilder(options.Postgres.Connection.ConnectionString);
            // A session keeps its lock from one use to the next.
            checking.ConnectionStringBuilder.NoResetOnClose = true;
            checking.UsePhysicalConnectionInitializer(RefuseOther, RefuseOtherAsync);
            _source = checking.Build();
            _writes = new GroupCommit(_source);
        }
        catch (Exception e)
        {
            throw PostgresRefusals.NotOpened(options, e);
        }
    }

    /// <summary>The same database under another key, to name and seal by; it is not connected.</summary>
    internal PostgresStore Under(MasterKey key) => new(options, time, migrations) { _seals = key.Seals() };

    /// <summary>
    /// Opens it to be looked into, and answers the version of its tables, or null where there are none, and nothing can be read. The server refuses every write.
    /// Throws as <see cref="Open"/> does.
    /// </summary>
    public int? OpenToLook()
    {
        var settings = options.Postgres!.Connection;
        settings.Options = $"{settings.Options} -c default_transaction_read_only=on".TrimStart();
        var source = NpgsqlDataSource.Create(settings);
        try
        {
            if (new PostgresOpening(options, source, migrations, time) { Patience = Patience }.Look() is not var (version, seals))
            {
                source.Dispose();
                return null;
            }

            (_source, _seals) = (source, seals);
            return version;
        }
        catch (Exception e)
        {
            source.Dispose();
            throw PostgresRefusals.NotOpened(options, e);
        }
    }

    /// <summary>Not by this bot: the server's own tools copy it while it is in use, and know how to put it back.</summary>
    public Task CopyAsync(Stream to, CancellationToken cancellationToken) =>
        throw PostgresRefusals.NotHere(options, "a copy of it is made by", "pg_dump --format=custom. What it holds is sealed as here, and needs the same key.");

    /// <summary>A name for an id or a word, or for several together, which tells nobody what it names.</summary>
    public string Name(params ReadOnlySpan<string> parts) => Seals.Pseudonym(parts);

    /// <summary>What <paramref name="read"/> makes of what the database answers.</summary>
    public Task<T> ReadAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken) => MeasuredAsync(
        StoreMeasures.Read,
        async attempt =>
        {
            await using var connection = await (_source ?? throw NotOpen()).OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            attempt.IsSent = true;
            return await read(connection, cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>
    /// Whether a write changed a row, durably. It may be sent again, and where nobody knows whether the time before was heeded, and this time changed none,
    /// <paramref name="isDone"/> says whether that was because it had been. A cancellation is heeded only before the first time: afterwards nobody could say whether it happened.
    /// </summary>
    public Task<bool> WriteAsync(Write write, Func<NpgsqlConnection, Task<bool>> isDone, CancellationToken cancellationToken) => MeasuredAsync(
        StoreMeasures.Write,
        async attempt =>
        {
            var wasUncertain = attempt.IsUncertain;
            if (await (_writes ?? throw NotOpen()).PutAsync(write, attempt, wasUncertain ? CancellationToken.None : cancellationToken).ConfigureAwait(false)) return true;
            if (!wasUncertain) return false;
            await using var connection = await _source!.OpenConnectionAsync(CancellationToken.None).ConfigureAwait(false);
            return await isDone(connection).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>A connection that is its caller's own, for a copy of everything.</summary>
    internal NpgsqlConnection Connect()
    {
        try
        {
            return (_source ?? throw NotOpen()).OpenConnection();
        }
        catch (NpgsqlException e)
        {
            throw PostgresFailures.Wrap(e);
        }
    }

    public void Dispose()
    {
        _source?.Dispose();
        _seals?.Dispose();
    }

    private async Task<T> MeasuredAsync<T>(string operation, Func<Attempt, Task<T>> work, CancellationToken cancellationToken)
    {
        var (began, done) = (Stopwatch.GetTimestamp(), false);
        try
        {
            var answer = await TryAsync(work, cancellationToken).ConfigureAwait(false);
            done = true;
            return answer;
        }
        finally
        {
            StoreMeasures.Took(operation, began, failed: !done);
        }
    }

    private async Task<T> TryAsync<T>(Func<Attempt, Task<T>> work, CancellationToken cancellationToken)
    {
        var attempt = new Attempt();
        for (var tries = 0; ; tries++)
        {
            if (_failed.Task.IsCompletedSuccessfully) throw _failed.Task.Result;
            attempt.IsSent = false;
            try
            {
                return await work(attempt).ConfigureAwait(false);
            }
            catch (Exception e) when (tries < Pauses.Length && PostgresFailures.IsPassing(e))
            {
                attempt.IsUncertain |= attempt.IsSent && !PostgresFailures.IsUndone(e);
                // The others in the pool are likely to be as dead.
                if (PostgresFailures.IsLoss(e)) _source!.Clear();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                var failure = PostgresFailures.Wrap(e);
                if (failure.IsFatal) _failed.TrySetResult(failure);
                throw failure;
            }

            await Task.Delay(Pauses[tries], time, attempt.IsUncertain ? CancellationToken.None : cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Each new connection looks: whoever gave the store another key, or changed its tables, ended those that there were, or waited for their end.</summary>
    private void RefuseOther(NpgsqlConnection connection)
    {
        using var begin = new NpgsqlCommand(Begin, connection);
        begin.ExecuteNonQuery();
        using var command = new NpgsqlCommand(Look, connection);
        using var reader = command.ExecuteReader();
        RefuseUnlessOurs(reader.Read() ? (reader.GetFieldValue<byte[]>(0), reader.GetInt32(1)) : null);
    }

    private async Task RefuseOtherAsync(NpgsqlConnection connection)
    {
        await using var begin = new NpgsqlCommand(Begin, connection);
        await begin.ExecuteNonQueryAsync().ConfigureAwait(false);
        await using var command = new NpgsqlCommand(Look, connection);
        await using var reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        RefuseUnlessOurs(await reader.ReadAsync().ConfigureAwait(false) ? (reader.GetFieldValue<byte[]>(0), reader.GetInt32(1)) : null);
    }

    private void RefuseUnlessOurs((byte[] KeyCheck, int Version)? found)
    {
        var refusal = found switch
        {
            null => PostgresRefusals.NotWhole(options),
            var (check, _) when !check.AsSpan().SequenceEqual(Seals.Check) => PostgresRefusals.KeyChanged(options),
            var (_, version) when version > migrations[^1].To => PostgresRefusals.TooNew(options, version, migrations[^1].To),
            var (_, version) when version < migrations[^1].To => PostgresRefusals.PutBack(options),
            _ => null,
        };
        if (refusal is null) return;
        // Of several hosts the library says only that none will do.
        _failed.TrySetResult(refusal);
        throw refusal;
    }

    private static InvalidOperationException NotOpen() => new("The store is not open yet.");
}
