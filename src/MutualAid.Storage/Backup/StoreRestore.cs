using System.Globalization;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Keeping;
using MutualAid.Core.Needs;
using MutualAid.Storage.LiteDb;
using MutualAid.Storage.Postgres;
using NodaTime;

namespace MutualAid.Storage;

/// <summary>What a restore did.</summary>
/// <param name="Content">What was in the backup.</param>
/// <param name="Aside">Where the store of before is now, which still holds people's data; null: there was none.</param>
/// <param name="WasReadable">Whether the store of before could be opened.</param>
/// <param name="Erased">What was erased since the backup was made, and goes again when the bot starts; null: nobody knows.</param>
public sealed record Restored(StoreContent Content, string? Aside, bool WasReadable, ErasedSince? Erased);

/// <summary>
/// Puts a backup in the place of the store. The backup itself is only read: a copy of it is opened, read whole and made fit to go on, beside the
/// store; only then does it take the store's place, in one step of the file system. Whenever this is cut off, either the store of before or the new
/// one opens. Every refusal is a <see cref="StorageException"/> of one line, and leaves the store as it was.
/// </summary>
public sealed class StoreRestore(StorageOptions options, TimeProvider time)
{
    /// <summary>The end of the name of the copy that is looked at.</summary>
    public const string Unfinished = ".restoring";

    /// <summary>What the end of the name of a store of before begins with; then comes the time.</summary>
    public const string OfBefore = ".before-restore-";

    private readonly string _path = Path.GetFullPath(options.Path);
    private readonly string _target = LinkedFile.Target(options.Path);

    private string Copy => Beside(Unfinished);

    /// <summary>Called after each step, with its name; a test looks at what is on the disk then.</summary>
    internal Action<string> Reached { get; init; } = _ => { };

    /// <summary>Opens a copy of the backup and reads all of it; changes nothing, and needs no stopped bot.</summary>
    public async Task<StoreContent> CheckAsync(string file, CancellationToken cancellationToken)
    {
        using var alone = Alone();
        try
        {
            return await CopyAndReadAsync(options with { KeyPath = options.KeyPath, KeepsNoNewKey = true }, file, (_, _) => Task.CompletedTask, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            DeleteCopy();
        }
    }

    /// <summary>Puts it in the store's place. Refuses while a process has the store open.</summary>
    public async Task<Restored> RestoreAsync(string file, CancellationToken cancellationToken)
    {
        if (options.IsFile) StoreLock.Take(_path).Dispose();
        using var alone = Alone();
        try
        {
            var present = await ReadPresentAsync(cancellationToken).ConfigureAwait(false);
            ErasedSince? erased = null;
            var content = await CopyAndReadAsync(options with { KeyPath = options.KeyPath }, file, async (store, stop) => erased = await PrepareAsync(store, present, stop).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            Reached("checked");
            var aside = Replace();
            return new Restored(content, aside, present is not null, erased);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The backup could not be put in place: {e.Message}".ReplaceLineEndings(" "), isFatal: true, e);
        }
        finally
        {
            DeleteCopy();
        }
    }

    private async Task<StoreContent> CopyAndReadAsync(StorageOptions by, string file, Func<LiteDbStore, CancellationToken, Task> prepare, CancellationToken cancellationToken)
    {
        // The log of an earlier copy must not meet this one.
        DeleteCopy();
        await CopyOf.FileAsync(file, Copy, cancellationToken).ConfigureAwait(false);
        Reached("copied");
        try
        {
            using var store = new LiteDbStore(by with { Path = Copy, LeavesKeysAlone = true }, time, Migrations.All);
            store.Open();
            var content = await StoreContent.ReadAsync(store, cancellationToken).ConfigureAwait(false);
            await prepare(store, cancellationToken).ConfigureAwait(false);
            // Closing folds the log too, but where it can't it says nothing.
            await store.CheckpointAsync().ConfigureAwait(false);
            return content;
        }
        catch (StorageException e)
        {
            throw Refusals.OfBackup(file, Copy, e);
        }
    }

    private async Task<ErasedSince?> PrepareAsync(LiteDbStore store, Present? present, CancellationToken cancellationToken)
    {
        await new AfterRestore(new LiteDbNeedStore(store), new LiteDbOfferStore(store), new LiteDbGroupStore(store)).PrepareAsync(
            id => present is not null && present.Numbers.TryGetValue(id, out var next) ? next : null,
            Instant.FromDateTimeOffset(time.GetUtcNow()),
            cancellationToken).ConfigureAwait(false);
        if (present is null) return null;
        if (present.Clock is { } clock) await new LiteDbBookmarks(store).SaveAsync(AfterRestore.Clock, clock, cancellationToken).ConfigureAwait(false);
        using var erasures = new LiteDbErasures(store);
        return await erasures.TakeOverAsync(present.Erasures, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What only the store that is there knows; it is closed again with its log folded. Null: it can't be opened.</summary>
    private async Task<Present?> ReadPresentAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(_path)) return null;
        // Where the key of the backup is given, which may be one of before, the store may have a key file of its own.
        return await ReadPresentAsync(options, cancellationToken).ConfigureAwait(false)
            ?? (options.IsKeyGiven ? await ReadPresentAsync(options with { Keys = null, LeavesKeysAlone = true }, cancellationToken).ConfigureAwait(false) : null);
    }

    private async Task<Present?> ReadPresentAsync(StorageOptions by, CancellationToken cancellationToken)
    {
        try
        {
            using var store = new LiteDbStore(by, time, Migrations.All);
            store.Open();
            var present = await ReadAsync(store, cancellationToken).ConfigureAwait(false);
            await store.CheckpointAsync().ConfigureAwait(false);
            return present;
        }
        catch (StorageException)
        {
            // It may well be why there is a restore: damaged, or its password is lost.
            return null;
        }
    }

    private static async Task<Present> ReadAsync(LiteDbStore store, CancellationToken cancellationToken)
    {
        var numbers = new Dictionary<GroupId, int>();
        var groups = new LiteDbGroupStore(store);
        GroupId? after = null;
        while (await groups.AllAsync(after, 500, cancellationToken).ConfigureAwait(false) is { Count: > 0 } page)
        {
            foreach (var group in page) numbers[group.Id] = group.NextNumber;
            after = page[^1].Id;
        }

        using var erasures = new LiteDbErasures(store);
        return new Present(
            numbers, await erasures.ReadAsync(cancellationToken).ConfigureAwait(false), await new LiteDbBookmarks(store).FindAsync(AfterRestore.Clock, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// The store of before never leaves its place before the new one takes it: a bot that finds none begins with an empty one. Its log goes first, if
    /// it has one: then it could not be opened, or was just used, and a log must never meet another file's pages.
    /// </summary>
    private string? Replace()
    {
        using var files = StoreLock.Take(_path);
        Reached("locked");
        var aside = Beside($"{OfBefore}{time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}");
        var log = StoreFiles.LogPath(_path);
        if (File.Exists(log)) File.Move(log, StoreFiles.LogPath(aside));
        Reached("log is aside");
        if (!File.Exists(_target))
        {
            File.Move(Copy, _target);
            Reached("in place");
            return null;
        }

        File.Replace(Copy, _target, aside);
        Reached("in place");
        return aside;
    }

    /// <summary>Of the store's own name and another end, where a link to it leads: whatever is found by that name is found by this one too.</summary>
    private string Beside(string end) => Path.ChangeExtension(_target, end);

    /// <summary>Two at once would take each other's copy for their own.</summary>
    private FileStream Alone()
    {
        if (!options.IsFile) throw PostgresRefusals.NotHere(options, "a backup of it is put back by", "pg_restore.");
        var file = Copy + "-lock";
        try
        {
            CopyOf.MakeFolder(Path.GetDirectoryName(file)!);
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"'{file}' can't be made ({e.Message}): wait for another restore to end, or let this user write that folder.".ReplaceLineEndings(" "), isFatal: true, e);
        }
    }

    private void DeleteCopy()
    {
        File.Delete(Copy);
        File.Delete(StoreFiles.LogPath(Copy));
    }

    /// <summary>The next number of each group, what was erased, and what the clock showed.</summary>
    private sealed record Present(Dictionary<GroupId, int> Numbers, KeptErasures Erasures, string? Clock);
}
