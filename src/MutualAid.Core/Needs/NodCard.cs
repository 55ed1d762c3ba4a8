using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;

namespace MutualAid.Core.Needs;

/// <summary>What stands in the place of the card of a need that nobody has waved through yet: its number, and nothing of what it says or whose it is.</summary>
internal static class NodCard
{
    public static Card Of(Need need, Language language) => new()
    {
        Kind = CardKind.Need,
        Language = language.Tag,
        Title = need.IsOpen ? language.Say(Texts.NodCard, ("number", need.Number)) : NeedCard.Title(need),
        Status = need.IsOpen ? null : NeedCard.StatusOf(need, language),
        // A reason of a facilitator is meant for all; one of whoever asked is in words that were not waved through.
        Lines = need.IsOpen || need.FacilitatedBy is not { } facilitator ? []
            : [.. need.CloseReason is { } reason ? [language.Say(Texts.CardReason, ("reason", new MemberWords(reason)))] : (RichText[])[], language.Say(Texts.CardClosedBy, ("who", facilitator))],
        Actions = NeedActions.OnCard(need, language),
    };

    public static CardAction Button(Need need, Language language) =>
        new(ActionList.Id(ActionList.WaveThrough, need.Id), language.Plain(Texts.ButtonWaveThrough), ActionStyle.Primary);
}
