using MutualAid.Core.Needs;

namespace MutualAid.Core.Reminders;

/// <summary>
/// Work that one of the processes on a store does for all. Safe from any thread. What the work decides is decided by conditional writes, so
/// that even two who both believe it theirs for a moment do nothing twice; this only spares the second one the trouble.
/// </summary>
public interface ISharedWork
{
    /// <summary>Whether the work of this name is this process' own now, and stays so for some seconds more. It is taken over from one that ended.</summary>
    Task<bool> IsMineAsync(string work, CancellationToken cancellationToken);

    /// <summary>
    /// Holds a document among processes while what it wants is shown; null where another process holds it, which nobody waits for. What this process holds it is given again,
    /// and each of these is to be given back. That is done when what is answered has been disposed, which never throws and does nothing a second time; who ended or
    /// was killed has given all back. A cancellation is heeded only before it is asked for. Throws <see cref="StorageException"/> where that can't be done.
    /// <para>
    /// Who loses the store's connection loses what they hold and isn't told, and another may hold it then. Two who show one document are still kept from doing a thing
    /// twice by conditional writes, and by the id of a posting, under which a platform shows one message; and who finds on storing that the other showed something else shows it once more.
    /// </para>
    /// </summary>
    Task<IAsyncDisposable?> TryHoldAsync(string document, CancellationToken cancellationToken);
}
