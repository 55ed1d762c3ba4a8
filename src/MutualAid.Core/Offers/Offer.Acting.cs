using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Trust;
using NodaTime;

namespace MutualAid.Core.Offers;

public sealed partial record Offer
{
    /// <summary>What facilitators did to it and the group's log does not say yet, oldest first. The keeper carries it there.</summary>
    public ImmutableArray<FacilitatorAct> Acts { get; init; } = [];

    /// <summary>The same offer after an act of a facilitator, which is written down by the same write. Nothing where somebody acts on their own.</summary>
    private Offer Acting(PersonId person, ActKind kind, string? why, string key, Instant now) => person == Giver
        ? this
        : this with { Acts = Acts.Add(new FacilitatorAct(Token.From("act", Id.Value, key), now, person, kind) { Number = Number, Why = why }) };
}
