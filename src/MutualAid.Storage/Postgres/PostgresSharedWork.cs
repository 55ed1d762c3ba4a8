using MutualAid.Core.Needs;
using MutualAid.Core.Reminders;
using Npgsql;

namespace MutualAid.Storage.Postgres;

/// <summary>
/// Work is whose session holds the advisory lock of its name. The session is on a connection of its own, and each question goes to the server and back, so nobody
/// believes in a lock that went with a connection. A process that ended, or was killed, loses it at once; one that is frozen, or can't be reached, when its session
/// was silent for <see cref="SilentAtMost"/>, by the server's own clock.
/// </summary>
internal sealed class PostgresSharedWork : ISharedWork, IAsyncDisposable, IDisposable
{
    private const int SecondsToAnswer = 3;
    private const int MostAttempts = 30;

    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(100);

    /// <summary>Beside a hash of the schema's and the work's name.</summary>
    private const int LockClass = 0x4D41_0002;

    private readonly StorageOptions _options;
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly HashSet<string> _held = new(StringComparer.Ordinal);
    private NpgsqlConnection? _connection;
    private bool _isClosed;

    public PostgresSharedWork(StorageOptions options) => _options = options;

    /// <summary>After this the server ends the session, and with it the locks.</summary>
    internal TimeSpan SilentAtMost { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>So often the connection says that it is there, whatever its owner does; 0: never.</summary>
    internal int SecondsBetweenSigns { get; init; } = 3;

    /// <summary>The process of the server that holds the locks; null: there is none.</summary>
    internal int? ServerProcess => _connection?.ProcessID;

    /// <summary>
    /// The due work, for whoever wants a database to themselves until this is disposed. A process that has just ended may not be gone from the server yet: that is
    /// waited for a little. Throws a fatal <see cref="StorageException"/> of one line where another one has it.
    /// </summary>
    public static async Task<PostgresSharedWork> TakeAloneAsync(StorageOptions options, CancellationToken cancellationToken)
    {
        var work = new PostgresSharedWork(options);
        try
        {
            for (var attempt = 0; !await work.IsMineAsync(DueWork.Name, cancellationToken).ConfigureAwait(false); attempt++)
            {
                if (attempt == MostAttempts) throw PostgresRefusals.InUse(options);
                await Task.Delay(BetweenAttempts, cancellationToken).ConfigureAwait(false);
            }

            return work;
        }
        catch (Exception e)
        {
            await work.DisposeAsync().ConfigureAwait(false);
            if (e is StorageException { IsFatal: false }) throw PostgresRefusals.NotOpened(options, e);
            throw;
        }
    }

    public async Task<bool> IsMineAsync(string work, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_connection is not null && await AskAsync(work, cancellationToken).ConfigureAwait(false) is { } answer) return answer;
            // What was held is anybody's now; perhaps it is this process' again.
            await ConnectAsync(cancellationToken).ConfigureAwait(false);
            return await AskAsync(work, cancellationToken).ConfigureAwait(false) ?? throw new StorageException("The connection to PostgreSQL was lost.", isFatal: false);
        }
        // Not only what the library throws: a name that can't be looked up is an exception of the network's.
        catch (Exception e) when (e is not (OperationCanceledException or StorageException))
        {
            throw PostgresFailures.Wrap(e);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose()
    {
        _isClosed = true;
        _connection?.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _one.WaitAsync().ConfigureAwait(false);
        Dispose();
        _one.Release();
    }

    /// <summary>Whether it is held by this session, taken just now or before; null: there is no session any more, and nothing is held.</summary>
    private async Task<bool?> AskAsync(string work, CancellationToken cancellationToken)
    {
        // Taken twice it would have to be given back twice; and what is held is held as long as the session answers.
        var sql = _held.Contains(work) ? "SELECT true" : "SELECT pg_try_advisory_lock($1, hashtext(current_schema() || ' ' || $2))";
        try
        {
            await using var command = _held.Contains(work) ? new NpgsqlCommand(sql, _connection) : Statements.Command(_connection!, sql, LockClass, work);
            var isMine = await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
            if (isMine) _held.Add(work);
            return isMine;
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException or InvalidOperationException)
        {
            // Also after a cancellation nobody knows what the server did: the session goes, and with it whatever it holds.
            await DropAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        var settings = _options.Postgres!.Connection;
        (settings.Pooling, settings.KeepAlive, settings.Timeout, settings.CommandTimeout, settings.MaxAutoPrepare) = (false, SecondsBetweenSigns, SecondsToAnswer, SecondsToAnswer, 0);
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using var command = new NpgsqlCommand($"SET idle_session_timeout = {(int)SilentAtMost.TotalMilliseconds}", connection);
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            _connection = connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task DropAsync()
    {
        _held.Clear();
        var connection = _connection;
        _connection = null;
        if (connection is not null) await connection.DisposeAsync().ConfigureAwait(false);
    }
}
