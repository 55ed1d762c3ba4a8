using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using NodaTime;

namespace MutualAid.Core.Offers;

public sealed partial record Offer
{
    /// <summary>Whether it is left alone, because the bot was removed from its group, as a need is (<see cref="Need.IsAside"/>).</summary>
    public bool IsAside { get; init; }

    /// <summary>Whether it is set aside where its group was left, and nowhere else.</summary>
    internal bool Fits(Group group) => IsGone || IsAside == group.IsLeft;

    /// <summary>The same offer, set aside or taken up as its group is; taken up, it is shown, and what was on its way is said.</summary>
    internal Offer FittedInto(Group group, Instant now) => Fits(group) ? this
        : group.IsLeft ? this with { IsAside = true }
        : (this with { IsAside = false }).ToShow(now);

    /// <summary>Whether a posting is to be left alone for now: it waits for its time, or the offer is set aside and not erased.</summary>
    internal bool Leaves(Posting posting, Instant now) => posting.WaitsAt(now) || (IsAside && !IsErased);
}
