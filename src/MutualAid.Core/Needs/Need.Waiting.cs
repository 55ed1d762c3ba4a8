using MutualAid.Core.Chat;
using NodaTime;

namespace MutualAid.Core.Needs;

public sealed partial record Need
{
    /// <summary>When what its place refused, to be shown or taken away, is tried again, or null.</summary>
    internal Instant? RetryAt => Postings.Where(p => !SetsAside(p) && !AwaitsAnother(p)).Select(p => p.Refused?.RetryAt).Min();

    /// <summary>When the keeper is to look at it again though nothing of it changes, or null.</summary>
    internal Instant? LookAgainAt(Instant now) => Earliest(RetryAt, TellOfAbsentAt(now));

    /// <summary>Whether a posting is to be left alone for now: it waits for its time, for what replaces it to be there, or for the bot to be back in its group.</summary>
    internal bool Leaves(Posting posting, Instant now) =>
        posting.WaitsAt(now) || SetsAside(posting) || AwaitsAnother(posting);

    /// <summary>The same need; what waits for its place is tried at once.</summary>
    internal Need TriedNow(Instant now) => Postings.Any(p => p.Waits) ? this with { Postings = [.. Postings.Select(p => p.TriedAt(now))], KeepAt = now } : this;

    /// <summary>The same need; a card that waits is shown in this place instead, or where it is null, tried at once.</summary>
    internal Need WaitingIn(PlaceId? place, Instant now)
    {
        if (CardPosting is not { Waits: true } card) return this;
        if (place is not { } to || to == card.Place) return TriedNow(now);
        var lifted = LiftedTo(to);
        return lifted with { Postings = [.. lifted.Postings.Select(p => p with { Since = p.Since ?? now })], KeepAt = now };
    }

    /// <summary>Whether a card is to go, and what replaces it is not there yet.</summary>
    private bool AwaitsAnother(Posting posting) => posting is { Kind: PostingKind.Card, Retired: true, Message: not null } && CardPosting is { Waits: true, Message: null };
}
