using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;

namespace MutualAid.Core.Offers;

/// <summary>The buttons that make sense on an offer, for those who see it.</summary>
internal static class OfferActions
{
    /// <summary>On its public card: the same for all who look, by its state alone.</summary>
    public static ImmutableArray<CardAction> OnCard(Offer offer, Language language)
    {
        if (!offer.IsOpen) return [];
        if (offer.IsUnseen) return [WaveThrough(language, offer)];
        var more = Button(language, ActionList.MoreOfOffer, offer, Texts.ButtonMore);
        return offer.IsAvailable ? [Button(language, ActionList.AskFor, offer, Texts.ButtonAskFor, ActionStyle.Primary), more] : [more];
    }

    /// <summary>What this person can do with it.</summary>
    public static ImmutableArray<CardAction> For(Ask ask, Offer offer)
    {
        var language = ask.Language;
        if (offer.Giver == ask.Actor)
        {
            return offer.IsOpen
                ?
                [
                    Button(language, ActionList.EditOffer, offer, Texts.ButtonEdit),
                    Button(language, ActionList.OfferCategory, offer, Texts.ButtonCategory),
                    offer.PausedAt is null
                        ? Button(language, ActionList.PauseOffer, offer, Texts.ButtonPause)
                        : Button(language, ActionList.ResumeOffer, offer, Texts.ButtonResume, ActionStyle.Primary),
                    Button(language, ActionList.WithdrawOffer, offer, Texts.ButtonWithdraw),
                ]
                : [Button(language, ActionList.RenewOffer, offer, Texts.ButtonOfferAgain)];
        }

        if (!offer.IsOpen) return [];
        var actions = ImmutableArray.CreateBuilder<CardAction>();
        if (offer.IsAvailable) actions.Add(Button(language, ActionList.AskFor, offer, Texts.ButtonAskFor, ActionStyle.Primary));
        if (offer.IsUnseen) actions.Add(WaveThrough(language, offer));
        if (ask.IsFacilitator) actions.Add(Button(language, ActionList.WithdrawOffer, offer, Texts.ButtonWithdraw));
        return actions.ToImmutable();
    }

    /// <summary>What can be answered to a private word.</summary>
    public static ImmutableArray<CardAction> OnWhisper(Offer offer, Language language) =>
        offer.IsOpen ? [] : [Button(language, ActionList.RenewOffer, offer, Texts.ButtonOfferAgain)];

    private static CardAction WaveThrough(Language language, Offer offer) => Button(language, ActionList.WaveOfferThrough, offer, Texts.ButtonWaveThrough, ActionStyle.Primary);

    private static CardAction Button(Language language, string action, Offer offer, string text, ActionStyle style = ActionStyle.Plain) =>
        new(ActionList.Id(action, offer.Id), language.Plain(text), style);
}
