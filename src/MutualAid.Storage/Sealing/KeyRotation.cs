using MutualAid.Core.Needs;
using MutualAid.Storage.LiteDb;
using MutualAid.Storage.Postgres;

namespace MutualAid.Storage.Sealing;

/// <summary>What a rotation did.</summary>
/// <param name="File">The file that holds the new key.</param>
/// <param name="Before">The file that keeps the key of before; null: the configuration gave that one.</param>
public sealed record Rotated(string File, string? Before);

/// <summary>Gives a store another key, under which everything is sealed and named anew.</summary>
/// <remarks>
/// A crash at any moment leaves a store that opens: the new key is on the disk, beside the old one, before anything is sealed under it; the
/// store changes as a whole (<see cref="IResealing"/>); a start tries both keys.
/// </remarks>
public sealed class KeyRotation
{
    private readonly StorageOptions _options;
    private readonly Disk _disk;

    /// <summary>For the store of these options.</summary>
    public KeyRotation(StorageOptions options)
        : this(options, file => new SyncedFile(file))
    {
    }

    internal KeyRotation(StorageOptions options, Disk disk) => (_options, _disk) = (options, disk);

    /// <summary>
    /// Does it; blocks until it is done. <paramref name="to"/> is where the new key goes if the configuration gives the one in use, and null if it does
    /// not: then it goes into the store's own file. Where a key stands there already, that one is taken, so that an interrupted run can be
    /// repeated. Throws a fatal <see cref="StorageException"/> of one line when the store is in use, missing, or can't be written; which key it has then is said
    /// in that line, if it may be the new one.
    /// </summary>
    public Rotated Rotate(string? to)
    {
        if (_options.IsKeyGiven == (to is null))
            throw new ArgumentException("A file for the new key is wanted exactly when the key comes from the configuration.", nameof(to));
        using IResealing store = _options.IsFile ? new FileResealing(_options, _disk) : new PostgresResealing(_options);
        store.Prepare();
        var file = to is null ? _options.KeyPath : Path.GetFullPath(to);
        var next = to is null ? MasterKey.New() : KeyIn(file);
        string? before = null;
        var isBegun = false;
        try
        {
            store.Reseal(current =>
            {
                if (to is null) before = new KeyRing(_options).Announce(next, current);
                else if (next.IsSameAs(current)) throw KeyRefusals.InUse(_options, to);
                isBegun = true;
                return next;
            });

            // The old one goes out of the store's own file.
            store.Finish(next);
        }
        catch (Exception e) when (isBegun && e is StorageException or IOException or UnauthorizedAccessException)
        {
            var what = e is StorageException ? e.Message : $"{_options.Named} could not be given another key ({e.Message}).";
            throw new StorageException($"{what} {Standing(store, next, file)}".ReplaceLineEndings(" "), isFatal: true, e);
        }

        return new Rotated(file, before);
    }

    /// <summary>Which key the store has after a failure, and where it is.</summary>
    private string Standing(IResealing store, MasterKey next, string file)
    {
        if (!_options.IsKeyGiven) return $"{file} holds its key in any case: the next start finds it.";
        try
        {
            return store.IsUnder(next)
                ? $"The store has the new key all the same, the one in {file}: set {KeyOptions.KeyFileKey} to that file. The old key opens it no more."
                : $"The store still has the key of before. The one in {file} is not in use; it is taken when this is done again.";
        }
        catch (Exception e) when (e is StorageException or IOException or UnauthorizedAccessException)
        {
            return $"Whether it has the key of before or the new one, in {file}, can't be told now: keep both, and give the new one as {KeyOptions.KeyFileKey} if the old one does not fit.";
        }
    }

    private MasterKey KeyIn(string file)
    {
        try
        {
            if (File.Exists(file)) return KeyFile.Read(file) is [var there] ? there : throw KeyRefusals.NotSingle(_options, file);
            var key = MasterKey.New();
            KeyFile.Create(file, key);
            return key;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw KeyRefusals.NotMade(_options, file, e);
        }
    }
}
