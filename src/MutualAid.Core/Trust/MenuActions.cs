using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;

namespace MutualAid.Core.Trust;

/// <summary>What the "…" of a card offers besides what can be done with the thing itself: to tell that something is wrong with it, and for facilitators more.</summary>
internal static class MenuActions
{
    public static ImmutableArray<CardAction> For(Ask ask, Need need) => need.Requester == ask.Actor || need.IsErased ? [] : Of(
        ask, need.IsOpen, ActionList.Id(ActionList.Report, need.Id), ActionList.Id(ActionList.Block, need.Id));

    public static ImmutableArray<CardAction> For(Ask ask, Offer offer) => offer.Giver == ask.Actor || offer.IsErased ? [] : Of(
        ask, offer.IsOpen, ActionList.Id(ActionList.ReportOffer, offer.Id), ActionList.Id(ActionList.BlockOffer, offer.Id));

    private static ImmutableArray<CardAction> Of(Ask ask, bool isOpen, string report, string block)
    {
        var actions = ImmutableArray.CreateBuilder<CardAction>();
        if (isOpen) actions.Add(ask.Button(report, Texts.ButtonReport));
        if (ask.IsFacilitator) actions.Add(ask.Button(block, Texts.ButtonBlock));
        return actions.ToImmutable();
    }
}
