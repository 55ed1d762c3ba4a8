using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Trust;
using NodaTime;

namespace MutualAid.Core.Needs;

/// <summary>The four answers to "Done?".</summary>
public enum DoneAnswer
{
    /// <summary>The need is met; of a claimer: as far as they know.</summary>
    Met,

    /// <summary>My part is done, more is needed.</summary>
    MoreNeeded,

    /// <summary>Somebody else should take it.</summary>
    SomebodyElse,

    /// <summary>My part is done, and what that means follows from the rest: the ✅ reaction and <c>/done</c>.</summary>
    Done,
}

/// <summary>What became of "done", closing, reopening, freeing or lifting.</summary>
public enum ChangeOutcome
{
    /// <summary>The need is met.</summary>
    Met,

    /// <summary>Their part is done; others are still at theirs, or some is left.</summary>
    PartDone,

    /// <summary>It is open again for somebody else, or for more.</summary>
    OpenAgain,

    /// <summary>It is withdrawn.</summary>
    Withdrawn,

    /// <summary>It was lifted to the end of the channel.</summary>
    Lifted,

    /// <summary>It was lifted within the last day.</summary>
    TooSoon,

    /// <summary>There was no claim to free.</summary>
    NothingToFree,

    /// <summary>A facilitator must give a reason, because it is shown.</summary>
    ReasonNeeded,

    /// <summary>It is not theirs to change.</summary>
    NotYours,

    /// <summary>It is no longer asked for.</summary>
    Closed,

    /// <summary>It is still asked for; nothing changed.</summary>
    StillOpen,

    /// <summary>The same event came before; nothing changed now.</summary>
    Repeated,
}

public sealed partial record Need
{
    /// <summary>A need can be lifted once in this time.</summary>
    private static readonly Duration BetweenBumps = Duration.FromDays(1);

    /// <summary>Takes one of the four answers from the requester or a claimer.</summary>
    internal (Need Next, ChangeOutcome Outcome) FinishedBy(PersonId person, DoneAnswer answer, string key, Instant now)
    {
        if (HasHandled(key)) return (this, ChangeOutcome.Repeated);
        if (!IsOpen) return (this, ChangeOutcome.Closed);
        if (person == Requester)
        {
            return answer switch
            {
                DoneAnswer.Met or DoneAnswer.Done => (ClosedAs(NeedStatus.Met, now).After(key, now), ChangeOutcome.Met),
                DoneAnswer.MoreNeeded => (PartsDone([.. ActiveClaims]).WithMoreNeeded().WaitingAgain(now).After(key, now), ChangeOutcome.OpenAgain),
                _ => (Freed([.. ActiveClaims], now).After(key, now), ChangeOutcome.OpenAgain),
            };
        }

        if (ActiveClaimOf(person) is not { } mine) return (this, ChangeOutcome.NotYours);
        return answer switch
        {
            DoneAnswer.SomebodyElse =>
                ((this with { Claims = Claims.Remove(mine) }).Telling(Requester, WhisperText.ClaimReleased).WaitingAgain(now).After(key, now),
                    ChangeOutcome.OpenAgain),
            DoneAnswer.MoreNeeded => (PartsDone([mine]).WithMoreNeeded().WaitingAgain(now).After(key, now), ChangeOutcome.OpenAgain),
            _ => PartDoneOrMet(mine, key, now),
        };
    }

    /// <summary>
    /// The requester says it is not met after all, or wants it back: it is open again under its number. <paramref name="otherwise"/>: where its card goes if
    /// it has none any more. <paramref name="notYet"/>: they say that nothing was handed over, against the word of who helped; then all of it goes back to
    /// the offers that it was to come from, but for what was given before it was last opened again.
    /// </summary>
    internal (Need Next, ChangeOutcome Outcome) ReopenedBy(PersonId person, PlaceId otherwise, string key, Instant now, bool notYet = false)
    {
        if (HasHandled(key)) return (this, ChangeOutcome.Repeated);
        if (person != Requester) return (this, ChangeOutcome.NotYours);
        if (IsOpen) return (this, ChangeOutcome.StillOpen);
        var kept = notYet && Status == NeedStatus.Met ? this : KeepingGiven();
        var next = kept with { Status = NeedStatus.Open, ClosedAt = null, CloseReason = null, FacilitatedBy = null, Claims = [], KeptAt = now, KeepAskedAt = null, KeepHeldUntil = null };
        if (CardPosting is null) next = next.ShownIn(otherwise);
        return (next.WaitingAgain(now).After(key, now), ChangeOutcome.OpenAgain);
    }

    /// <summary>Withdraws it. A facilitator may withdraw any need, with a reason that the group sees.</summary>
    internal (Need Next, ChangeOutcome Outcome) WithdrawnBy(PersonId person, bool facilitator, string? reason, string key, Instant now)
    {
        if (HasHandled(key)) return (this, ChangeOutcome.Repeated);
        if (!IsOpen) return (this, ChangeOutcome.Closed);
        var own = person == Requester;
        if (!own && !facilitator) return (this, ChangeOutcome.NotYours);
        if (!own && reason is null) return (this, ChangeOutcome.ReasonNeeded);
        var next = ClosedAs(NeedStatus.Withdrawn, now) with { CloseReason = reason, FacilitatedBy = own ? null : person };
        if (!own) next = next.Telling(Requester, WhisperText.ClosedByFacilitator);
        next = next.Acting(person, ActKind.ClosedNeed, reason, key, now);
        return (next.After(key, now), ChangeOutcome.Withdrawn);
    }

    /// <summary>[Nobody came]: frees silent claims, one person's or all, and brings the need back at once.</summary>
    internal (Need Next, ChangeOutcome Outcome) NobodyCame(PersonId person, bool facilitator, PersonId? claimer, string key, Instant now)
    {
        if (HasHandled(key)) return (this, ChangeOutcome.Repeated);
        if (!IsOpen) return (this, ChangeOutcome.Closed);
        if (person != Requester && !facilitator) return (this, ChangeOutcome.NotYours);
        var silent = ActiveClaims.Where(c => claimer is null || c.Person == claimer).ToList();
        if (silent.Count == 0) return (this, ChangeOutcome.NothingToFree);
        var next = Freed(silent, now).Lifted() with
        {
            RemindAt = now,
            FacilitatedBy = person == Requester ? null : person,
        };
        next = next.Acting(person, ActKind.FreedClaims, why: null, key, now);
        return (next.After(key, now), ChangeOutcome.OpenAgain);
    }

    /// <summary>The requester lifts it to the end of the channel, once a day.</summary>
    internal (Need Next, ChangeOutcome Outcome) BumpedBy(PersonId person, string key, Instant now)
    {
        if (HasHandled(key)) return (this, ChangeOutcome.Repeated);
        if (!IsOpen) return (this, ChangeOutcome.Closed);
        if (person != Requester) return (this, ChangeOutcome.NotYours);
        if (BumpedAt is { } last && now - last < BetweenBumps) return (this, ChangeOutcome.TooSoon);
        return ((Lifted() with { BumpedAt = now }).After(key, now), ChangeOutcome.Lifted);
    }

    private (Need Next, ChangeOutcome Outcome) PartDoneOrMet(Claim mine, string key, Instant now)
    {
        var next = PartsDone([mine]);
        if (next.Remaining > 0 || next.ActiveClaims.Any()) return (next.After(key, now), ChangeOutcome.PartDone);
        // The word of who helped is enough, and the requester can say "not yet" with one tap.
        next = next.ClosedAs(NeedStatus.Met, now).Telling(Requester, WhisperText.MetByClaimer);
        return (next.After(key, now), ChangeOutcome.Met);
    }

    private Need ClosedAs(NeedStatus status, Instant now)
    {
        var next = this with { Status = status, ClosedAt = now };
        foreach (var claim in ActiveClaims) next = next.Telling(claim.Person, WhisperText.Closed);
        return next;
    }

    private Need PartsDone(IReadOnlyCollection<Claim> claims) =>
        this with { Claims = [.. Claims.Select(c => claims.Contains(c) ? c with { Done = true } : c)] };

    private Need WithMoreNeeded() => Remaining > 0 ? this : this with { Quantity = Covered + 1 };
}
