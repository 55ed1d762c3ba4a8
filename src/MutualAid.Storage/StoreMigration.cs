using System.Data;
using MutualAid.Core.Needs;
using MutualAid.Storage.LiteDb;
using MutualAid.Storage.Postgres;
using MutualAid.Storage.Sealing;
using Npgsql;

namespace MutualAid.Storage;

/// <summary>
/// Everything from one store into another that is empty, of the other provider perhaps. What was copied is read back and compared before it is kept, and it is kept as a
/// whole: whenever this is cut off, the other store is as empty as before. The one that is copied stays as it is. Every refusal is a <see cref="StorageException"/> of one line.
/// </summary>
public sealed class StoreMigration(StorageOptions from, StorageOptions to)
{
    /// <summary>Does it. Refuses while a process of the bot has one of them open. <paramref name="copied"/> hears how many documents are copied so far.</summary>
    public async Task<StoreContent> RunAsync(Action<int>? copied, CancellationToken cancellationToken)
    {
        if (from.IsFile && !File.Exists(from.Path)) throw Refused(from, "is not there: there is nothing to copy.");
        // First, so that of two keys, which an interrupted rotation left, only the one in use is there for the other store.
        using var file = from.IsFile ? Files(from).Open(static _ => { }) : null;
        await using var alone = await AloneAsync(from, cancellationToken).ConfigureAwait(false);
        await using var aloneThere = await AloneAsync(to, cancellationToken).ConfigureAwait(false);
        if (file is null) return FromDatabase(copied);
        IStoreContents contents = new SealedContents(file.Engine, file.Seals);
        return Into(new CountedContents(to.IsFile ? contents : new WithoutErasures(contents), copied));
    }

    private StoreContent FromDatabase(Action<int>? copied)
    {
        using var store = Database(from);
        // Of two keys, which an interrupted rotation left, only the one in use is there for the other store.
        var keys = new KeyRing(from);
        keys.KeepOnly(keys.Find(store.Seals.Check));
        using var connection = store.Connect();
        // As it is at one moment, whatever happens meanwhile.
        using var moment = connection.BeginTransaction(IsolationLevel.RepeatableRead);
        return Into(new CountedContents(new PostgresContents(store, connection), copied));
    }

    private StoreContent Into(CountedContents contents)
    {
        if (to.IsFile) IntoFile(contents);
        else IntoDatabase(contents);
        return contents.Content;
    }

    private void IntoFile(CountedContents contents)
    {
        if (Path.Exists(to.Path)) throw NotEmpty();
        Files(to).MakeFrom(contents, made => Compare(contents, made));
    }

    private void IntoDatabase(CountedContents contents)
    {
        using var store = Database(to);
        using var connection = store.Connect();
        try
        {
            using var transaction = connection.BeginTransaction(IsolationLevel.ReadCommitted);
            using (var any = new NpgsqlCommand(
                "SELECT EXISTS (SELECT FROM needs) OR EXISTS (SELECT FROM offers) OR EXISTS (SELECT FROM groups) OR EXISTS (SELECT FROM members) OR EXISTS (SELECT FROM bookmarks)", connection))
            {
                if (any.ExecuteScalar() is true) throw NotEmpty();
            }

            StoreCopy.Run(contents, new PostgresFilling(store, connection));
            Compare(contents, new PostgresContents(store, connection));
            transaction.Commit();
        }
        catch (NpgsqlException e)
        {
            throw PostgresFailures.Wrap(e);
        }
    }

    private void Compare(CountedContents contents, IStoreContents made)
    {
        if (!new CountedContents(made).Read().IsSameAs(contents)) throw Refused(to, "did not take everything as it was, so nothing of it is kept.");
    }

    private StorageException NotEmpty() => Refused(to, "is there already and holds something: give one that is empty.");

    /// <summary>A file is locked by whoever has it open; a database has one process that does the due work.</summary>
    private static async Task<PostgresSharedWork?> AloneAsync(StorageOptions options, CancellationToken cancellationToken)
    {
        if (options.IsFile) return null;
        Database(options).Dispose();
        return await PostgresSharedWork.TakeAloneAsync(options, cancellationToken).ConfigureAwait(false);
    }

    private static PostgresStore Database(StorageOptions options)
    {
        var store = new PostgresStore(options, TimeProvider.System, PostgresMigration.All);
        store.Open();
        return store;
    }

    private static StoreOpening Files(StorageOptions options) => new(options, Migrations.All, static file => new SyncedFile(file));

    /// <summary>A database remembers none (<see cref="NothingRemembered"/>).</summary>
    private sealed class WithoutErasures(IStoreContents contents) : IStoreContents
    {
        public IEnumerable<IReadOnlyList<T>> Batches<T>()
            where T : class => typeof(T) == typeof(Erasure) ? [] : contents.Batches<T>();
    }

    private static StorageException Refused(StorageOptions options, string what) => new($"{options.Named} {what}", isFatal: true);
}
