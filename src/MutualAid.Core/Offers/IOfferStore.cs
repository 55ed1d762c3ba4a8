using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using NodaTime;

namespace MutualAid.Core.Offers;

/// <summary>Keeps offers; the contract is that of <see cref="INeedStore"/>.</summary>
public interface IOfferStore
{
    /// <summary>The offer, or null.</summary>
    Task<Offer?> FindAsync(OfferId id, CancellationToken cancellationToken);

    /// <summary>The group's offer of this number, or null.</summary>
    Task<Offer?> FindByNumberAsync(GroupId group, int number, CancellationToken cancellationToken);

    /// <summary>The offer that has a posting shown as this message, or null.</summary>
    Task<Offer?> FindByMessageAsync(MessageId message, CancellationToken cancellationToken);

    /// <summary>Adds it as version 1. False, and nothing changed, if an offer of this id or number is there already.</summary>
    Task<bool> AddAsync(Offer offer, CancellationToken cancellationToken);

    /// <summary>Replaces it if the version still holds, as that version plus one; else false and nothing changed.</summary>
    Task<bool> SaveAsync(Offer offer, CancellationToken cancellationToken);

    /// <summary>Erases it if the version still holds; else false and nothing changed.</summary>
    Task<bool> RemoveAsync(Offer offer, CancellationToken cancellationToken);

    /// <summary>At most <paramref name="limit"/> offers, of all groups, that were closed at or before an instant and are not erased yet; first closed first.</summary>
    Task<IReadOnlyList<Offer>> ClosedUntilAsync(Instant until, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// At most <paramref name="limit"/> offers of a group whose number is above <paramref name="after"/>, by number, whatever became of them. For
    /// whoever runs the bot, and to erase a whole group or take it up again: nothing that people do asks for it.
    /// </summary>
    Task<IReadOnlyList<Offer>> AllInAsync(GroupId group, int after, int limit, CancellationToken cancellationToken);

    /// <summary>All open offers of a group, paused or not, by number.</summary>
    Task<IReadOnlyList<Offer>> OpenInAsync(GroupId group, CancellationToken cancellationToken);

    /// <summary>At most <paramref name="limit"/> available offers of a group, the newest first. Reads these and no others.</summary>
    Task<IReadOnlyList<Offer>> NewestAvailableAsync(GroupId group, int limit, CancellationToken cancellationToken);

    /// <summary>Open offers of this person in the group, by number.</summary>
    Task<IReadOnlyList<Offer>> OpenOfAsync(GroupId group, PersonId giver, CancellationToken cancellationToken);

    /// <summary>What this person offered in the group at or after an instant, whatever became of it, oldest first.</summary>
    Task<IReadOnlyList<Offer>> OfferedSinceAsync(GroupId group, PersonId giver, Instant since, CancellationToken cancellationToken);

    /// <summary>
    /// At most <paramref name="limit"/> available offers of a group that have this among their <see cref="Offer.Keys"/>, the longest
    /// waiting first. Reads these and no others.
    /// </summary>
    Task<IReadOnlyList<Offer>> AvailableByKeyAsync(GroupId group, string key, int limit, CancellationToken cancellationToken);

    /// <summary>At most <paramref name="limit"/> offers, of all groups, that name this person (<see cref="Offer.People"/>), in no order.</summary>
    Task<IReadOnlyList<Offer>> MentioningAsync(PersonId person, int limit, CancellationToken cancellationToken);

    /// <summary>At most <paramref name="limit"/> offers whose <see cref="Offer.DueAt"/> is at or before an instant, longest due first.</summary>
    Task<IReadOnlyList<Offer>> DueAsync(Instant until, int limit, CancellationToken cancellationToken);
}
