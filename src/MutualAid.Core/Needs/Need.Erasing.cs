using System.Collections.Immutable;
using MutualAid.Core.Chat;
using NodaTime;

namespace MutualAid.Core.Needs;

/// <summary>A private word that was said to somebody about a need, so that it can be taken away again when the need is erased.</summary>
/// <param name="To">To whom.</param>
/// <param name="Place">Where they alone read it.</param>
/// <param name="Message">The message.</param>
public sealed record SaidWord(PersonId To, PlaceId Place, MessageId Message);

public sealed partial record Need
{
    /// <summary>Nobody is told more often than that of one need; of more, the oldest are no longer known.</summary>
    private const int RememberedWords = 60;

    /// <summary>What it said and who had to do with it is erased. What is left goes when its cards say so too.</summary>
    public bool IsErased { get; init; }

    /// <summary>Private words about it that were said, oldest first.</summary>
    public ImmutableArray<SaidWord> Said { get; init; } = [];

    /// <summary>Whether all that is shown of it says so, and nothing is left to be done.</summary>
    internal bool IsGone => IsErased && KeepAt is null;

    /// <summary>
    /// The same need without text, details and people; its cards are to be cut down to its number, its private words to be taken away. The very same
    /// where it is open, held, or erased already.
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
            // What is not in the group's log yet comes there without its words.
            Acts = [.. Acts.Select(a => a with { Why = null })],
            Said = [],
            SuggestAt = null,
            RemindAt = null,
            AskAt = null,
            // Also those of which it is not known yet whether they are shown: the keeper finds out.
            Postings =
            [
                .. Postings.Where(p => p.Kind == PostingKind.Card),
                .. Postings.Where(p => p.Kind == PostingKind.Introduction).Select(p => p.Retire() with { People = [], MayBeIn = LeaversOf(p), Arrivals = [] }),
                .. Postings.Where(p => p.Kind == PostingKind.Whisper).Select(p => p.Retire()),
                .. Said.Select(TakenBack),
            ],
        }).ToShow(now);

    /// <summary>The same need, remembering what was said to somebody; of what is erased already it is taken away at once.</summary>
    internal Need HavingSaid(ImmutableArray<SaidWord> words)
    {
        if (words.IsEmpty) return this;
        if (IsErased) return this with { Postings = [.. Postings, .. words.Select(TakenBack)] };
        var said = Said.AddRange(words.Where(w => !Said.Contains(w)));
        return this with { Said = said.Length > RememberedWords ? said[^RememberedWords..] : said };
    }

    private static Posting TakenBack(SaidWord word) => new()
    {
        Id = new PostingId(Token.From("taken-back", word.Place.Value, word.Message.Value)),
        Kind = PostingKind.Whisper,
        Place = word.Place,
        Message = word.Message,
        Retired = true,
    };
}
