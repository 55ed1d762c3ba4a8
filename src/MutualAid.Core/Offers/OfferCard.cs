using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Localisation;
using MutualAid.Core.Needs;

namespace MutualAid.Core.Offers;

/// <summary>
/// The public card of an offer, in the group's language. It says how much is left, never who it went to: that is between the two.
/// </summary>
internal static class OfferCard
{
    public static Card Of(Offer offer, GroupRules rules)
    {
        var (language, isWaiting) = (rules.Language, offer is { IsOpen: true, IsUnseen: true });
        var card = new Card
        {
            Kind = CardKind.Offer,
            Language = language.Tag,
            // In the place of one that nobody has waved through yet stands its number, and nothing of what it says or whose it is.
            Title = isWaiting ? language.Say(Texts.NodOfferCard, ("number", offer.Number)) : Title(offer),
        };
        if (offer.IsErased) return card with { IsErased = true };
        return card with
        {
            Status = isWaiting ? null : StatusOf(offer, language),
            Lines = isWaiting ? [] : offer.IsOpen ? OpenLines(offer, rules) : ClosedLines(offer, language),
            Actions = OfferActions.OnCard(offer, language),
        };
    }

    /// <summary>A private word to who offers it.</summary>
    public static Card Whisper(Offer offer, Posting posting, GroupRules rules) => new()
    {
        Kind = CardKind.Whisper,
        Language = rules.Language.Tag,
        Title = Title(offer),
        Lines = [rules.Language.Say(posting.TextKey!)],
        Actions = OfferActions.OnWhisper(offer, rules.Language),
        Notifies = true,
    };

    public static RichText Title(Offer offer) =>
        offer.IsErased || offer.IsUnseen ? RichText.Of($"#{offer.Number}") : RichText.Of(new Words($"#{offer.Number} "), new MemberWords(offer.What));

    public static CardStatus StatusOf(Offer offer, Language language)
    {
        var (key, sign, tone) = offer switch
        {
            { Status: OfferStatus.Withdrawn } => (Texts.StatusOfferWithdrawn, "–", StatusTone.Closed),
            { Status: OfferStatus.Over } => (Texts.StatusOfferOver, "–", StatusTone.Closed),
            { IsUnseen: true } => (Texts.StatusWaits, "○", StatusTone.Open),
            { PausedAt: not null } => (Texts.StatusOfferPaused, "–", StatusTone.Covered),
            { Left: 0 } => (Texts.StatusOfferGiven, "●", StatusTone.Covered),
            { Standing: false } when offer.Left < offer.Quantity => (Texts.StatusOffered, "◐", StatusTone.Partly),
            _ => (Texts.StatusOffered, "○", StatusTone.Open),
        };
        return new CardStatus(language.Plain(key), sign, tone);
    }

    /// <summary>That it is a standing offer, and of how much at a time.</summary>
    public static RichText Standing(Offer offer, Language language)
    {
        var standing = language.Say(Texts.OfferStanding);
        return offer.Quantity > 1 ? standing.Then(RichText.Of(" · ")).Then(language.Say(Texts.OfferAtATime, ("n", offer.Quantity))) : standing;
    }

    private static ImmutableArray<RichText> OpenLines(Offer offer, GroupRules rules)
    {
        var language = rules.Language;
        var lines = ImmutableArray.CreateBuilder<RichText>();
        var facts = new List<RichText>();
        if (offer.Category is { } category) facts.Add(NeedCategories.Shown(category, language));
        if (offer.Area is { } area) facts.Add(RichText.Of(new MemberWords(area)));
        facts.Add(offer switch
        {
            { Standing: true } => Standing(offer, language),
            { Until: { } until } => language.Say(Texts.OfferUntil, ("when", language.Moment(until, rules.Zone))),
            _ => RichText.Empty,
        });
        lines.Add(facts.Where(f => !f.Spans.IsEmpty).Aggregate((line, fact) => line.Then(RichText.Of(" · ")).Then(fact)));
        lines.Add(language.Say(Texts.OfferedBy, ("who", offer.Giver))
            .Then(RichText.Of(new Words(" · "), language.Moment(offer.PostedAt, rules.Zone, MomentStyle.Relative))));
        if (offer is { Standing: false, Quantity: > 1 }) lines.Add(language.Say(Texts.OfferLeft, ("left", offer.Left), ("n", offer.Quantity)));
        return lines.ToImmutable();
    }

    private static ImmutableArray<RichText> ClosedLines(Offer offer, Language language)
    {
        var lines = ImmutableArray.CreateBuilder<RichText>();
        lines.Add(language.Say(offer.Status == OfferStatus.Over ? Texts.OfferIsOver : Texts.OfferIsWithdrawn));
        // A reason is a facilitator's, meant for all.
        if (offer.CloseReason is { } reason) lines.Add(language.Say(Texts.CardReason, ("reason", new MemberWords(reason))));
        if (offer.FacilitatedBy is { } facilitator) lines.Add(language.Say(Texts.CardClosedBy, ("who", facilitator)));
        return lines.ToImmutable();
    }
}
