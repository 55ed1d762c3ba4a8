using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Groups;
using MutualAid.Core.Localisation;
using MutualAid.Core.Needs;

namespace MutualAid.Core.Reminders;

/// <summary>
/// Brings unclaimed needs back, in one message; it mentions nobody. It stays true: what is taken meanwhile says so. Of what has waited for
/// days it asks once what the group wants to do. In a surge it is only numbers, most pressing first.
/// </summary>
internal static class ReminderCard
{
    private const int MostLines = 15;
    private const int MostLinesInSurge = 5;

    public static Card Of(IReadOnlyList<Need> needs, ImmutableArray<NeedId> asks, GroupRules rules, bool surging)
    {
        var language = rules.Language;
        var waiting = NeedOrder.MostPressing(needs.Where(n => n is { Remaining: > 0, IsUnseen: false })).ToList();
        var asked = surging ? [] : waiting.Where(n => asks.Contains(n.Id)).ToList();
        var plain = waiting.Except(asked).ToList();
        var most = surging ? MostLinesInSurge : MostLines;
        var lines = ImmutableArray.CreateBuilder<RichText>();
        lines.AddRange(plain.Take(most).Select(n => NeedRow.Line(n, language, rules.Zone)));
        if (plain.Count > most) lines.Add(language.Say(Texts.DigestMore, ("n", plain.Count - most)));
        if (asked.Count > 0)
        {
            lines.Add(language.Say(Texts.ReminderGroupAsked, ("n", asked.Count)));
            lines.AddRange(asked.Take(most).Select(n => NeedRow.Line(n, language, rules.Zone)));
            lines.Add(language.Say(Texts.ReminderGroupIdeas));
        }

        return new Card
        {
            Kind = CardKind.Reminder,
            Language = language.Tag,
            Title = waiting.Count == 0 ? language.Say(Texts.ReminderAllTaken) : language.Say(Texts.ReminderTitle, ("n", waiting.Count)),
            Lines = lines.ToImmutable(),
            Actions = waiting.Count == 1 ? [new CardAction(ActionList.Id(ActionList.Claim, waiting[0].Id), language.Plain(Texts.ButtonClaim), ActionStyle.Primary)] : [],
        };
    }
}
