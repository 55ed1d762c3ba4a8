using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Trust;
using NodaTime;

namespace MutualAid.Core.Needs;

public sealed partial record Need
{
    /// <summary>What facilitators did to it and the group's log does not say yet, oldest first. The keeper carries it there.</summary>
    public ImmutableArray<FacilitatorAct> Acts { get; init; } = [];

    /// <summary>The same need after an act of a facilitator, which is written down by the same write. Nothing where somebody acts on their own.</summary>
    private Need Acting(PersonId person, ActKind kind, string? why, string key, Instant now) => person == Requester
        ? this
        : this with { Acts = Acts.Add(new FacilitatorAct(Token.From("act", Id.Value, key), now, person, kind) { Number = Number, Why = why }) };
}
