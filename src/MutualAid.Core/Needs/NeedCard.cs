using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Localisation;

namespace MutualAid.Core.Needs;

/// <summary>
/// The public card of a need: what anybody in the place may read, in the group's language. Private details, for whom it is, and
/// who asked anonymously never get here.
/// </summary>
internal static class NeedCard
{
    public const string ClaimReaction = "✋";
    public const string DoneReaction = "✅";

    public static Card Of(Need need, GroupRules rules, bool surging = false)
    {
        var language = rules.Language;
        if (need.IsErased) return new Card { Kind = CardKind.Need, Language = language.Tag, Title = Title(need), IsErased = true };
        if (need.IsUnseen) return NodCard.Of(need, language);
        return new Card
        {
            Kind = CardKind.Need,
            Language = language.Tag,
            Title = Title(need),
            Need = need.Id.Value,
            Status = StatusOf(need, language),
            Lines = !need.IsOpen ? ClosedLines(need, language) : surging ? ShortLines(need, rules) : OpenLines(need, rules),
            Actions = NeedActions.OnCard(need, language),
            Reactions = !need.IsOpen ? [] : need.ActiveClaims.Any() ? [ClaimReaction, DoneReaction] : [ClaimReaction],
        };
    }

    public static RichText Title(Need need) =>
        need.IsErased || need.IsUnseen ? RichText.Of($"#{need.Number}") : RichText.Of(new Words($"#{need.Number} "), new MemberWords(need.What));

    public static CardStatus StatusOf(Need need, Language language)
    {
        var (key, sign, tone) = need switch
        {
            { Status: NeedStatus.Met } => (Texts.StatusMet, "✓", StatusTone.Closed),
            { Status: NeedStatus.Withdrawn } => (Texts.StatusWithdrawn, "–", StatusTone.Closed),
            { Status: NeedStatus.Expired } => (Texts.StatusExpired, "–", StatusTone.Closed),
            { IsUnseen: true } => (Texts.StatusWaits, "○", StatusTone.Open),
            { Remaining: 0 } => (Texts.StatusCovered, "●", StatusTone.Covered),
            { Covered: > 0 } => (Texts.StatusPartly, "◐", StatusTone.Partly),
            _ => (Texts.StatusOpen, "○", StatusTone.Open),
        };
        return new CardStatus(language.Plain(key), sign, tone);
    }

    /// <summary>Category, area and time on one line, as far as they were said.</summary>
    public static RichText? Facts(Need need, GroupRules rules)
    {
        var facts = new List<RichText>();
        if (need.Category is { } category)
            facts.Add(NeedCategories.Shown(category, rules.Language));
        if (need.Area is { } area) facts.Add(RichText.Of(new MemberWords(area)));
        if (need.NeededBy is { } by) facts.Add(rules.Language.Say(Texts.CardBy, ("when", rules.Language.Moment(by, rules.Zone))));
        return facts.Count == 0 ? null : facts.Aggregate((line, fact) => line.Then(RichText.Of(" · ")).Then(fact));
    }

    private static ImmutableArray<RichText> OpenLines(Need need, GroupRules rules)
    {
        var language = rules.Language;
        var lines = ImmutableArray.CreateBuilder<RichText>();
        if (Facts(need, rules) is { } facts) lines.Add(facts);
        var asked = language.Say(
            need.OnBehalfOf is null ? Texts.CardAskedBy : Texts.CardAskedForNeighbour,
            ("who", need.Anonymous ? language.Say(Texts.SomeoneInTheGroup) : RichText.Of(new PersonName(need.Requester))));
        lines.Add(asked.Then(RichText.Of(new Words(" · "), language.Moment(need.PostedAt, rules.Zone, MomentStyle.Relative))));
        lines.Add(CoveredLine(need, language));
        if (need.FacilitatedBy is { } facilitator) lines.Add(language.Say(Texts.CardBroughtBackBy, ("who", facilitator)));
        return lines.ToImmutable();
    }

    /// <summary>In a surge a card is as short as can be: what it is, and who is on it.</summary>
    private static ImmutableArray<RichText> ShortLines(Need need, GroupRules rules)
    {
        var lines = ImmutableArray.CreateBuilder<RichText>();
        if (Facts(need, rules) is { } facts) lines.Add(facts);
        if (need.Quantity > 1 || !need.Claims.IsEmpty) lines.Add(CoveredLine(need, rules.Language));
        return lines.ToImmutable();
    }

    /// <summary>How much of it is covered, and by whom.</summary>
    public static RichText CoveredLine(Need need, Language language)
    {
        var line = language.Say(Texts.CardCovered, ("covered", need.Covered), ("n", need.Quantity));
        foreach (var claims in need.Claims.GroupBy(c => c.Person))
        {
            var who = claims.Key == PersonId.Nobody ? language.Say(Texts.SomeoneInTheGroup) : RichText.Of(new PersonName(claims.Key));
            line = line.Then(RichText.Of(" · ")).Then(who).Then(RichText.Of($": {claims.Sum(c => c.Quantity)}"));
            if (claims.All(c => c.Done)) line = line.Then(RichText.Of(" ✓"));
        }

        return line;
    }

    private static ImmutableArray<RichText> ClosedLines(Need need, Language language)
    {
        var lines = ImmutableArray.CreateBuilder<RichText>();
        lines.Add(language.Say(need.Status switch
        {
            NeedStatus.Met => Texts.CardThanks,
            NeedStatus.Expired when need.Claims.IsEmpty => Texts.CardNobodyAnswered,
            NeedStatus.Expired => Texts.CardNotAllAnswered,
            _ => Texts.CardWithdrawn,
        }));
        if (need.CloseReason is { } reason) lines.Add(language.Say(Texts.CardReason, ("reason", new MemberWords(reason))));
        if (need.FacilitatedBy is { } facilitator) lines.Add(language.Say(Texts.CardClosedBy, ("who", facilitator)));
        return lines.ToImmutable();
    }
}
