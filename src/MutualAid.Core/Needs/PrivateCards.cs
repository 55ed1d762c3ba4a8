using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Groups;
using MutualAid.Core.Localisation;
using MutualAid.Core.Offers;

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
        var helpers = need.ActiveClaims.Select(c => RichText.Of(new PersonName(c.Person)))
            .Aggregate((all, one) => all.Then(RichText.Of(", ")).Then(one));
        lines.Add(language.Say(Texts.IntroductionHello, ("requester", need.Requester), ("helpers", helpers)));
        if (need.Remaining > 0) lines.Add(language.Say(Texts.IntroductionJoins));
        if (need.Quantity > 1) lines.Add(NeedCard.CoveredLine(need, language));
        if (NeedCard.Facts(need, rules) is { } facts) lines.Add(facts);
        lines.AddRange(PrivateLines(need, language));
        lines.AddRange(need.Changes(rules, language));
        lines.Add(language.Say(Texts.IntroductionNext));
        return new Card
        {
            Kind = CardKind.Introduction,
            Language = language.Tag,
            Title = NeedCard.Title(need),
            Lines = lines.ToImmutable(),
            Actions = NeedActions.OnIntroduction(need, language),
        };
    }

    /// <summary>All that is left to read in a private conversation that is over.</summary>
    public static Card Ending(Need need, GroupRules rules) => new()
    {
        Kind = CardKind.Introduction,
        Language = rules.Language.Tag,
        Title = RichText.Of($"#{need.Number}"),
        Lines = [rules.Language.Say(!need.IsOpen ? Texts.IntroductionClosed : need.ActiveClaims.Any() ? Texts.IntroductionMoved : Texts.IntroductionNobody)],
        IsErased = true,
    };

    /// <summary>The introduction as a direct message to one side. Who gave the claim back meanwhile gets nothing.</summary>
    private static Card? Introduced(Need need, PersonId reader, GroupRules rules)
    {
        var others = PeopleOf(need).Where(p => p != reader).ToImmutableArray();
        if (!need.IsOpen || !PeopleOf(need).Contains(reader) || others.IsEmpty) return null;
        var language = rules.Language;
        var lines = ImmutableArray.CreateBuilder<RichText>();
        var names = (reader == need.Requester ? others : [need.Requester]).Select(p => RichText.Of(new PersonName(p)))
            .Aggregate((all, one) => all.Then(RichText.Of(", ")).Then(one));
        lines.Add(language.Say(reader == need.Requester ? WhisperText.Introduced : Texts.IntroducedToHelper, ("who", names)));
        if (need.Quantity > 1) lines.Add(NeedCard.CoveredLine(need, language));
        if (NeedCard.Facts(need, rules) is { } facts) lines.Add(facts);
        if (reader != need.Requester) lines.AddRange(PrivateLines(need, language));
        return new Card
        {
            Kind = CardKind.Introduction,
            Language = language.Tag,
            Title = NeedCard.Title(need),
            Lines = lines.ToImmutable(),
            Actions = reader == need.Requester
                ? NeedActions.OnIntroduction(need, language)
                : [.. NeedActions.OnIntroduction(need, language).Where(a => !a.Id.StartsWith(Commands.ActionList.NobodyCame, StringComparison.Ordinal))],
            Notifies = true,
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

    /// <summary>Null where this person is no longer meant to read it.</summary>
    public static Card? Whisper(Need need, Posting posting, GroupRules rules)
    {
        var language = rules.Language;
        if (posting.TextKey == WhisperText.Introduced) return Introduced(need, posting.To!.Value, rules);
        // Changed by somebody new, it waits to be waved through again.
        if (posting.TextKey == WhisperText.Suggested && need.IsUnseen) return null;
        if (posting.TextKey == WhisperText.Suggested) return SuggestionCard.Of(need, posting, rules);
        if (IsOver(need, posting)) return null;
        if (posting.TextKey is WhisperText.HelperNotThere or WhisperText.RequesterNotThere) return NotThere(need, posting, rules);
        if (posting.TextKey == WhisperText.Edited && need.ActiveClaimOf(posting.To!.Value) is null) return null;
        return new Card
        {
            Kind = CardKind.Whisper,
            Language = language.Tag,
            Title = NeedCard.Title(need),
            Lines = [language.Say(posting.TextKey!), .. posting.TextKey == WhisperText.Edited ? need.ChangesSince(posting.From ?? posting.Since, rules, language) : []],
            Actions = NeedActions.OnWhisper(need, posting.TextKey!, language),
            Notifies = true,
        };
    }

    /// <summary>Said where both sides would read it: it stays when the conversation is over, so it names nobody and says no more of the need than that does.</summary>
    private static Card NotThere(Need need, Posting posting, GroupRules rules) => new()
    {
        Kind = CardKind.Whisper,
        Language = rules.Language.Tag,
        Title = RichText.Of($"#{need.Number}"),
        Lines = [rules.Language.Say(posting.TextKey!)],
        Notifies = true,
    };

    /// <summary>Whether what a question asks was answered before it could be put.</summary>
    private static bool IsOver(Need need, Posting posting) => posting.TextKey switch
    {
        WhisperText.StillOnIt => need.ActiveClaimOf(posting.To!.Value)?.AskedAt is null || !need.IsOpen,
        WhisperText.StillNeeded => !need.IsOpen || need.KeepAskedAt is null,
        WhisperText.NodWanted => need is not { IsOpen: true, IsUnseen: true },
        WhisperText.HelperNotThere or WhisperText.RequesterNotThere => !need.IsStillAwaited(posting),
        _ => false,
    };
}
