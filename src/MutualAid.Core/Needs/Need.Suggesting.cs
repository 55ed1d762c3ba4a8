using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Offers;
using MutualAid.Core.Reminders;
using NodaTime;

namespace MutualAid.Core.Needs;

/// <summary>Why somebody is told of a need, in the one line that they read.</summary>
public enum SuggestionReason
{
    /// <summary>Both use words that say the same.</summary>
    Words,

    /// <summary>Both are of one category.</summary>
    Kind,

    /// <summary>Both are in one area.</summary>
    Area,

    /// <summary>Both.</summary>
    KindAndArea,

    /// <summary>Who needs it asked for this offer.</summary>
    Asked,

    /// <summary>Nobody told them: they took it on out of their offer by themselves.</summary>
    Own,
}

/// <summary>Somebody was, or is to be, told of a need because of an offer of theirs. Nobody else ever sees it.</summary>
/// <param name="Offer">The offer.</param>
/// <param name="Number">Its number.</param>
/// <param name="Person">Whose it is.</param>
/// <param name="Reason">Why.</param>
public sealed record Suggestion(OfferId Offer, int Number, PersonId Person, SuggestionReason Reason)
{
    /// <summary>They said "no thanks": they are not told of this need again.</summary>
    public bool Declined { get; init; }

    /// <summary>They took some of it on, so that the offer counts it.</summary>
    public bool Taken { get; init; }

    /// <summary>
    /// How much of the offer was handed over before the need was opened again; it stays given whatever becomes of the need, and is no claim on it.
    /// </summary>
    public int GivenBefore { get; init; }

    /// <summary>They can't be reached in private: they were told nothing, and are not to be told of this need again.</summary>
    public bool Unreached { get; init; }
}

public sealed partial record Need
{
    /// <summary>So many people are told of it because of their offers, and no more.</summary>
    internal const int MostSuggestions = 3;

    /// <summary>Who was told because of an offer, oldest first; each person once, but for further offers that they took something out of by themselves.</summary>
    public ImmutableArray<Suggestion> Suggestions { get; init; } = [];

    /// <summary>When offers are to be looked through for it, or null.</summary>
    public Instant? SuggestAt { get; init; }

    /// <summary>How many more people may be told of it because of an offer. Who can't be reached takes nobody's place.</summary>
    internal int RoomForSuggestions =>
        Remaining == 0 ? 0 : Math.Max(0, MostSuggestions - Suggestions.Count(s => s is { Unreached: false, Reason: not (SuggestionReason.Asked or SuggestionReason.Own) }));

    /// <summary>The same need, these people to be told of it; nobody is told twice.</summary>
    internal Need SuggestedTo(ImmutableArray<OfferMatch> matches, Instant now)
    {
        var next = this with { SuggestAt = null };
        if (!IsOpen) return next;
        foreach (var (offer, fit) in matches.Take(RoomForSuggestions))
        {
            var reason = (fit.SameCategory, fit.SameArea) switch
            {
                (true, true) => SuggestionReason.KindAndArea,
                (true, false) => SuggestionReason.Kind,
                (false, true) => SuggestionReason.Area,
                _ => SuggestionReason.Words,
            };
            next = next.Suggested(new Suggestion(offer.Id, offer.Number, offer.Giver, reason));
        }

        return next.Suggestions.Length == Suggestions.Length ? next : next.ToShow(now);
    }

    /// <summary>The same need, asked of who offers just that.</summary>
    internal Need AskedOf(Offer offer) => Suggested(new Suggestion(offer.Id, offer.Number, offer.Giver, SuggestionReason.Asked));

    /// <summary>The same need, which this person does not want to be told of again.</summary>
    internal Need DeclinedBy(PersonId person) => WithSuggestion(person, s => s with { Declined = true });

    /// <summary>The same need, of which this person took so much on; out of an offer, where it was made from one or they were told because of one.</summary>
    private Need TakenBy(PersonId person, int quantity, Offer? outOf)
    {
        var first = Suggestions.FirstOrDefault(s => s.Person == person);
        if (outOf is not null && first is null)
            return this with { Suggestions = Suggestions.Add(Own(outOf)) };
        var next = WithSuggestion(person, s => (outOf is null || s.Taken ? s : s with { Offer = outOf.Id, Number = outOf.Number }) with { Taken = true, Declined = false });
        // What was taken out of the first before is counted there, and this is not.
        return outOf is null || first is not { Taken: true } || first.Offer == outOf.Id ? next : next.TakenBesides(person, quantity, outOf);
    }

    private Need TakenBesides(PersonId person, int quantity, Offer outOf) => WithClaim(person, c => c.With(outOf.Id, quantity)) with
    {
        Suggestions = Suggestions.Any(s => s.Person == person && s.Offer == outOf.Id) ? Suggestions : Suggestions.Add(Own(outOf)),
    };

    private static Suggestion Own(Offer offer) => new(offer.Id, offer.Number, offer.Giver, SuggestionReason.Own) { Taken = true };

    /// <summary>The same need; these people turned out not to be reachable, and others are to be looked for instead.</summary>
    private Need NotReaching(IReadOnlyCollection<PersonId> people, Pace pace, Instant now)
    {
        var next = people.Aggregate(this, (need, person) => need.WithSuggestion(person, s => s with { Unreached = true }));
        // At night that, too, waits for the morning.
        return ReferenceEquals(next, this) || !IsOpen ? next : pace.Paced(next with { SuggestAt = now }, now);
    }

    /// <summary>How much of this offer goes to it, or went to it before it was opened again.</summary>
    internal int CoveredBy(Suggestion suggestion)
    {
        var isFirst = Suggestions.First(s => s.Person == suggestion.Person).Offer == suggestion.Offer;
        return suggestion.GivenBefore + Claims.Where(c => c.Person == suggestion.Person && (IsOpen || c.Done || Status == NeedStatus.Met))
            .Sum(c => isFirst ? c.Quantity - c.Besides.Sum(b => b.Quantity) : c.Besides.Where(b => b.Offer == suggestion.Offer).Sum(b => b.Quantity));
    }

    /// <summary>The same need, about to lose its claims: what was met or done stays given of the offers that it came from, what was only promised does not.</summary>
    private Need KeepingGiven() => this with { Suggestions = [.. Suggestions.Select(s => s.Taken ? s with { GivenBefore = CoveredBy(s) } : s)] };

    private Need Suggested(Suggestion suggestion) => Suggestions.Any(s => s.Person == suggestion.Person) || suggestion.Person == Requester
        ? this
        : (this with { Suggestions = Suggestions.Add(suggestion) }).Telling(suggestion.Person, WhisperText.Suggested);

    private Need WithSuggestion(PersonId person, Func<Suggestion, Suggestion> change) =>
        Suggestions.FirstOrDefault(s => s.Person == person) is { } mine && change(mine) is var next && next != mine
            ? this with { Suggestions = Suggestions.Replace(mine, next) }
            : this;
}
