using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using NodaTime;

namespace MutualAid.Core.Needs;

/// <summary>
/// Keeps needs. Safe from any thread. What a call has answered is durable: it survives <c>kill -9</c> and power loss. A
/// read sees every write that completed before it began. Lists are bounded by an index, never by a scan of what is stored.
/// Any failure is a <see cref="StorageException"/>, after which nothing is known of that write.
/// </summary>
public interface INeedStore
{
    /// <summary>The need, or null.</summary>
    Task<Need?> FindAsync(NeedId id, CancellationToken cancellationToken);

    /// <summary>The group's need of this number, or null.</summary>
    Task<Need?> FindByNumberAsync(GroupId group, int number, CancellationToken cancellationToken);

    /// <summary>The need that has a posting shown as this message, or null.</summary>
    Task<Need?> FindByMessageAsync(MessageId message, CancellationToken cancellationToken);

    /// <summary>Adds it as version 1. False, and nothing changed, if a need of this id, or of its number where it has one, is there already.</summary>
    Task<bool> AddAsync(Need need, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces it if the stored version is still <see cref="Need.Version"/>, as that version plus one. False, and nothing
    /// changed, if somebody was quicker or it is not there.
    /// </summary>
    Task<bool> SaveAsync(Need need, CancellationToken cancellationToken);

    /// <summary>Erases it if the version still holds; else false and nothing changed.</summary>
    Task<bool> RemoveAsync(Need need, CancellationToken cancellationToken);

    /// <summary>
    /// At most <paramref name="limit"/> needs of a group whose number is above <paramref name="after"/>, by number, whatever became of them; never
    /// what is held. For whoever runs the bot, and to erase a whole group or take it up again: nothing that people do asks for it.
    /// </summary>
    Task<IReadOnlyList<Need>> AllInAsync(GroupId group, int after, int limit, CancellationToken cancellationToken);

    /// <summary>All open needs of a group, claimed or not, by number.</summary>
    Task<IReadOnlyList<Need>> OpenInAsync(GroupId group, CancellationToken cancellationToken);

    /// <summary>What this person asked for in the group at or after an instant, whatever became of it, oldest first; never what is held.</summary>
    Task<IReadOnlyList<Need>> AskedSinceAsync(GroupId group, PersonId person, Instant since, CancellationToken cancellationToken);

    /// <summary>What was asked for in the group at or after an instant, whatever became of it, oldest first; never what is held.</summary>
    Task<IReadOnlyList<Need>> PostedInAsync(GroupId group, Instant since, CancellationToken cancellationToken);

    /// <summary>Needs of the group that were closed at or after an instant, for whatever reason, and are closed still; first closed first.</summary>
    Task<IReadOnlyList<Need>> ClosedInAsync(GroupId group, Instant since, CancellationToken cancellationToken);

    /// <summary>At most <paramref name="limit"/> needs, of all groups, that were closed at or before an instant and are not erased yet; first closed first.</summary>
    Task<IReadOnlyList<Need>> ClosedUntilAsync(Instant until, int limit, CancellationToken cancellationToken);

    /// <summary>Open needs this person asked for in the group, by number.</summary>
    Task<IReadOnlyList<Need>> OpenAskedByAsync(GroupId group, PersonId person, CancellationToken cancellationToken);

    /// <summary>Open needs of the group on which this person has a claim, done or not, by number.</summary>
    Task<IReadOnlyList<Need>> OpenClaimedByAsync(GroupId group, PersonId person, CancellationToken cancellationToken);

    /// <summary>At most <paramref name="limit"/> needs, of all groups and also held ones, that name this person (<see cref="Need.People"/>), in no order.</summary>
    Task<IReadOnlyList<Need>> MentioningAsync(PersonId person, int limit, CancellationToken cancellationToken);

    /// <summary>At most <paramref name="limit"/> needs whose <see cref="Need.DueAt"/> is at or before an instant, longest due first.</summary>
    Task<IReadOnlyList<Need>> DueAsync(Instant until, int limit, CancellationToken cancellationToken);
}

/// <summary>Keeps groups; the contract is that of <see cref="INeedStore"/>.</summary>
public interface IGroupStore
{
    /// <summary>The group, or null.</summary>
    Task<Group?> FindAsync(GroupId id, CancellationToken cancellationToken);

    /// <summary>Adds it as version 1. False, and nothing changed, if it is there already.</summary>
    Task<bool> AddAsync(Group group, CancellationToken cancellationToken);

    /// <summary>Replaces it if the version still holds, as that version plus one; else false and nothing changed.</summary>
    Task<bool> SaveAsync(Group group, CancellationToken cancellationToken);

    /// <summary>
    /// At most <paramref name="limit"/> groups, in an order of the store's own, behind that of <paramref name="after"/>; null: the first. For whoever
    /// runs the bot: nothing that happens in a group asks for it.
    /// </summary>
    Task<IReadOnlyList<Group>> AllAsync(GroupId? after, int limit, CancellationToken cancellationToken);

    /// <summary>Erases it if the version still holds; else false and nothing changed.</summary>
    Task<bool> RemoveAsync(Group group, CancellationToken cancellationToken);

    /// <summary>At most <paramref name="limit"/> groups that name this person (<see cref="Group.People"/>), in no order.</summary>
    Task<IReadOnlyList<Group>> MentioningAsync(PersonId person, int limit, CancellationToken cancellationToken);

    /// <summary>At most <paramref name="limit"/> groups whose <see cref="Group.DueAt"/> is at or before an instant, longest due first.</summary>
    Task<IReadOnlyList<Group>> DueAsync(Instant until, int limit, CancellationToken cancellationToken);
}

/// <summary>
/// The store can't do its work. <paramref name="message"/> is one line for whoever runs the bot; it carries no stored content.
/// When <paramref name="isFatal"/>, the store is of no use any more and the host must stop with exit code 74.
/// </summary>
public sealed class StorageException(string message, bool isFatal, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether the store is of no use any more.</summary>
    public bool IsFatal { get; } = isFatal;
}
