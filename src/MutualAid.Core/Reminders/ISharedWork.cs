namespace MutualAid.Core.Reminders;

/// <summary>
/// Work that one of the processes on a store does for all. Safe from any thread. What the work decides is decided by conditional writes, so
/// that even two who both believe it theirs for a moment do nothing twice; this only spares the second one the trouble.
/// </summary>
public interface ISharedWork
{
    /// <summary>Whether the work of this name is this process' own now, and stays so for some seconds more. It is taken over from one that ended.</summary>
    Task<bool> IsMineAsync(string work, CancellationToken cancellationToken);
}
