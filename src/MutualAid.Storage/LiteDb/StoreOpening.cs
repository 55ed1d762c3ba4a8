using LiteDB;
using MutualAid.Core.Needs;
using MutualAid.Storage.Sealing;

namespace MutualAid.Storage.LiteDb;

/// <summary>A store that may be used.</summary>
internal sealed record OpenedStore(DurableEngine Engine, Seals Seals) : IDisposable
{
    public void Dispose()
    {
        Engine.Dispose();
        Seals.Dispose();
    }
}

/// <summary>Everything between a path and an engine that may be used: refusals, the key, a first file, the schema, and a file in place of another.</summary>
internal sealed class StoreOpening(StorageOptions options, IReadOnlyList<Migration> migrations, Disk disk)
{
    /// <summary>The end of the name of a store that is being made.</summary>
    public const string Unfinished = ".new";

    private readonly string _path = Path.GetFullPath(options.Path);
    private readonly string _unfinished = LinkedFile.Target(options.Path) + Unfinished;
    private readonly KeyRing _keys = new(options);

    /// <summary>Opens or makes the store. <paramref name="onFailure"/> hears of a log that can't be written later on.</summary>
    public OpenedStore Open(Action<Exception> onFailure)
    {
        if (!File.Exists(_path)) MakeNew(onFailure);
        var engine = OpenExisting(onFailure);
        if (Guarded(engine, () => new Schema(engine, migrations).Version(_path)) < Schema.Sealed)
        {
            Guarded(engine, () => Replace(engine, new PlainContents(engine), _keys.ForNewStore(), onFailure));
            engine = OpenExisting(onFailure);
        }

        return Guarded(engine, () =>
        {
            var schema = new Schema(engine, migrations);
            var key = _keys.Find(schema.KeyCheck(_path));
            schema.BringUpToDate(_path);
            // A process that died while a copy was taken left it off.
            engine.LetFold();
            _keys.KeepOnly(key);
            EraseUnfinished();
            return new OpenedStore(engine, key.Seals());
        });
    }

    /// <summary>
    /// Seals everything in the store anew, under the key that <paramref name="next"/> answers, which is on the disk when it returns; it is told the one in
    /// use. The store must be there, and of this version.
    /// </summary>
    public void Reseal(Func<MasterKey, MasterKey> next)
    {
        var engine = OpenExisting(static _ => { });
        Guarded(engine, () =>
        {
            var current = _keys.Find(new Schema(engine, migrations).KeyCheck(_path));
            using var seals = current.Seals();
            return Replace(engine, new SealedContents(engine, seals), next(current), static _ => { });
        });
    }

    /// <summary>Whether the store, which must be there, is sealed under this key.</summary>
    public bool IsUnder(MasterKey key)
    {
        using var engine = OpenExisting(static _ => { });
        return Guarded(engine, () => key.Fits(new Schema(engine, migrations).KeyCheck(_path)));
    }

    /// <summary>
    /// Makes the store with these contents, where there is none. <paramref name="check"/> looks at what was made before it is in its place, and throws where it is not
    /// to be kept.
    /// </summary>
    public void MakeFrom(IStoreContents contents, Action<IStoreContents> check)
    {
        RefuseLogAlone();
        MakeFolder(Path.GetDirectoryName(_path)!);
        var key = _keys.ForNewStore();
        try
        {
            MakeUnfinished(key, contents, static _ => { });
            using (var seals = key.Seals())
            {
                var files = StoreFiles.OpenExisting(_unfinished, options.Password, disk, static _ => { });
                Start(files, engine => check(new SealedContents(engine, seals))).Dispose();
            }

            File.Move(_unfinished, _path);
            SyncedFolder.Sync(Path.GetDirectoryName(_path)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refusals.NotOpened(_path, _path, e);
        }
        finally
        {
            EraseUnfinished();
        }
    }

    private DurableEngine OpenExisting(Action<Exception> onFailure)
    {
        var files = StoreFiles.OpenExisting(_path, options.Password, disk, onFailure);
        return Start(files, engine =>
        {
            engine.Checkpoint();
            files.RefuseIfCutShort();
        });
    }

    private void MakeNew(Action<Exception> onFailure)
    {
        RefuseLogAlone();
        if (Directory.Exists(_path)) throw Refusals.NotOpened(_path, _path, new IOException());

        try
        {
            var folder = Path.GetDirectoryName(_path)!;
            MakeFolder(folder);
            MakeUnfinished(_keys.ForNewStore(), contents: null, onFailure);
            File.Move(_unfinished, _path);
            SyncedFolder.Sync(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refusals.NotOpened(_path, _path, e);
        }
    }

    /// <summary>A log must never meet another file's pages, and what is in it was answered to somebody.</summary>
    private void RefuseLogAlone()
    {
        var logPath = StoreFiles.LogPath(_path);
        if (File.Exists(logPath) && new FileInfo(logPath).Length > 0) throw Refusals.LogAlone(_path, logPath);
    }

    /// <summary>Has the contents of an open store, sealed by a key, in its place. The store is closed afterwards.</summary>
    private bool Replace(DurableEngine engine, IStoreContents contents, MasterKey key, Action<Exception> onFailure)
    {
        MakeUnfinished(key, contents, onFailure);
        engine.ReplaceBy(_unfinished);
        return true;
    }

    /// <summary>Makes a store beside, to be moved into place, so that a crash leaves either a whole store or what was there before.</summary>
    private void MakeUnfinished(MasterKey key, IStoreContents? contents, Action<Exception> onFailure)
    {
        using var seals = key.Seals();
        var files = StoreFiles.Create(_unfinished, options.Password, disk, onFailure);
        Start(files, engine =>
        {
            new Schema(engine, migrations).Make(seals.Check);
            if (contents is not null) StoreCopy.Run(contents, new SealedFilling(engine, seals));
            engine.Checkpoint();
        }).Dispose();
    }

    /// <summary>What a crash left of a store that was being made. Only while the lock on the store is held.</summary>
    private void EraseUnfinished()
    {
        File.Delete(StoreFiles.LogPath(_unfinished));
        File.Delete(_unfinished);
    }

    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private DurableEngine Start(StoreFiles files, Action<DurableEngine> prepare)
    {
        DurableEngine engine;
        try
        {
            engine = new DurableEngine(files);
        }
        catch (Exception e)
        {
            files.Dispose();
            throw Refused(e);
        }

        return Guarded(engine, () =>
        {
            prepare(engine);
            return engine;
        });
    }

    /// <summary>Does something with an engine, which is given up if that fails.</summary>
    private T Guarded<T>(DurableEngine engine, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e)
        {
            engine.Abandon();
            engine.Dispose();
            throw Refused(e);
        }
    }

    private StorageException Refused(Exception e)
    {
        if (e is StorageException { IsFatal: true } refusal) return refusal;
        if (e is UnauthorizedAccessException) return Refusals.NotOpened(_path, _path, e);
        if ((e as IOException ?? e.InnerException as IOException) is { } failure) return Refusals.NotOpened(_path, _path, failure);
        // The message of another exception may quote what stands in a document.
        return Refusals.Damaged(_path, e switch { LiteException lite => $"LiteDB error {lite.ErrorCode}", StorageException s => s.Message, _ => e.GetType().Name }, e);
    }
}
