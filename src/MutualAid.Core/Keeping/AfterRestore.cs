using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Core.Reminders;
using NodaTime;

namespace MutualAid.Core.Keeping;

/// <summary>
/// Makes a store out of a backup fit to go on: what the platforms show may be newer than what it remembers. Every card of what is open is shown
/// anew, as it stands now; and numbers that may have been given since are not given again, because a card of that number may stand in the group,
/// and people type what they read there. It may run twice. Nobody else uses the store meanwhile.
/// </summary>
public sealed class AfterRestore(INeedStore needs, IOfferStore offers, IGroupStore groups)
{
    /// <summary>So many numbers are left out where nobody knows how many were given since.</summary>
    public const int NumbersLeftOut = 100;

    /// <summary>
    /// The bookmark of what the clock showed. That of the store that is replaced goes on: by the one in the backup, all that passed since would be a jump of
    /// the clock, after which nothing is erased for a day.
    /// </summary>
    public const string Clock = ClockTrust.Bookmark;

    private const int AtOnce = 200;

    /// <summary><paramref name="nextNumber"/> answers what the store that is replaced would have given next, or null where that is not known.</summary>
    public async Task PrepareAsync(Func<GroupId, int?> nextNumber, Instant now, CancellationToken cancellationToken)
    {
        GroupId? after = null;
        while (await groups.AllAsync(after, AtOnce, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var group in page) await PrepareAsync(group, nextNumber(group.Id), now, cancellationToken);
            after = page[^1].Id;
        }
    }

    private async Task PrepareAsync(Group group, int? nextNumber, Instant now, CancellationToken cancellationToken)
    {
        foreach (var need in await needs.OpenInAsync(group.Id, cancellationToken)) await needs.SaveAsync(need.ShownAnew(now), cancellationToken);
        foreach (var offer in await offers.OpenInAsync(group.Id, cancellationToken)) await offers.SaveAsync(offer.ShownAnew(now), cancellationToken);
        // One that is lower was begun anew since: it knows nothing of what was given before.
        var next = nextNumber >= group.NextNumber ? nextNumber.Value : group.NextNumber + NumbersLeftOut;
        await groups.SaveAsync(group with { NextNumber = next, KeepAt = group.Postings.IsEmpty ? group.KeepAt : now }, cancellationToken);
    }
}
