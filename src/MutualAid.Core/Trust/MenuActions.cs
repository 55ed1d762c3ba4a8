using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;

namespace MutualAid.Core.Trust;

/// <summary>What the "…" of a card offers besides what can be done with the thing itself.</summary>
internal static class MenuActions
{
    public static ImmutableArray<CardAction> For(Ask ask, Need need) => need.Requester == ask.Actor || need.IsErased || !ask.IsFacilitator ? []
        : [ask.Button(ActionList.Id(ActionList.Block, need.Id), Texts.ButtonBlock)];

    public static ImmutableArray<CardAction> For(Ask ask, Offer offer) => offer.Giver == ask.Actor || offer.IsErased || !ask.IsFacilitator ? []
        : [ask.Button(ActionList.Id(ActionList.BlockOffer, offer.Id), Texts.ButtonBlock)];
}
