using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;
using MutualAid.Core.Needs;
using NodaTime;

namespace MutualAid.Core.Offers;

/// <summary>One offer as a row of a list: number, what, where, how much is left.</summary>
internal static class OfferRow
{
    public static ReplySection Of(Ask ask, Offer offer) => new(Line(offer, ask.Language, ask.Rules.Zone), OfferActions.For(ask, offer));

    public static RichText Line(Offer offer, Language language, DateTimeZone zone)
    {
        var status = OfferCard.StatusOf(offer, language);
        var line = Short(offer).Then(RichText.Of($" · {status.Sign} {status.Word}"));
        if (offer.Category is { } category) line = line.Then(RichText.Of(" · ")).Then(NeedCategories.Shown(category, language));
        if (offer.Area is { } area) line = line.Then(RichText.Of(new Words(" · "), new MemberWords(area)));
        if (offer is { Standing: false, IsOpen: true, Quantity: > 1 })
            line = line.Then(RichText.Of(" · ")).Then(language.Say(Texts.OfferLeft, ("left", offer.Left), ("n", offer.Quantity)));
        if (offer is { Standing: true, IsOpen: true }) return line.Then(RichText.Of(" · ")).Then(OfferCard.Standing(offer, language));
        return offer is { IsOpen: true, Until: { } until }
            ? line.Then(RichText.Of(" · ")).Then(language.Say(Texts.OfferUntil, ("when", language.Moment(until, zone))))
            : line;
    }

    /// <summary>Number and words alone.</summary>
    public static RichText Short(Offer offer) => RichText.Of(Link(offer), new Words(" "), new MemberWords(Excerpt.Of(offer.What, 80)));

    public static CardLink Link(Offer offer) => new(offer.Number, offer.CardPosting?.Place, offer.CardPosting?.Message);
}
