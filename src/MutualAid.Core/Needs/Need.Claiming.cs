using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Offers;
using NodaTime;

namespace MutualAid.Core.Needs;

/// <summary>What became of "I can help".</summary>
public enum ClaimOutcome
{
    /// <summary>It is theirs.</summary>
    Claimed,

    /// <summary>Somebody was quicker: nothing is left.</summary>
    AlreadyCovered,

    /// <summary>They are on it already; nothing changed.</summary>
    AlreadyYours,

    /// <summary>They asked for it themselves.</summary>
    OwnNeed,

    /// <summary>It is no longer asked for.</summary>
    Closed,

    /// <summary>Nobody has waved it through yet.</summary>
    WaitsForNod,

    /// <summary>More than one part is left, and they did not say how many.</summary>
    AskHowMuch,

    /// <summary>They want to do more than is left.</summary>
    MoreThanLeft,

    /// <summary>The same event came before; nothing changed now.</summary>
    Repeated,
}

/// <summary>What became of giving a claim back.</summary>
public enum ReleaseOutcome
{
    /// <summary>It is open again.</summary>
    Released,

    /// <summary>They had nothing to give back.</summary>
    NotYours,

    /// <summary>It is no longer asked for.</summary>
    Closed,

    /// <summary>The same event came before; nothing changed now.</summary>
    Repeated,
}

public sealed partial record Need
{
    /// <summary>Asks for everything that is left, however much that is.</summary>
    public const int Everything = int.MaxValue;

    /// <summary>This close to the time it is needed by, a claim that comes back is urgent.</summary>
    private static readonly Duration Urgent = Duration.FromHours(6);

    /// <summary>Whether the time it is needed by is so near that whoever chose to be told is told at once.</summary>
    internal bool IsUrgent(Instant now) => NeededBy is { } by && by > now && by - now < Urgent;

    /// <summary>This person's claim that is not done, or null.</summary>
    public Claim? ActiveClaimOf(PersonId person) => Claims.FirstOrDefault(c => c.Person == person && !c.Done);

    /// <summary>Takes on a quantity; null asks how much where more than one part is left. <paramref name="outOf"/>: their own offer that it comes from, or null.</summary>
    internal (Need Next, ClaimOutcome Outcome) ClaimedBy(PersonId person, int? quantity, string key, Instant now, Offer? outOf = null)
    {
        if (HasHandled(key)) return (this, ClaimOutcome.Repeated);
        if (!IsOpen) return (this, ClaimOutcome.Closed);
        if (person == Requester) return (this, ClaimOutcome.OwnNeed);
        if (IsUnseen) return (this, ClaimOutcome.WaitsForNod);
        var mine = ActiveClaimOf(person);
        if (mine is not null && (quantity is null or Everything || Remaining == 0)) return (this, ClaimOutcome.AlreadyYours);
        if (Remaining == 0) return (this, ClaimOutcome.AlreadyCovered);
        if (quantity is null && Remaining > 1) return (this, ClaimOutcome.AskHowMuch);
        var taken = quantity is null or Everything ? Remaining : quantity.Value;
        if (taken > Remaining) return (this, ClaimOutcome.MoreThanLeft);

        var claims = mine is null
            ? Claims.Add(new Claim(person, taken, now, Done: false) { By = Token.From(key) })
            : Claims.Replace(mine, mine.Heard(now) with { Quantity = mine.Quantity + taken });
        return ((NoLongerAsking() with { Claims = claims, FacilitatedBy = null, FirstClaimedAt = FirstClaimedAt ?? now }).TakenBy(person, taken, outOf).Introduced(person).After(key, now), ClaimOutcome.Claimed);
    }

    /// <summary>Gives a claim back; no reason is asked and none is kept.</summary>
    internal (Need Next, ReleaseOutcome Outcome) ReleasedBy(PersonId person, string key, Instant now)
    {
        if (HasHandled(key)) return (this, ReleaseOutcome.Repeated);
        if (!IsOpen) return (this, ReleaseOutcome.Closed);
        var mine = ActiveClaimOf(person);
        if (mine is null) return (this, ReleaseOutcome.NotYours);
        var next = (this with { Claims = Claims.Remove(mine) }).Telling(Requester, WhisperText.ClaimReleased);
        return (next.WaitingAgain(now).After(key, now), ReleaseOutcome.Released);
    }

    /// <summary>Frees claims that are not done, and tells those who had them.</summary>
    private Need Freed(IReadOnlyCollection<Claim> claims, Instant now)
    {
        var next = this with { Claims = [.. Claims.Except(claims)] };
        foreach (var claim in claims) next = next.Telling(claim.Person, WhisperText.ClaimFreed);
        return next.WaitingAgain(now);
    }

    /// <summary>Starts its reminders anew, and at once where the time it is needed by is near.</summary>
    private Need WaitingAgain(Instant now) =>
        this with { Reminders = 0, WaitingSince = now, RemindAt = IsUrgent(now) ? now : null, SuggestAt = now };
}
