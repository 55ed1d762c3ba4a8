using System.Runtime.InteropServices;
using LiteDB;
using LiteDB.Engine;
using MutualAid.Core.Needs;

namespace MutualAid.Storage.LiteDb;

/// <summary>
/// LiteDB on durable streams, one call at a time. <see cref="Transact"/> and <see cref="Checkpoint"/> belong to one thread, always the
/// same: two writers at once corrupt the file. Queries are safe from any thread; they take turns too, because LiteDB gives the buffer of a
/// page that somebody has looked up, and not yet marked as in use, to another page: a reader then gets somebody else's document, and a
/// writer stores it.
/// </summary>
internal sealed class DurableEngine : IDisposable
{
    private const string FoldAfter = "CHECKPOINT";

    /// <summary>LiteDB's own default, in pages of 8 KiB.</summary>
    private const int FoldAfterPages = 1000;

    private readonly StoreFiles _files;
    private readonly LiteEngine _lite;

    /// <summary>Whose turn it is. Who waits on a thread comes before who waits without one: so the writer is never starved.</summary>
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _dead = new();
    private bool _isAbandoned;

    public DurableEngine(StoreFiles files)
    {
        _files = files;
        _lite = new LiteEngine(new EngineSettings
        {
            DataStream = files.Data,
            LogStream = files.Log,
            // Without one, a large sort would be spilled as plain text into the folder for temporary files.
            TempStream = new MemoryStream(),
            Collation = Collation.Binary,
        });
    }

    /// <summary>Whether nothing works any more after this exception.</summary>
    public static bool IsFatal(Exception exception) => exception is IOException
        or StorageException { IsFatal: true }
        or LiteException { ErrorCode: LiteException.INVALID_DATAFILE_STATE or LiteException.ENGINE_DISPOSED };

    /// <summary>
    /// Runs changes as one transaction, fewer than 1,000 documents, and returns when they are on the disk. They must be finished in this
    /// call: a transaction belongs to its thread. False, and nothing is written, when <paramref name="changes"/> says that it changed nothing.
    /// </summary>
    public bool Transact(Func<LiteEngine, bool> changes)
    {
        var confirmed = _files.Log.Confirmations;
        if (!InTurn(() => Commit(changes))) return false;
        // Others read on while it goes to the disk.
        _files.Log.WaitFor(confirmed + 1);
        return true;
    }

    /// <summary>Folds the log into the data file; what was erased is then gone from both.</summary>
    public void Checkpoint() => InTurn(_lite.Checkpoint);

    /// <summary>
    /// Folds the log into the data file, after which LiteDB does not do so by itself until <see cref="LetFold"/>: writes go on in the log alone,
    /// however large it grows.
    /// </summary>
    public void FoldAndHold()
    {
        Checkpoint();
        Set(FoldAfter, 0);
    }

    /// <summary>LiteDB folds a log that has grown by itself again. Does nothing where it does.</summary>
    public void LetFold() => Set(FoldAfter, FoldAfterPages);

    /// <summary>The data file on the disk.</summary>
    public StoreFiles Files => _files;

    /// <summary>The documents a query finds, all at once.</summary>
    public List<BsonDocument> Query(string collection, Query query) => InTurn(() => Query(_lite, collection, query));

    /// <summary>The same, waiting for its turn without a thread. Cancelled also when it is given up meanwhile.</summary>
    public async Task<List<BsonDocument>> QueryAsync(string collection, Query query, CancellationToken cancellationToken)
    {
        if (!_turn.Wait(0, cancellationToken))
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _dead.Token);
            await _turn.WaitAsync(either.Token).ConfigureAwait(false);
        }

        try
        {
            return Query(_lite, collection, query);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The same within a transaction, seeing its own changes.</summary>
    public static List<BsonDocument> Query(LiteEngine lite, string collection, Query query)
    {
        using var reader = lite.Query(collection, query);
        var found = new List<BsonDocument>();
        while (reader.Read()) found.Add(reader.Current.AsDocument);
        return found;
    }

    /// <summary>
    /// Gives up a dead engine: it is not asked to close, which may never return, and is kept in memory, because the finalizers of its
    /// unfinished transactions throw, which would end the process before the host could say why.
    /// </summary>
    public void Abandon()
    {
        _isAbandoned = true;
        GCHandle.Alloc(_lite);
        // Who is within may never come out.
        _dead.Cancel();
    }

    /// <summary>Closes it, and has a finished store take its place while nobody else can open either.</summary>
    public void ReplaceBy(string finished)
    {
        Close();
        _isAbandoned = true;
        _files.ReplaceBy(finished);
    }

    public void Dispose()
    {
        if (!_isAbandoned) Close();
        _files.Dispose();
        _dead.Dispose();
    }

    /// <summary>Whoever comes after it finds it closed.</summary>
    private void Close() => InTurn(() =>
    {
        _lite.Dispose();
        return true;
    });

    private void Set(string pragma, int value)
    {
        var confirmed = _files.Log.Confirmations;
        // A transaction of its own, which must not be taken for the next one's.
        if (InTurn(() => _lite.Pragma(pragma, value))) _files.Log.WaitFor(confirmed + 1);
    }

    private bool Commit(Func<LiteEngine, bool> changes)
    {
        _lite.BeginTrans();
        try
        {
            if (!changes(_lite))
            {
                _lite.Rollback();
                return false;
            }

            if (!_lite.Commit()) throw new StorageException("LiteDB lost a transaction.", isFatal: true);
            return true;
        }
        catch (Exception e) when (!IsFatal(e))
        {
            Forget();
            throw;
        }
    }

    private T InTurn<T>(Func<T> call)
    {
        _turn.Wait(_dead.Token);
        try
        {
            return call();
        }
        finally
        {
            _turn.Release();
        }
    }

    private void Forget()
    {
        try
        {
            _lite.Rollback();
            // A rollback hands new pages back in a confirmed transaction of its own; it must not be taken for the next one's.
            _lite.Checkpoint();
        }
        catch (Exception e)
        {
            throw new StorageException($"LiteDB could not undo a transaction: {e.GetType().Name}", isFatal: true, e);
        }
    }
}
