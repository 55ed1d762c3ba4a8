using System.Diagnostics;
using MutualAid.Core.Needs;
using MutualAid.Storage.Sealing;
using Npgsql;

namespace MutualAid.Storage.Postgres;

/// <summary>
/// One PostgreSQL database, or one schema of it, with everything in it; other processes may use it too. Each call is one statement on a connection from the
/// pool, so it is done as a whole or not at all. A server that is gone for a moment is tried again, for as long as somebody would wait for an answer; longer than
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

    private const string Share = $"SELECT pg_advisory_lock_shared({SessionLock})";
    private const string KeyCheck = "SELECT key_check FROM store_key";

    private readonly TaskCompletionSource<StorageException> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private NpgsqlDataSource? _source;
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
            checking.UsePhysicalConnectionInitializer(RefuseOtherKey, RefuseOtherKeyAsync);
            _source = checking.Build();
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
    public Task<T> ReadAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        MeasuredAsync(StoreMeasures.Read, (connection, _) => read(connection, cancellationToken), cancellationToken);

    /// <summary>
    /// What <paramref name="write"/> answered, durably. It may be called again, and is told so where nobody knows whether the time before was heeded. A cancellation
    /// is heeded only before the first time: afterwards nobody could say whether it happened.
    /// </summary>
    public Task<bool> WriteAsync(Func<NpgsqlConnection, bool, Task<bool>> write, CancellationToken cancellationToken) => MeasuredAsync(StoreMeasures.Write, write, cancellationToken);

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

    private async Task<T> MeasuredAsync<T>(string operation, Func<NpgsqlConnection, bool, Task<T>> work, CancellationToken cancellationToken)
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

    private async Task<T> TryAsync<T>(Func<NpgsqlConnection, bool, Task<T>> work, CancellationToken cancellationToken)
    {
        var source = _source ?? throw NotOpen();
        var isUncertain = false;
        for (var tries = 0; ; tries++)
        {
            if (_failed.Task.IsCompletedSuccessfully) throw _failed.Task.Result;
            var isSent = false;
            try
            {
                await using var connection = await source.OpenConnectionAsync(isUncertain ? CancellationToken.None : cancellationToken).ConfigureAwait(false);
                isSent = true;
                return await work(connection, isUncertain).ConfigureAwait(false);
            }
            catch (Exception e) when (tries < Pauses.Length && PostgresFailures.IsPassing(e))
            {
                isUncertain |= isSent && !PostgresFailures.IsUndone(e);
                // The others in the pool are likely to be as dead.
                if (PostgresFailures.IsLoss(e)) source.Clear();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                var failure = PostgresFailures.Wrap(e);
                if (failure.IsFatal) _failed.TrySetResult(failure);
                throw failure;
            }

            await Task.Delay(Pauses[tries], time, isUncertain ? CancellationToken.None : cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Each new connection looks: whoever gave the store another key ended those that there were.</summary>
    private void RefuseOtherKey(NpgsqlConnection connection)
    {
        using var share = new NpgsqlCommand(Share, connection);
        share.ExecuteNonQuery();
        using var command = new NpgsqlCommand(KeyCheck, connection);
        RefuseUnlessOurs(command.ExecuteScalar());
    }

    private async Task RefuseOtherKeyAsync(NpgsqlConnection connection)
    {
        await using var share = new NpgsqlCommand(Share, connection);
        await share.ExecuteNonQueryAsync().ConfigureAwait(false);
        await using var command = new NpgsqlCommand(KeyCheck, connection);
        RefuseUnlessOurs(await command.ExecuteScalarAsync().ConfigureAwait(false));
    }

    private void RefuseUnlessOurs(object? check)
    {
        if (check is byte[] found && found.AsSpan().SequenceEqual(Seals.Check)) return;
        var refusal = check is byte[]? PostgresRefusals.KeyChanged(options) : PostgresRefusals.NotWhole(options);
        // Of several hosts the library says only that none will do.
        _failed.TrySetResult(refusal);
        throw refusal;
    }

    private static InvalidOperationException NotOpen() => new("The store is not open yet.");
}
