using MutualAid.Core.Chat;
using NodaTime;

namespace MutualAid.Core.Needs;

/// <summary>What became of "yes, still".</summary>
public enum StillOutcome
{
    /// <summary>Noted.</summary>
    Noted,

    /// <summary>They are not on it any more, or it is not theirs.</summary>
    NotYours,

    /// <summary>It is no longer asked for.</summary>
    Closed,

    /// <summary>The same event came before; nothing changed now.</summary>
    Repeated,
}

/// <summary>Who was silent is asked, and has time to answer; nobody is judged for not having been asked.</summary>
public sealed partial record Need
{
    /// <summary>"Still on it?"</summary>
    internal Need AskedStill(PersonId claimer, Instant now) =>
        WithClaim(claimer, c => c with { AskedAt = now, HeldUntil = null }).Telling(claimer, WhisperText.StillOnIt).ToShow(now);

    /// <summary>The same need; this claimer is not asked or judged before then.</summary>
    internal Need HoldingClaimer(PersonId claimer, Instant until) => WithClaim(claimer, c => c with { HeldUntil = until });

    /// <summary>No answer: the claim is free again. The group learns that it is open, and not who let go.</summary>
    internal Need Lapsed(PersonId claimer, Instant now)
    {
        if (ActiveClaimOf(claimer) is not { } silent) return this;
        return (this with { Claims = Claims.Remove(silent) })
            .Telling(claimer, WhisperText.ClaimLapsed).Telling(Requester, WhisperText.ClaimReleased).WaitingAgain(now).ToShow(now);
    }

    /// <summary>[Yes]: still on it.</summary>
    internal (Need Next, StillOutcome Outcome) StillOn(PersonId person, string key, Instant now)
    {
        if (HasHandled(key)) return (this, StillOutcome.Repeated);
        if (!IsOpen) return (this, StillOutcome.Closed);
        if (ActiveClaimOf(person) is null) return (this, StillOutcome.NotYours);
        var next = WithClaim(person, c => c.Heard(now));
        return (next.After(key, now), StillOutcome.Noted);
    }

    /// <summary>"Still needed?"</summary>
    internal Need AskedKeep(Instant now) =>
        (this with { KeepAskedAt = now, KeepHeldUntil = null }).Telling(Requester, WhisperText.StillNeeded).ToShow(now);

    /// <summary>
    /// The same, and whether it is still needed is no longer asked, because somebody is on it. Should they let go, the requester is asked again, and
    /// not on the same day: the one question that was counted for them would then have been two.
    /// </summary>
    private Need NoLongerAsking() => KeepAskedAt is { } asked ? this with { KeepAskedAt = null, KeepHeldUntil = asked + Duration.FromDays(1) } : this;

    /// <summary>[Yes, keep it].</summary>
    internal (Need Next, StillOutcome Outcome) KeptBy(PersonId person, string key, Instant now)
    {
        if (HasHandled(key)) return (this, StillOutcome.Repeated);
        if (person != Requester) return (this, StillOutcome.NotYours);
        if (!IsOpen) return (this, StillOutcome.Closed);
        return ((this with { KeptAt = now, KeepAskedAt = null, KeepHeldUntil = null }).After(key, now), StillOutcome.Noted);
    }

    /// <summary>No answer: its time is over. It says that nobody answered, and the requester can open it again.</summary>
    internal Need Expire(Instant now) => ClosedAs(NeedStatus.Expired, now).Telling(Requester, WhisperText.Expired).ToShow(now);

    private Need WithClaim(PersonId person, Func<Claim, Claim> change) =>
        ActiveClaimOf(person) is { } mine ? this with { Claims = Claims.Replace(mine, change(mine)) } : this;
}
