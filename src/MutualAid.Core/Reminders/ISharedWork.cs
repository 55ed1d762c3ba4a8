using System.Collections.Immutable;
using MutualAid.Core.Needs;

namespace MutualAid.Core.Reminders;

/// <summary>What a process has of a work that comes in parts.</summary>
/// <param name="Mine">All parts that it has now.</param>
/// <param name="Spare">Those of them that are more than its share: to be given back as soon as nothing is done with them any more.</param>
/// <param name="Processes">How many processes ask for this work, this one included.</param>
public sealed record WorkShare(ImmutableSortedSet<int> Mine, ImmutableSortedSet<int> Spare, int Processes);

/// <summary>
/// Work that one of the processes on a store does for all. Safe from any thread. What the work decides is decided by conditional writes, so
/// that even two who both believe it theirs for a moment do nothing twice; this only spares the second one the trouble.
/// </summary>
public interface ISharedWork
{
    /// <summary>Whether there may be another process on this store at all.</summary>
    bool CanBeShared { get; }

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

    /// <summary>
    /// Takes of the parts of a work, which all who ask for it number alike, what is free and no more than this process' share, and says what it has. Each part is of one process at a
    /// time; what a process had that ended or was killed is free. To be asked every few seconds, since others come and go. Throws <see cref="StorageException"/> where that can't be done; whoever
    /// has parts then keeps them.
    /// </summary>
    Task<WorkShare> ShareAsync(string work, IReadOnlyList<int> parts, CancellationToken cancellationToken);

    /// <summary>Gives parts back, for others to take. Those that this process does not have are passed over. Throws as above; then they are free when the process ends.</summary>
    Task GiveBackAsync(string work, IReadOnlyCollection<int> parts, CancellationToken cancellationToken);
}
