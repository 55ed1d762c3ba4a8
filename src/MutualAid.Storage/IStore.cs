using MutualAid.Core.Needs;

namespace MutualAid.Storage;

/// <summary>A store of one provider, as the host sees it. Thread-safe.</summary>
internal interface IStore : IDisposable
{
    /// <summary>Completes, with the reason, when the store is of no use any more; never faults.</summary>
    Task<StorageException> Failed { get; }

    /// <summary>Opens it, once, before anything else uses it. Throws a fatal <see cref="StorageException"/> of one line that says what to do.</summary>
    void Open();

    /// <summary>Writes the whole of it, sealed as it is. Throws a <see cref="StorageException"/> where there is no such copy.</summary>
    Task CopyAsync(Stream to, CancellationToken cancellationToken);
}
