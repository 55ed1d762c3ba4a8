using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using NodaTime;

namespace MutualAid.Core.Groups;

public sealed partial record Group
{
    /// <summary>Where reminders and digests go.</summary>
    public PlaceId DigestPlace => Settings.DigestPlace ?? Settings.CardsPlace ?? Home;

    /// <summary>Needs that the reminder shown now, or on its way, brings back.</summary>
    internal ImmutableArray<NeedId> RemindedNeeds =>
        Postings.LastOrDefault(p => p is { Kind: PostingKind.Reminder, Retired: false })?.Needs ?? [];

    /// <summary>The same group with a new reminder on its way; the one before is taken away after it.</summary>
    internal Group Reminding(ImmutableArray<NeedId> needs, Instant now) =>
        Replacing(new Posting { Id = PostingId.New(), Kind = PostingKind.Reminder, Place = DigestPlace, Needs = needs, Since = now }, now) with { RemindedAt = now };

    /// <summary>The same group with today's digest on its way, if there is something to say, and the next one due.</summary>
    internal Group Digesting(bool somethingToSay, Instant next, Instant now) =>
        (somethingToSay ? Replacing(new Posting { Id = PostingId.New(), Kind = PostingKind.Digest, Place = DigestPlace, Since = now }, now) : this) with
        {
            DigestAt = next,
        };

    private Group Replacing(Posting posting, Instant now) => this with
    {
        Postings =
        [
            .. Postings.Select(p => p.Kind == posting.Kind ? p with { Retired = true } : p),
            posting.InTurnOf(Postings.LastOrDefault(p => p.Kind == posting.Kind && p.Waits)),
        ],
        KeepAt = now,
        KeepFailures = 0,
    };
}
