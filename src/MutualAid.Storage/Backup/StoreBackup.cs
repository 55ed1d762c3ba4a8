using MutualAid.Core.Needs;

namespace MutualAid.Storage;

/// <summary>Copies the open store while it is in use. Thread-safe; one copy is taken at a time, a second one waits.</summary>
public sealed class StoreBackup
{
    private readonly IStore _store;

    internal StoreBackup(IStore store) => _store = store;

    /// <summary>The end of the name of a file that is being written.</summary>
    public const string Unfinished = ".partial";

    /// <summary>
    /// Writes a whole store: with everything that was answered before this was asked for, without what was erased before, and encrypted exactly if
    /// the store is. People's writes go on meanwhile; whoever takes it slowly lets the log grow, so <paramref name="to"/> must not wait for ever.
    /// Throws what <paramref name="to"/> throws, and a <see cref="StorageException"/> where the store can't go on, or has a copy taken in another way.
    /// </summary>
    public Task WriteAsync(Stream to, CancellationToken cancellationToken) => _store.CopyAsync(to, cancellationToken);
}
