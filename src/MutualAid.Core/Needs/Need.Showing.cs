using System.Collections.Immutable;
using MutualAid.Core.Chat;
using NodaTime;

namespace MutualAid.Core.Needs;

/// <summary>The private words a need can say to a person; each is also the key of its text.</summary>
public static class WhisperText
{
    /// <summary>To the requester: a claim came back.</summary>
    public const string ClaimReleased = "whisper.claim-released";

    /// <summary>To a claimer: the claim was freed.</summary>
    public const string ClaimFreed = "whisper.claim-freed";

    /// <summary>To a claimer: the need was closed.</summary>
    public const string Closed = "whisper.closed";

    /// <summary>To the requester: a facilitator closed it.</summary>
    public const string ClosedByFacilitator = "whisper.closed-by-facilitator";

    /// <summary>To the requester: a claimer says it is met; with [Not yet].</summary>
    public const string MetByClaimer = "whisper.met-by-claimer";

    /// <summary>To either side, where there is no private conversation for both: who the other is, and the details.</summary>
    public const string Introduced = "whisper.introduced";

    /// <summary>To the requester: a claimer can't be reached in private.</summary>
    public const string HelperUnreachable = "whisper.helper-unreachable";

    /// <summary>To a claimer: the requester can't be reached in private.</summary>
    public const string RequesterUnreachable = "whisper.requester-unreachable";

    /// <summary>To the requester, in their conversation: a claimer has not come into it yet.</summary>
    public const string HelperNotThere = "whisper.helper-not-there";

    /// <summary>To the claimers, in their conversation: the requester has not come into it yet.</summary>
    public const string RequesterNotThere = "whisper.requester-not-there";

    /// <summary>To a claimer: the requester changed it.</summary>
    public const string Edited = "whisper.edited";

    /// <summary>To a claimer of whom nothing was heard: still on it? With [Yes], [Done] and [I can't after all].</summary>
    public const string StillOnIt = "whisper.still-on-it";

    /// <summary>To a claimer who did not answer: it is open for others again.</summary>
    public const string ClaimLapsed = "whisper.claim-lapsed";

    /// <summary>To the requester: still needed? With [Yes, keep it] and [No].</summary>
    public const string StillNeeded = "whisper.still-needed";

    /// <summary>To the requester: its time is over; with [Open it again].</summary>
    public const string Expired = "whisper.expired";

    /// <summary>To somebody who chose to be told: these wait.</summary>
    public const string Waiting = "whisper.waiting";

    /// <summary>To somebody who chose to be told: this is needed within hours.</summary>
    public const string WaitingUrgently = "whisper.waiting-urgently";

    /// <summary>To somebody whose offer fits; with [I can help] and [No thanks].</summary>
    public const string Suggested = "whisper.suggested";

    /// <summary>To a facilitator: nobody has waved through what a new account asked for; with [Wave it through].</summary>
    public const string NodWanted = "whisper.nod-wanted";
}

public sealed partial record Need
{
    /// <summary>The posting of its card that is not being taken away, or null.</summary>
    public Posting? CardPosting => Postings.LastOrDefault(p => p is { Kind: PostingKind.Card, Retired: false });

    /// <summary>The same need, to be shown in this place.</summary>
    internal Need ShownIn(PlaceId place) => WithPosting(new Posting { Id = PostingId.New(), Kind = PostingKind.Card, Place = place });

    /// <summary>The same need, with a private word on its way.</summary>
    internal Need Telling(PersonId person, string textKey) =>
        WithPosting(new Posting { Id = PostingId.New(), Kind = PostingKind.Whisper, To = person, TextKey = textKey });

    /// <summary>The same need, its card to be posted again at the end of the channel and then taken away where it was.</summary>
    private Need Lifted() => CardPosting is { Place: { } place } ? LiftedTo(place) : this;

    /// <summary>The same need, its card to be posted in this place and then taken away where it was.</summary>
    internal Need LiftedTo(PlaceId place) => this with
    {
        Postings = [
            .. Postings.Select(p => p.Kind == PostingKind.Card ? p.Retire() : p),
            new Posting { Id = PostingId.New(), Kind = PostingKind.Card, Place = place },
        ],
    };

    private Need WithPosting(Posting posting) => this with { Postings = Postings.Add(posting) };
}
