using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Offers;
using MutualAid.Core.Reminders;
using NodaTime;

namespace MutualAid.Core.Needs;

/// <summary>What became of "wave it through".</summary>
public enum NodOutcome
{
    /// <summary>The group sees it now.</summary>
    Shown,

    /// <summary>It was shown already; nothing changed.</summary>
    Already,

    /// <summary>They asked for it themselves; nothing changed.</summary>
    Own,

    /// <summary>It is no longer asked for.</summary>
    Closed,

    /// <summary>The same event came before; nothing changed now.</summary>
    Repeated,
}

public sealed partial record Need
{
    private static readonly Duration NodCalledForAfter = Duration.FromHours(2);

    /// <summary>Silence must not be able to refuse anybody: after that it is shown without a nod.</summary>
    private static readonly Duration NodAwaitedFor = Duration.FromHours(24);

    /// <summary>Shown then if no second member waved it through before; null: it is shown, as most are from the beginning.</summary>
    public Instant? NodUntil { get; init; }

    /// <summary>When facilitators are told that nobody has yet; null: they were, or need not be.</summary>
    public Instant? NodCallAt { get; init; }

    /// <summary>Of whose offer it was asked, so that they are told once it is shown; null: of nobody's.</summary>
    public OfferId? NodFor { get; init; }

    /// <summary>Whether the group has not seen what it says: it waits for a nod, or was closed while it did.</summary>
    public bool IsUnseen => NodUntil is not null;

    /// <summary>When its waiting for a nod next wants attention, or null.</summary>
    internal Instant? NodAt => IsOpen ? Earliest(NodCallAt, NodUntil) : null;

    /// <summary>The same need, which a second member has to wave through first.</summary>
    internal Need AwaitingNod(Pace pace, OfferId? asked, Instant now) =>
        this with { NodUntil = now + NodAwaitedFor, NodCallAt = pace.Free(now + NodCalledForAfter), NodFor = asked, SuggestAt = null };

    /// <summary>
    /// The same need after somebody new changed what the group reads of it: that was not waved through, so it waits again. As it is where it waits already, or where
    /// somebody is on it, who knows whom they help and was told of the change.
    /// </summary>
    internal Need AwaitingNodAgain(Need before, Pace pace, Instant now) =>
        IsUnseen || (What, Area) == (before.What, before.Area) || ActiveClaims.Any() ? this : AwaitingNod(pace, asked: null, now);

    /// <summary>[Wave it through]. <paramref name="asked"/>: the offer that it was asked of, if it still stands.</summary>
    internal (Need Next, NodOutcome Outcome) WavedThroughBy(PersonId person, Offer? asked, string key, Instant now)
    {
        if (HasHandled(key)) return (this, NodOutcome.Repeated);
        if (!IsOpen) return (this, NodOutcome.Closed);
        if (!IsUnseen) return (this, NodOutcome.Already);
        if (person == Requester) return (this, NodOutcome.Own);
        return (Seen(asked, now).After(key, now), NodOutcome.Shown);
    }

    /// <summary>Nobody waved it through in time: it is shown all the same. The very same need where that is not so.</summary>
    internal Need SeenAnyway(Offer? asked, Instant now) => IsOpen && NodUntil <= now ? Seen(asked, now).ToShow(now) : this;

    /// <summary>These facilitators are told that nobody waved it through yet, once. The very same need where that is not due.</summary>
    internal Need CallingForNod(ImmutableArray<PersonId> facilitators, Instant now) => IsOpen && IsUnseen && NodCallAt <= now
        ? facilitators.Where(f => f != Requester).Aggregate(this with { NodCallAt = null }, (need, f) => need.Telling(f, WhisperText.NodWanted)).ToShow(now)
        : this;

    /// <summary>Everything begins now: who is asked about it, and when it is brought back.</summary>
    private Need Seen(Offer? asked, Instant now)
    {
        var seen = (this with { NodUntil = null, NodCallAt = null, NodFor = null, KeptAt = now }).WaitingAgain(now);
        return asked is { IsOpen: true } ? seen.AskedOf(asked) : seen;
    }
}
