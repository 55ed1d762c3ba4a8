using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using NodaTime;

namespace MutualAid.Core.Offers;

public sealed partial record Offer
{
    /// <summary>What it said and who had to do with it is erased. What is left goes when its card says so too.</summary>
    public bool IsErased { get; init; }

    /// <summary>Whether all that is shown of it says so, and nothing is left to be done.</summary>
    internal bool IsGone => IsErased && KeepAt is null;

    /// <summary>The same offer without text and people, its card to be cut down to its number; the very same where it is open, or erased already.</summary>
    internal Offer Erased(Instant now) => IsOpen || IsErased
        ? this
        : (this with
        {
            IsErased = true,
            Giver = PersonId.Nobody,
            What = "",
            Area = null,
            Until = null,
            CloseReason = null,
            FacilitatedBy = null,
            Given = [],
            Keys = [],
            Handled = [],
            // What is not in the group's log yet comes there without its words.
            Acts = [.. Acts.Select(a => a with { Why = null })],
            // Also those of which it is not known yet whether they are shown: the keeper finds out.
            Postings = [.. Postings.Where(p => p.Kind == PostingKind.Card)],
        }).ToShow(now);
}
