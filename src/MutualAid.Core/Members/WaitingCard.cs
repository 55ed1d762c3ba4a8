using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Groups;
using MutualAid.Core.Localisation;
using MutualAid.Core.Needs;

namespace MutualAid.Core.Members;

/// <summary>The private word to somebody who chose to be told: these wait.</summary>
internal static class WaitingCard
{
    private const int MostButtons = 5;

    /// <summary>Null where nothing waits any more that they could take on.</summary>
    public static Card? Of(Member member, Posting posting, IEnumerable<Need> needs, GroupRules rules)
    {
        var waiting = NeedOrder.MostPressing(needs.Where(n => n is { Remaining: > 0, IsUnseen: false } && n.Requester != member.Id.Person && n.ActiveClaimOf(member.Id.Person) is null)).ToList();
        if (waiting.Count == 0) return null;
        var language = rules.Language;
        return new Card
        {
            Kind = CardKind.Whisper,
            Language = language.Tag,
            Title = language.Say(posting.TextKey!, ("n", waiting.Count)),
            Lines = [.. waiting.Select(n => NeedRow.Line(n, language, rules.Zone)), language.Say(Texts.WaitingWhy)],
            Actions = [.. waiting.Take(MostButtons).Select((n, i) => new CardAction(
                ActionList.Id(ActionList.Claim, n.Id),
                language.Plain(Texts.ButtonClaimNumber, ("number", n.Number)),
                i == 0 ? ActionStyle.Primary : ActionStyle.Plain))],
            Notifies = true,
        };
    }
}
