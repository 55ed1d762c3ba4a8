using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using NodaTime;

namespace MutualAid.Core.Offers;

public sealed partial record Offer
{
    /// <summary>As long as a need waits (<see cref="Need.NodUntil"/>): nobody is refused by silence.</summary>
    private static readonly Duration NodAwaitedFor = Duration.FromHours(24);

    /// <summary>Shown then if no second member waved it through before; null: it is shown, as most are from the beginning.</summary>
    public Instant? NodUntil { get; init; }

    /// <summary>Whether the group has not seen what it says: it waits for a nod, or was closed while it did.</summary>
    public bool IsUnseen => NodUntil is not null;

    /// <summary>When its waiting for a nod ends, or null.</summary>
    internal Instant? NodAt => IsOpen ? NodUntil : null;

    /// <summary>The same offer, which a second member has to wave through first.</summary>
    internal Offer AwaitingNod(Instant now) => this with { NodUntil = now + NodAwaitedFor };

    /// <summary>The same offer after somebody new changed what the group reads of it: that was not waved through, so it waits again. As it is where it waits already.</summary>
    internal Offer AwaitingNodAgain(Offer before, Instant now) => IsUnseen || (What, Area) == (before.What, before.Area) ? this : AwaitingNod(now);

    /// <summary>[Wave it through].</summary>
    internal (Offer Next, NodOutcome Outcome) WavedThroughBy(PersonId person, string key, Instant now)
    {
        if (HasHandled(key)) return (this, NodOutcome.Repeated);
        if (!IsOpen) return (this, NodOutcome.Closed);
        if (!IsUnseen) return (this, NodOutcome.Already);
        if (person == Giver) return (this, NodOutcome.Own);
        return ((this with { NodUntil = null }).After(key, now), NodOutcome.Shown);
    }

    /// <summary>Nobody waved it through in time: it is shown all the same. The very same offer where that is not so.</summary>
    internal Offer SeenAnyway(Instant now) => IsOpen && NodUntil <= now ? (this with { NodUntil = null }).ToShow(now) : this;
}
