using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;
using MutualAid.Core.Needs;

namespace MutualAid.Core.Members;

/// <summary>"Tell me about": who chooses kinds of needs is told privately when one of them waits. Nobody is told who did not choose it.</summary>
internal sealed class TellAbout(MemberDirectory members)
{
    private const string On = "on";

    /// <summary>What they are told about, with a button for every kind.</summary>
    public async Task<Reply> ShowAsync(Ask ask, CancellationToken cancellationToken) =>
        Shown(ask, await members.FindAsync(ask.Member, cancellationToken));

    /// <summary><paramref name="choice"/> is "on|kind" or "off|kind": pressing twice is the same as once.</summary>
    public async Task<Reply> FromButtonAsync(Ask ask, string choice, CancellationToken cancellationToken)
    {
        if (choice.Length == 0) return await ShowAsync(ask, cancellationToken);
        if (choice.Split('|', 2) is not [var how, var kind] || !Kinds(ask).Contains(kind)) return ask.Refuse(Texts.ButtonStale);
        return Shown(ask, await members.ChangeAsync(ask.Member, m => m.ToldAbout(kind, how == On), cancellationToken));
    }

    private static Reply Shown(Ask ask, Member member)
    {
        var chosen = Kinds(ask).Where(member.TellAbout.Contains).Select(k => Name(ask, k)).ToList();
        return (chosen.Count == 0
            ? ask.Tell(Texts.TellAboutNothing)
            : ask.Tell(Texts.TellAboutThese, ("kinds", string.Join(", ", chosen))))
            with
        {
            Actions =
            [
                .. Kinds(ask).Select(kind => member.TellAbout.Contains(kind)
                    ? new CardAction(ActionList.Id(ActionList.Tell, default(NeedId), $"off|{kind}"), "✓ " + Name(ask, kind))
                    : new CardAction(ActionList.Id(ActionList.Tell, default(NeedId), $"{On}|{kind}"), Name(ask, kind))),
                ask.Button(ActionList.Id(ActionList.Suggesting, default(NeedId), member.NoSuggestions ? "on" : "off"), member.NoSuggestions ? Texts.ButtonSuggestAgain : Texts.ButtonSuggestNothing),
            ],
        };
    }

    private static ImmutableArray<string> Kinds(Ask ask) => [.. ask.Rules.Categories, Member.EveryKind];

    private static string Name(Ask ask, string kind) =>
        kind == Member.EveryKind ? ask.Language.Plain(Texts.TellAboutEveryKind) : NeedCategories.Name(kind, ask.Language);
}
