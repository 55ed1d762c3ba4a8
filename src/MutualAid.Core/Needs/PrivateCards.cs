using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Groups;
using MutualAid.Core.Localisation;

namespace MutualAid.Core.Needs;

/// <summary>What the two sides alone see of a need, and the private words to one of them.</summary>
internal static class PrivateCards
{
    /// <summary>Who may be in the private conversation: the requester and current claimers.</summary>
    public static ImmutableArray<PersonId> PeopleOf(Need need) => [need.Requester, .. need.ActiveClaims.Select(c => c.Person)];

    public static Card Introduction(Need need, GroupRules rules)
    {
        var language = rules.Language;
        var lines = ImmutableArray.CreateBuilder<RichText>();
        if (!need.IsOpen)
        {
            lines.Add(language.Say(Texts.IntroductionClosed));
        }
        else if (!need.ActiveClaims.Any())
        {
            lines.Add(language.Say(Texts.IntroductionNobody));
        }
        else
        {
            var helpers = need.ActiveClaims.Select(c => RichText.Of(new PersonName(c.Person)))
                .Aggregate((all, one) => all.Then(RichText.Of(", ")).Then(one));
            lines.Add(language.Say(Texts.IntroductionHello, ("requester", need.Requester), ("helpers", helpers)));
            if (NeedCard.Facts(need, rules) is { } facts) lines.Add(facts);
            lines.AddRange(PrivateLines(need, language));
            lines.Add(language.Say(Texts.IntroductionNext));
        }

        return new Card
        {
            Kind = CardKind.Introduction,
            Language = language.Tag,
            Title = NeedCard.Title(need),
            Lines = lines.ToImmutable(),
            Actions = NeedActions.OnIntroduction(need, language),
        };
    }

    /// <summary>For whom it is and the details, as far as they were said.</summary>
    public static ImmutableArray<RichText> PrivateLines(Need need, Language language)
    {
        var lines = ImmutableArray.CreateBuilder<RichText>();
        if (need.OnBehalfOf is { } neighbour) lines.Add(language.Say(Texts.DetailsFor, ("who", new MemberWords(neighbour))));
        if (need.Details is { } details) lines.Add(language.Say(Texts.DetailsText, ("details", new MemberWords(details))));
        return lines.ToImmutable();
    }

    public static Card Whisper(Need need, Posting posting, GroupRules rules)
    {
        var language = rules.Language;
        ImmutableArray<CardAction> actions = posting.TextKey is WhisperText.MetByClaimer or WhisperText.ClosedByFacilitator
            ? [new CardAction(ActionList.Id(ActionList.Reopen, need.Id), language.Plain(posting.TextKey == WhisperText.MetByClaimer ? Texts.ButtonNotYet : Texts.ButtonReopen))]
            : [];
        return new Card
        {
            Kind = CardKind.Whisper,
            Language = language.Tag,
            Title = NeedCard.Title(need),
            Lines = [language.Say(posting.TextKey!)],
            Actions = actions,
            Notifies = true,
        };
    }
}
