using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using MutualAid.Storage.LiteDb;
using MutualAid.Storage.Postgres;
using MutualAid.Storage.Sealing;

namespace MutualAid.Storage;

/// <summary>What a look into a store found.</summary>
/// <param name="Schema">The version of what is in it.</param>
/// <param name="Newest">The version that this program's next start brings it to.</param>
/// <param name="Groups">Its groups.</param>
public sealed record StoreFound(int Schema, int Newest, IReadOnlyList<Group> Groups)
{
    /// <summary>Whether the next start changes it.</summary>
    public bool IsOlder => Schema < Newest;

    internal static async Task<IReadOnlyList<Group>> GroupsAsync(IGroupStore groups, CancellationToken cancellationToken)
    {
        var all = new List<Group>();
        while (await groups.AllAsync(all.Count == 0 ? null : all[^1].Id, 500, cancellationToken).ConfigureAwait(false) is { Count: > 0 } page) all.AddRange(page);
        return all;
    }
}

/// <summary>Looks whether a database could be opened, by connections that the server lets write nothing. Processes may be using it.</summary>
public sealed class DatabaseCheck(StorageOptions options, TimeProvider time)
{
    /// <summary>
    /// The version and the groups of what is there; null where the first start will make it. Throws a <see cref="StorageException"/> whose one line says what to do.
    /// </summary>
    public async Task<StoreFound?> LookAsync(CancellationToken cancellationToken)
    {
        using var store = new PostgresStore(options with { LeavesKeysAlone = true }, time, PostgresMigration.All) { Patience = TimeSpan.Zero };
        return store.OpenToLook() is { } schema
            ? new StoreFound(schema, PostgresMigration.All[^1].To, await StoreFound.GroupsAsync(new PostgresGroupStore(store), cancellationToken).ConfigureAwait(false))
            : null;
    }
}

/// <summary>Looks whether a store that no process has open could be opened, and changes nothing: what is opened is a copy, in a folder that the caller takes away.</summary>
public sealed class StoreCheck(StorageOptions options, TimeProvider time)
{
    private const int LinuxWouldBlock = 11;
    private const int MacWouldBlock = 35;
    private const int WindowsSharingViolation = 32;
    private readonly string _path = Path.GetFullPath(options.Path);

    /// <summary>Whether a process has it open; false where it is not there, or may not be opened.</summary>
    public bool IsInUse()
    {
        try
        {
            new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.Read).Dispose();
            return false;
        }
        catch (IOException e)
        {
            return (e.HResult & 0xFFFF) is LinuxWouldBlock or MacWouldBlock or WindowsSharingViolation;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>
    /// The version and the groups of what is there. Throws a <see cref="StorageException"/> whose one line says what to do, where the key, the password or
    /// the version does not fit, or it is no whole store; and an <see cref="IOException"/> where it can't be copied.
    /// </summary>
    public async Task<StoreFound> LookAsync(string folder, CancellationToken cancellationToken)
    {
        var copy = Path.Combine(folder, "look.db");
        await CopyAsync(copy, cancellationToken).ConfigureAwait(false);
        try
        {
            var (schema, key) = Describe(copy);
            using var store = new LiteDbStore(options with { Path = copy, LeavesKeysAlone = true, Keys = key is null ? options.Keys : [key] }, time, Migrations.All);
            store.Open();
            return new StoreFound(schema, StoreContent.Schema, await StoreFound.GroupsAsync(new LiteDbGroupStore(store), cancellationToken).ConfigureAwait(false));
        }
        catch (StorageException e)
        {
            throw new StorageException(e.Message.Replace(copy, _path, StringComparison.Ordinal), e.IsFatal, e);
        }
    }

    private async Task CopyAsync(string copy, CancellationToken cancellationToken)
    {
        // Both at once, so that nobody begins to write in between.
        using var files = new Held([_path, StoreFiles.LogPath(_path)]);
        foreach (var file in files.All)
        {
            var to = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
            if (!OperatingSystem.IsWindows()) to.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            var target = new FileStream(file.Name == _path ? copy : StoreFiles.LogPath(copy), to);
            await using var writing = target.ConfigureAwait(false);
            await file.CopyToAsync(target, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The version, and the key that fits; null where it is older than sealing.</summary>
    private (int Schema, MasterKey? Key) Describe(string copy)
    {
        var files = StoreFiles.OpenExisting(copy, options.Password, file => new SyncedFile(file), static _ => { });
        DurableEngine engine;
        try
        {
            engine = new DurableEngine(files);
        }
        catch (LiteDB.LiteException e)
        {
            files.Dispose();
            throw Refusals.Damaged(copy, $"LiteDB error {e.ErrorCode}", e);
        }

        using (engine)
        {
            try
            {
                engine.Checkpoint();
                files.RefuseIfCutShort();
                var schema = new Schema(engine, Migrations.All);
                var version = schema.Version(copy);
                return (version, version < Schema.Sealed ? null : new KeyRing(options).Find(schema.KeyCheck(copy)));
            }
            catch (LiteDB.LiteException e)
            {
                throw Refusals.Damaged(copy, $"LiteDB error {e.ErrorCode}", e);
            }
        }
    }

    /// <summary>Files as far as they are there, open to be read; meanwhile nobody can write them.</summary>
    private sealed class Held(IEnumerable<string> files) : IDisposable
    {
        public IReadOnlyList<FileStream> All { get; } = [.. files.Where(File.Exists).Select(f => new FileStream(f, FileMode.Open, FileAccess.Read, FileShare.Read))];

        public void Dispose()
        {
            foreach (var file in All) file.Dispose();
        }
    }
}
