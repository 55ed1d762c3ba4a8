using System.Globalization;
using System.Text;
using LiteDB;
using LiteDB.Engine;
using MutualAid.Core.Needs;

namespace MutualAid.Storage.LiteDb;

/// <summary>
/// A LiteDB database on durable streams. An ordinary LiteDB reads it too. Opening it either succeeds or says in one line what is wrong and what to
/// do; it never repairs, rebuilds or empties anything by itself.
/// </summary>
internal sealed class LiteDbFile : IDisposable
{
    private const int SmallestFile = 8192;
    private const string Magic = "** This is a LiteDB file **";
    private const int MagicAt = 32;

    private readonly List<IDisposable> parts;

    private LiteDbFile(LiteDatabase database, LogStream log, List<IDisposable> parts)
    {
        Database = database;
        Log = log;
        this.parts = parts;
    }

    public LiteDatabase Database { get; }

    public LogStream Log { get; }

    public static LiteDbFile Open(string path, string? password, IReadOnlyList<Action<ILiteDatabase>> migrations)
    {
        try
        {
            if (!File.Exists(path)) Create(path, password, migrations);
            Inspect(path, password);
            var file = OpenStreams(path, password);
            try
            {
                Schema.Migrate(file.Database, migrations, path);
            }
            catch
            {
                file.Dispose();
                throw;
            }

            return file;
        }
        catch (Exception e) when (e is not StorageException)
        {
            throw new StorageException(Line(path, e), isFatal: true, e);
        }
    }

    public void Dispose()
    {
        foreach (var part in parts) part.Dispose();
    }

    /// <summary>Under another name first: a start that is cut short leaves no half-made file behind.</summary>
    private static void Create(string path, string? password, IReadOnlyList<Action<ILiteDatabase>> migrations)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder))
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
            else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        if (File.Exists(LogOf(path)))
            throw Problem(path, "is missing, although its log is there. Put the data file back beside it, or move the log away to start empty.");
        var fresh = path + ".new";
        File.Delete(fresh);
        File.Delete(LogOf(fresh));
        using (var file = OpenStreams(fresh, password))
        {
            Schema.Migrate(file.Database, migrations, path);
            file.Database.Checkpoint();
        }

        File.Delete(LogOf(fresh));
        File.Move(fresh, path);
    }

    private static LiteDbFile OpenStreams(string path, string? password)
    {
        var opened = new List<IDisposable>();
        try
        {
            var dataFile = Add(new DurableFile(path));
            var logFile = Add(new DurableFile(LogOf(path)));
            var data = new DataStream(Pages(dataFile), dataFile);
            var log = new LogStream(Pages(logFile), logFile, data);
            data.Log = log;
            var engine = new LiteEngine(new EngineSettings
            {
                DataStream = data,
                LogStream = log,
                Collation = new Collation(127, CompareOptions.Ordinal),
            });
            var mapper = new BsonMapper { TrimWhitespace = false, EmptyStringToNull = false };
            var database = new LiteDatabase(engine, mapper) { UtcDate = true };
            opened.Insert(0, engine);
            opened.Insert(0, database);
            return new LiteDbFile(database, log, opened);
        }
        catch
        {
            foreach (var part in opened) part.Dispose();
            throw;
        }

        T Add<T>(T part)
            where T : IDisposable
        {
            opened.Add(part);
            return part;
        }

        Stream Pages(DurableFile file) => password is null ? file.Stream : new AesStream(password, file.Stream);
    }

    /// <summary>What LiteDB itself would silently take for a new store, or break.</summary>
    private static void Inspect(string path, string? password)
    {
        if (new FileInfo(path).IsReadOnly) throw new UnauthorizedAccessException();
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (file.Length < SmallestFile) throw Problem(path, "is damaged: it is too short to be a store. Put a backup in its place, or move it away to start empty.");
        var head = new byte[MagicAt + Magic.Length];
        file.ReadExactly(head);
        var isPlain = Encoding.ASCII.GetString(head, MagicAt, Magic.Length) == Magic;
        if (!isPlain && head[0] != 1) throw Problem(path, "is damaged: it does not begin like a store. Put a backup in its place, or move it away to start empty.");
        if (isPlain && password is not null) throw Problem(path, "is not encrypted, but Storage:LiteDb:Password is set. Leave the password out, or move the file away to start empty.");
        if (!isPlain && password is null) throw Problem(path, "is encrypted. Set Storage:LiteDb:Password or Storage:LiteDb:PasswordFile.");
    }

    private static string Line(string path, Exception e) => (e switch
    {
        LiteException { ErrorCode: LiteException.INVALID_PASSWORD } => Problem(path, "can't be opened with this Storage:LiteDb:Password. Nothing was changed. Use the password it was made with."),
        UnauthorizedAccessException => ReadOnly(path),
        IOException when e.Message.Contains("Read-only", StringComparison.OrdinalIgnoreCase) => ReadOnly(path),
        IOException when e.Message.Contains("another process", StringComparison.OrdinalIgnoreCase) =>
            Problem(path, "is in use by another process. Stop the other bot first, or give this one a path of its own."),
        IOException => Problem(path, string.Create(CultureInfo.InvariantCulture, $"can't be opened: the disk answered error {e.HResult & 0xFFFF}. Is there space, and is the folder there?")),
        _ => Problem(path, "is damaged. Nothing was changed. Put a backup in its place, or move it away to start empty."),
    }).Message;

    private static StorageException ReadOnly(string path) => Problem(path, "can't be written. Let the user that runs the bot write the file and its folder.");

    internal static StorageException Problem(string path, string what) => new($"Storage:LiteDb:Path '{path}' {what}", isFatal: true);

    /// <summary>All files that a store at this path may have.</summary>
    internal static IEnumerable<string> FilesOf(string path) => [path, LogOf(path), path + ".new", LogOf(path + ".new")];

    private static string LogOf(string path) =>
        Path.Combine(Path.GetDirectoryName(path) ?? "", Path.GetFileNameWithoutExtension(path) + "-log" + Path.GetExtension(path));
}
