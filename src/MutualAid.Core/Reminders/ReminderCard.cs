using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Localisation;
using MutualAid.Core.Needs;

namespace MutualAid.Core.Reminders;

/// <summary>Brings unclaimed needs back, in one message; it mentions nobody. It stays true: what is taken meanwhile says so.</summary>
internal static class ReminderCard
{
    public static Card Of(IReadOnlyList<Need> needs, GroupRules rules)
    {
        var waiting = NeedOrder.MostPressing(needs.Where(n => n.Remaining > 0)).ToList();
        return new Card
        {
            Kind = CardKind.Reminder,
            Language = rules.Language.Tag,
            Title = waiting.Count == 0 ? rules.Language.Say(Texts.ReminderAllTaken) : rules.Language.Say(Texts.ReminderTitle, ("n", waiting.Count)),
            Lines = [.. waiting.Select(n => NeedRow.Line(n, rules.Language, rules.Zone))],
            Actions = waiting.Count == 1 ? [new CardAction(Commands.ActionList.Id(Commands.ActionList.Claim, waiting[0].Id), rules.Language.Plain(Texts.ButtonClaim), ActionStyle.Primary)] : [],
        };
    }
}
