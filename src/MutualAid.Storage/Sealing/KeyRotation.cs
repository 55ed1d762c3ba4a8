using MutualAid.Core.Needs;
using MutualAid.Storage.LiteDb;
using MutualAid.Storage.Postgres;

namespace MutualAid.Storage.Sealing;

/// <summary>Gives a store another key, under which everything is sealed and named anew in a new file.</summary>
/// <remarks>
/// A crash at any moment leaves a store that opens: the new key is on the disk, beside the old one, before anything is sealed under it; the new
/// store is made beside and moved into place; a start tries both keys, and drops the one that does not fit.
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
    /// repeated. Throws a fatal <see cref="StorageException"/> of one line when the store is in use, missing, or can't be written.
    /// </summary>
    /// <returns>The file that holds the new key.</returns>
    public string Rotate(string? to)
    {
        if (_options.IsKeyGiven == (to is null))
            throw new ArgumentException("A file for the new key is wanted exactly when the key comes from the configuration.", nameof(to));
        if (!_options.IsFile) throw PostgresRefusals.NotHere(_options, "its key can't be changed by this command.", "Keep the one it has.");
        if (!File.Exists(_options.Path)) throw Refusals.Missing(Path.GetFullPath(_options.Path));
        var opening = Opening(_options);
        // An older store is sealed by this, and a rotation that was interrupted is tidied up.
        opening.Open(Ignored).Dispose();
        var next = to is null ? MasterKey.New() : KeyIn(Path.GetFullPath(to));
        opening.Reseal(current =>
        {
            if (to is null) new KeyRing(_options).Announce(next, current);
            else if (next.IsSameAs(current)) throw Refusals.KeyInUse(Path.GetFullPath(_options.Path), to);
            return next;
        });

        // It opens by the new key, and the old one is dropped.
        Opening(to is null ? _options : _options with { Keys = [next] }).Open(Ignored).Dispose();
        return to is null ? _options.KeyPath : Path.GetFullPath(to);
    }

    private MasterKey KeyIn(string file)
    {
        try
        {
            if (File.Exists(file)) return KeyFile.Read(file) is [var there] ? there : throw Refusals.NoSingleKey(Path.GetFullPath(_options.Path), file);
            var key = MasterKey.New();
            KeyFile.Create(file, key);
            return key;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refusals.NotOpened(Path.GetFullPath(_options.Path), file, e);
        }
    }

    private static void Ignored(Exception failure)
    {
        // Whoever waits for the write hears of it too.
    }

    private StoreOpening Opening(StorageOptions options) => new(options, Migrations.All, _disk);
}
