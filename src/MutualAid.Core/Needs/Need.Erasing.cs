using MutualAid.Core.Chat;
using NodaTime;

namespace MutualAid.Core.Needs;

public sealed partial record Need
{
    /// <summary>What it said and who had to do with it is erased. What is left goes when its cards say so too.</summary>
    public bool IsErased { get; init; }

    /// <summary>Whether all that is shown of it says so, and nothing is left to be done.</summary>
    internal bool IsGone => IsErased && KeepAt is null;

    /// <summary>
    /// The same need without text, details and people; its cards are to be cut down to its number. The very same where it is open, held, or erased already.
    /// </summary>
    internal Need Erased(Instant now) => IsOpen || IsHeld || IsErased
        ? this
        : (this with
        {
            IsErased = true,
            Requester = PersonId.Nobody,
            Anonymous = true,
            OnBehalfOf = null,
            What = "",
            Details = null,
            Area = null,
            NeededBy = null,
            CloseReason = null,
            FacilitatedBy = null,
            Claims = [],
            Suggestions = [],
            Edits = [],
            Handled = [],
            Postings = [.. Postings.Where(p => p.Kind == PostingKind.Card && p.Message is not null)],
        }).ToShow(now);
}
