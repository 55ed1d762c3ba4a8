using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Groups;
using MutualAid.Core.Localisation;
using MutualAid.Core.Needs;

namespace MutualAid.Core.Offers;

/// <summary>The private word to somebody whose offer fits: what is needed, and in one line why they are told.</summary>
internal static class SuggestionCard
{
    /// <summary>Null where there is nothing left for them to do about it.</summary>
    public static Card? Of(Need need, Posting posting, GroupRules rules)
    {
        var person = posting.To!.Value;
        if (need.Remaining == 0 || need.ActiveClaimOf(person) is not null) return null;
        if (need.Suggestions.FirstOrDefault(s => s.Person == person) is not { Declined: false } suggestion) return null;
        var language = rules.Language;
        var lines = ImmutableArray.CreateBuilder<RichText>();
        var isAsked = suggestion.Reason == SuggestionReason.Asked;
        lines.Add(isAsked ? language.Say(Texts.SuggestedAsked, ("number", suggestion.Number)) : language.Say(posting.TextKey!));
        if (NeedCard.Facts(need, rules) is { } facts) lines.Add(facts);
        if (!isAsked) lines.Add(Because(need, suggestion, language));
        lines.Add(language.Say(isAsked ? Texts.SuggestionFree : Texts.SuggestionOnly));
        return new Card
        {
            Kind = CardKind.Whisper,
            Language = language.Tag,
            Title = NeedCard.Title(need),
            Lines = lines.ToImmutable(),
            Actions =
            [
                new CardAction(ActionList.Id(ActionList.Claim, need.Id, ClaimExtra.Of(null, suggestion.Offer)), language.Plain(Texts.ButtonClaim), ActionStyle.Primary),
                new CardAction(ActionList.Id(ActionList.NoThanks, need.Id), language.Plain(Texts.ButtonNoThanks)),
            ],
            Notifies = true,
        };
    }

    private static RichText Because(Need need, Suggestion suggestion, Language language)
    {
        var kind = need.Category is { } category ? NeedCategories.Said(category, language) : null;
        return suggestion.Reason switch
        {
            SuggestionReason.KindAndArea when kind is not null && need.Area is { } area =>
                language.Say(Texts.SuggestedKindAndArea, ("number", suggestion.Number), ("kind", kind), ("area", new MemberWords(area))),
            SuggestionReason.Area when need.Area is { } area => language.Say(Texts.SuggestedArea, ("number", suggestion.Number), ("area", new MemberWords(area))),
            SuggestionReason.KindAndArea or SuggestionReason.Kind when kind is not null =>
                language.Say(Texts.SuggestedKind, ("number", suggestion.Number), ("kind", kind)),
            _ => language.Say(Texts.SuggestedWords, ("number", suggestion.Number)),
        };
    }
}
