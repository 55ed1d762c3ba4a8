using LiteDB;
using LiteDB.Engine;
using MutualAid.Core.Needs;

namespace MutualAid.Storage.LiteDb;

/// <summary>Everything between a path and an engine that may be used: refusals, a first file, the schema.</summary>
internal sealed class StoreOpening(StorageOptions options, IReadOnlyList<Migration> migrations, Disk disk)
{
    /// <summary>The end of the name of a store that is being made.</summary>
    public const string Unfinished = ".new";

    private readonly string _path = Path.GetFullPath(options.Path);

    /// <summary>Opens or makes the store. <paramref name="onFailure"/> hears of a log that can't be written later on.</summary>
    public DurableEngine Open(Action<Exception> onFailure)
    {
        if (!File.Exists(_path)) MakeNew(onFailure);
        var files = StoreFiles.OpenExisting(_path, options.Password, disk, onFailure);
        return Start(files, engine =>
        {
            engine.Checkpoint();
            files.RefuseIfCutShort();
            new Schema(engine, migrations).BringUpToDate(_path);
            // A process that died while a copy was taken left it off.
            engine.LetFold();
        });
    }

    /// <summary>Makes it beside and moves it into place, so that a crash leaves either a whole store or none.</summary>
    private void MakeNew(Action<Exception> onFailure)
    {
        var logPath = StoreFiles.LogPath(_path);
        if (File.Exists(logPath) && new FileInfo(logPath).Length > 0) throw Refusals.LogAlone(_path, logPath);

        var unfinished = _path + Unfinished;
        try
        {
            MakeFolder(Path.GetDirectoryName(_path)!);
            var files = StoreFiles.Create(unfinished, options.Password, disk, onFailure);
            Start(files, engine => new Schema(engine, migrations).Make()).Dispose();
            File.Move(unfinished, _path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refusals.NotOpened(_path, _path, e);
        }
    }

    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private DurableEngine Start(StoreFiles files, Action<DurableEngine> prepare)
    {
        DurableEngine? engine = null;
        try
        {
            engine = new DurableEngine(files);
            prepare(engine);
            return engine;
        }
        catch (Exception e)
        {
            if (engine is null) files.Dispose();
            else
            {
                engine.Abandon();
                engine.Dispose();
            }

            if ((e as IOException ?? e.InnerException as IOException) is { } failure) throw Refusals.NotOpened(_path, _path, failure);
            if (e is StorageException { IsFatal: true }) throw;
            throw Refusals.Damaged(_path, e is LiteException lite ? $"LiteDB error {lite.ErrorCode}" : e.Message, e);
        }
    }
}
