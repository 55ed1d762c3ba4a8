using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;

namespace MutualAid.Core.Trust;

/// <summary>
/// Carries what facilitators did to a need or an offer into the group's log. First the log, then the document forgets it: after a crash in between
/// it is carried again, and the log has it already.
/// </summary>
internal sealed class CarryActs(INeedStore needs, IOfferStore offers, GroupDirectory groups, IAttention attention, TimeProvider time)
{
    public async Task FromAsync(Need need, CancellationToken cancellationToken)
    {
        await LogAsync(need.Group, need.Acts, cancellationToken);
        while (await needs.FindAsync(need.Id, cancellationToken) is { Acts.IsEmpty: false } now)
        {
            if (await needs.SaveAsync(now with { Acts = now.Acts.RemoveRange(need.Acts) }, cancellationToken)) return;
        }
    }

    public async Task FromAsync(Offer offer, CancellationToken cancellationToken)
    {
        await LogAsync(offer.Group, offer.Acts, cancellationToken);
        while (await offers.FindAsync(offer.Id, cancellationToken) is { Acts.IsEmpty: false } now)
        {
            if (await offers.SaveAsync(now with { Acts = now.Acts.RemoveRange(offer.Acts) }, cancellationToken)) return;
        }
    }

    /// <summary>What was closed needs no decision any more: who reported it is told. Costs nothing where nobody did. <paramref name="group"/> as it was loaded lately.</summary>
    public async Task DecidedAsync(Group group, string subject, CancellationToken cancellationToken)
    {
        if (!group.Undecided(subject).Any()) return;
        var now = time.GetCurrentInstant();
        await groups.ChangeAsync(group.Id, g => g.Deciding(subject, ReportEnd.Closed, now), cancellationToken);
        attention.Wants(group.Id);
    }

    /// <summary>A need or offer of this number is erased: so are the reasons by it in the log. Costs nothing where there are none. <paramref name="group"/> as it was loaded after its acts were carried.</summary>
    public async Task ErasedAsync(Group group, int number, CancellationToken cancellationToken)
    {
        if (group.SaysWhyOf(number)) await groups.ChangeAsync(group.Id, g => g.WithoutWhyOf(number), cancellationToken);
    }

    private async Task LogAsync(GroupId group, IReadOnlyCollection<FacilitatorAct> acts, CancellationToken cancellationToken)
    {
        var now = time.GetCurrentInstant();
        await groups.ChangeAsync(group, g => acts.Aggregate(g, (to, act) => to.Logged(act, now)), cancellationToken);
    }
}
