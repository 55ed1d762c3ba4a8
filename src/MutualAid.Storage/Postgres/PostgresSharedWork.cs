using MutualAid.Core.Needs;
using MutualAid.Core.Reminders;
using Npgsql;

namespace MutualAid.Storage.Postgres;

/// <summary>
/// Work is whose session holds the advisory lock of its name. The session is on a connection of its own, and each question goes to the server and back, so nobody
/// believes in a lock that went with a connection. A process that ended, or was killed, loses it at once; one that is frozen, or can't be reached, when its session
/// was silent for <see cref="SilentAtMost"/>, by the server's own clock. Documents are held by the same session.
/// </summary>
internal sealed class PostgresSharedWork : ISharedWork, IAsyncDisposable, IDisposable
{
    private const int SecondsToAnswer = 3;
    private const int MostAttempts = 30;

    /// <summary>Every process has a share of it.</summary>
    private const string Present = "SELECT pg_try_advisory_lock_shared($1, hashtext(current_schema() || ' ' || $2))";

    /// <summary>Who does a work, or wants the database to themselves, has it alone.</summary>
    private const string Alone = "SELECT pg_try_advisory_lock($1, hashtext(current_schema() || ' ' || $2))";

    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(100);

    /// <summary>Beside a hash of the schema's and the work's name.</summary>
    private const int LockClass = 0x4D41_0002;

    private readonly StorageOptions _options;
    private readonly PostgresStore? _store;
    private readonly PostgresHolds _holds = new();
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly HashSet<string> _held = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private bool _isPresent;
    private bool _isAlone;
    private NpgsqlConnection? _connection;
    private bool _isClosed;

    /// <summary>The store names documents, so that nobody who sees the server's locks knows whose they are; null: none is held.</summary>
    public PostgresSharedWork(StorageOptions options, PostgresStore? store = null) => (_options, _store) = (options, store);

    /// <summary>After this the server ends the session, and with it the locks.</summary>
    internal TimeSpan SilentAtMost { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>So often the connection says that it is there, whatever its owner does; 0: never.</summary>
    internal int SecondsBetweenSigns { get; init; } = 3;

    /// <summary>The process of the server that holds the locks; null: there is none.</summary>
    internal int? ServerProcess => _connection?.ProcessID;

    /// <summary>
    /// All work, for whoever wants a database to themselves until this is disposed. A process that has just ended may not be gone from the server yet: that is
    /// waited for a little. Throws a fatal <see cref="StorageException"/> of one line where another one is on it, at work or standing by.
    /// </summary>
    public static async Task<PostgresSharedWork> TakeAloneAsync(StorageOptions options, CancellationToken cancellationToken)
    {
        var work = new PostgresSharedWork(options) { _isAlone = true };
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

    public Task<bool> IsMineAsync(string work, CancellationToken cancellationToken) =>
        InTurnAsync(async session => await IsPresentAsync(session, cancellationToken).ConfigureAwait(false) && await IsMineAsync(work, session, cancellationToken).ConfigureAwait(false), cancellationToken);

    public bool CanBeShared => true;

    public Task<WorkShare> ShareAsync(string work, IReadOnlyList<int> parts, CancellationToken cancellationToken) => InTurnAsync(
        async session =>
        {
            if (!await IsPresentAsync(session, cancellationToken).ConfigureAwait(false)) return new WorkShare([], [], 1);
            if (!_asked.Contains(work) && await PostgresShares.EnterAsync(session, work, cancellationToken).ConfigureAwait(false)) _asked.Add(work);
            return await PostgresShares.TakeAsync(session, work, parts, cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);

    public Task GiveBackAsync(string work, IReadOnlyCollection<int> parts, CancellationToken cancellationToken) =>
        InTurnAsync(session => PostgresShares.GiveBackAsync(session, work, parts, cancellationToken), cancellationToken);

    public async Task<IAsyncDisposable?> TryHoldAsync(string document, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var store = _store ?? throw new InvalidOperationException("Nothing is held without the store that names it.");
        var question = _holds.Ask(store.Name("hold", document));
        await PutAsync(question).ConfigureAwait(false);
        return await question.Answer.ConfigureAwait(false) is { } session ? new Hold(this, question.Document, session) : null;
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

    private async Task<T> InTurnAsync<T>(Func<NpgsqlConnection, Task<T>> ask, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await InSessionAsync(ask, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>False while somebody has the database to themselves.</summary>
    private async Task<bool> IsPresentAsync(NpgsqlConnection session, CancellationToken cancellationToken)
    {
        if (_isPresent) return true;
        await using var command = Statements.Command(session, _isAlone ? Alone : Present, LockClass, "processes");
        return _isPresent = await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
    }

    /// <summary>Puts it with all others that wait, unless somebody did so meanwhile.</summary>
    private async Task PutAsync(PostgresHolds.Question question)
    {
        await _one.WaitAsync().ConfigureAwait(false);
        try
        {
            if (question.Answer.IsCompleted) return;
            var questions = _holds.Take();
            try
            {
                await InSessionAsync(session => PutAsync(questions, session), CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                foreach (var failed in questions) failed.Failed(e);
            }
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<bool> PutAsync(IReadOnlyList<PostgresHolds.Question> questions, NpgsqlConnection session)
    {
        if (!await IsPresentAsync(session, CancellationToken.None).ConfigureAwait(false))
        {
            foreach (var question in questions) question.Answered(null);
            return false;
        }

        var answers = await PostgresHolds.PutAsync(questions, session).ConfigureAwait(false);
        foreach (var (question, isSo) in questions.Zip(answers)) question.Answered(isSo ? session : null);
        return true;
    }

    /// <summary>Whether it is held by this session, taken just now or before.</summary>
    private async Task<bool> IsMineAsync(string work, NpgsqlConnection session, CancellationToken cancellationToken)
    {
        // Taken twice it would have to be given back twice; and what is held is held as long as the session answers.
        await using var command = _held.Contains(work)
            ? new NpgsqlCommand("SELECT true", session)
            : Statements.Command(session, Alone, LockClass, work);
        var isMine = await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
        if (isMine) _held.Add(work);
        return isMine;
    }

    /// <summary>What the session answers, or, where it is lost, a new one. Throws what the port says, and nothing is held then.</summary>
    private async Task<T> InSessionAsync<T>(Func<NpgsqlConnection, Task<T>> ask, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        try
        {
            if (_connection is { } session && await AskAsync(session, ask, cancellationToken).ConfigureAwait(false) is (true, var answer)) return answer!;
            // What was held is anybody's now; perhaps it is this process' again.
            await ConnectAsync(cancellationToken).ConfigureAwait(false);
            return await AskAsync(_connection!, ask, cancellationToken).ConfigureAwait(false) is (true, var anew) ? anew! : throw new StorageException("The connection to PostgreSQL was lost.", isFatal: false);
        }
        // Not only what the library throws: a name that can't be looked up is an exception of the network's.
        catch (Exception e) when (e is not (OperationCanceledException or StorageException))
        {
            throw PostgresFailures.Wrap(e);
        }
    }

    /// <summary>Not answered: there is no session any more, and nothing is held.</summary>
    private async Task<(bool IsAnswered, T? Answer)> AskAsync<T>(NpgsqlConnection session, Func<NpgsqlConnection, Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return (true, await ask(session).ConfigureAwait(false));
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException or InvalidOperationException)
        {
            // Also after a cancellation nobody knows what the server did: the session goes, and with it whatever it holds.
            await DropAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return default;
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
        _asked.Clear();
        _isPresent = false;
        var connection = _connection;
        _connection = null;
        if (connection is not null) await connection.DisposeAsync().ConfigureAwait(false);
    }

    private sealed class Hold(PostgresSharedWork owner, string document, NpgsqlConnection session) : IAsyncDisposable
    {
        private int _isGivenBack;

        public async ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _isGivenBack, 1) != 0) return;
            var question = owner._holds.GiveBack(document, session);
            await owner.PutAsync(question).ConfigureAwait(false);
        }
    }
}
