using MutualAid.Core.Chat;
using MutualAid.Core.Keeping;
using NodaTime;

namespace MutualAid.Core.Needs;

/// <summary>A place did not take a posting.</summary>
/// <param name="Times">How often in a row; at least 1.</param>
/// <param name="RetryAt">When it is tried again; null: when its document next changes.</param>
/// <param name="IsGone">Whether the place does not exist any more; otherwise the bot may not write there.</param>
public sealed record Refusal(int Times, Instant? RetryAt, bool IsGone);

public sealed partial record Posting
{
    /// <summary>Whether it is a private word that was said, and is to be taken away.</summary>
    internal bool IsToBeTakenBack => this is { Kind: PostingKind.Whisper, Retired: true };

    /// <summary>Whether it has yet to be shown to a group, and its place refused it.</summary>
    internal bool Waits => Refused is not null && !Retired && Kind != PostingKind.Introduction;

    /// <summary>Whether its next attempt is not due yet: to be shown, or to be taken away.</summary>
    internal bool WaitsAt(Instant now) => Refused is not null && !(Refused.RetryAt <= now);

    /// <summary>Whether one more attempt was refused since.</summary>
    internal bool IsRefusedSince(Posting before) => Waits && Refused!.RetryAt is not null && Refused != before.Refused;

    /// <summary>Whether something was written since in its place.</summary>
    internal bool IsShownSince(Posting before) => Refused is null && (Message, Shown) != (before.Message, before.Shown);

    /// <summary>The same, after one more refusal. A message that somebody removed is posted anew, under an id of its own.</summary>
    internal Posting RefusedAt(Instant now, ChatProblem problem)
    {
        var times = (Refused?.Times ?? 0) + 1;
        var next = problem == ChatProblem.Gone ? In(Place!.Value) : this;
        return next with { Refused = new Refusal(times, now + Backoff.AfterRefusal(times), problem == ChatProblem.PlaceGone) };
    }

    /// <summary>The same, shown.</summary>
    internal Posting ShownAs(MessageId message, string fingerprint) => this with { Message = message, Shown = fingerprint, Refused = null };

    /// <summary>The same in another place, under a posting id that follows from its own: after a crash in between it is found there.</summary>
    internal Posting In(PlaceId place) => this with { Id = Id.Next(), Place = place, Message = null, Shown = null, Refused = null };

    /// <summary>The same, to be tried then; the pause after another refusal grows on. What is to be taken away has its own time: nobody waits for it.</summary>
    internal Posting TriedAt(Instant? at) => Refused is null || Retired ? this : this with { Refused = Refused with { RetryAt = at } };

    /// <summary>The same, to be taken away; that its place refused to show it does not count against that.</summary>
    internal Posting Retire() => Retired ? this : this with { Retired = true, Refused = null };

    /// <summary>The same, in the turn of the one that it replaces: a place that refused that one is not tried earlier for this.</summary>
    internal Posting InTurnOf(Posting? replaced) => replaced?.Refused is { } refused && replaced.Place == Place ? this with { Refused = refused } : this;
}
