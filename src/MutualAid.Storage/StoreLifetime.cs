using MutualAid.Core.Needs;

namespace MutualAid.Storage;

/// <summary>The life of the store, for the host. Thread-safe.</summary>
public sealed class StoreLifetime : IDisposable
{
    private readonly IStore _store;

    internal StoreLifetime(IStore store) => _store = store;

    /// <summary>
    /// Opens the store, once, before anything else uses it; blocks for a moment. Throws a fatal <see cref="StorageException"/>
    /// whose one line says what to do: the host prints it and ends with exit code 74.
    /// </summary>
    public void Open() => _store.Open();

    /// <summary>
    /// Completes, with the reason, if the store dies while it is in use (disk full, damaged file); never faults. From then on
    /// every call fails at once, and the host must stop with exit code 74.
    /// </summary>
    public Task<StorageException> Failed => _store.Failed;

    /// <summary>Finishes every write that was accepted, folds the log into the file and releases it. May be called twice.</summary>
    public void Dispose() => _store.Dispose();
}
