using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Groups;
using MutualAid.Core.Localisation;

namespace MutualAid.Core.Trust;

/// <summary>What somebody who may not post for a time is told: until when, who decided it, why, what they can still do, and whom to talk to.</summary>
internal static class BlockedWords
{
    /// <summary>The refusal, in the actor's own language; null where they may post. A facilitator always may: nobody is shut out of what they are trusted with.</summary>
    public static Reply? Refusal(Ask ask)
    {
        if (ask.IsFacilitator || ask.Group.BlockOf(ask.Actor, ask.Now) is not { } block) return null;
        var lines = Lines(block, ask.Language, ask.Rules, []);
        return ask.Refuse(Texts.BlockedNotSaved) with { Sections = [.. lines.Select(l => new ReplySection(l, []))] };
    }

    public static Card Card(Block block, BlockWord word, GroupRules rules, ImmutableArray<PersonId> facilitators)
    {
        var language = rules.Language;
        var lines = word == BlockWord.Lifted ? [language.Say(Texts.BlockLiftedWord)] : Lines(block, language, rules, facilitators);
        return new Card { Kind = CardKind.Whisper, Language = language.Tag, Title = lines[0], Lines = lines[1..], Notifies = true };
    }

    private static ImmutableArray<RichText> Lines(Block block, Language language, GroupRules rules, ImmutableArray<PersonId> facilitators)
    {
        var lines = ImmutableArray.CreateBuilder<RichText>();
        lines.Add(language.Say(Texts.BlockedUntil, ("when", language.Moment(block.Until, rules.Zone))));
        lines.Add(language.Say(Texts.BlockedWhy, ("number", block.Number), ("why", Concerns.Say(block.Why, language))));
        if (block.Words is { } words) lines.Add(language.Say(Texts.BlockedTheirWords, ("words", new MemberWords(words))));
        lines.Add(language.Say(Texts.BlockedMeans));
        lines.Add(facilitators.IsEmpty
            ? language.Say(Texts.BlockedTalk)
            : language.Say(Texts.BlockedTalkTo, ("who", facilitators.Select(p => RichText.Of(new PersonName(p))).Aggregate((all, one) => all.Then(RichText.Of(", ")).Then(one)))));
        return lines.ToImmutable();
    }
}
