using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;

namespace MutualAid.Core.Needs;

/// <summary>The buttons that make sense on a need, for those who see it.</summary>
internal static class NeedActions
{
    /// <summary>On its public card: the same for all who look, by its state alone.</summary>
    public static ImmutableArray<CardAction> OnCard(Need need, Language language)
    {
        if (!need.IsOpen) return [];
        if (need.IsUnseen) return [NodCard.Button(need, language)];
        var actions = ImmutableArray.CreateBuilder<CardAction>();
        if (need.Remaining > 0) actions.Add(Button(language, ActionList.Claim, need, Texts.ButtonClaim, ActionStyle.Primary));
        actions.Add(Button(language, ActionList.Details, need, Texts.ButtonDetails));
        if (need.ActiveClaims.Any())
        {
            actions.Add(Button(language, ActionList.Done, need, Texts.ButtonDone));
            actions.Add(Button(language, ActionList.Release, need, Texts.ButtonRelease));
        }

        actions.Add(Button(language, ActionList.More, need, Texts.ButtonMore));
        return actions.ToImmutable();
    }

    public static ImmutableArray<CardAction> OnIntroduction(Need need, Language language) => !need.IsOpen ? [] :
    [
        Button(language, ActionList.Done, need, Texts.ButtonDone),
        Button(language, ActionList.Release, need, Texts.ButtonRelease),
        Button(language, ActionList.NobodyCame, need, Texts.ButtonNobodyCame),
    ];

    /// <summary>What can be answered to a private word.</summary>
    public static ImmutableArray<CardAction> OnWhisper(Need need, string textKey, Language language) => textKey switch
    {
        WhisperText.MetByClaimer => [new CardAction(ActionList.Id(ActionList.Reopen, need.Id, ReopenNeed.NotYet), language.Plain(Texts.ButtonNotYet))],
        WhisperText.ClosedByFacilitator or WhisperText.Expired => [Button(language, ActionList.Reopen, need, Texts.ButtonReopen)],
        WhisperText.StillOnIt =>
        [
            Button(language, ActionList.Still, need, Texts.ButtonStillYes, ActionStyle.Primary),
            Button(language, ActionList.Done, need, Texts.ButtonDone),
            Button(language, ActionList.Release, need, Texts.ButtonCannot),
        ],
        WhisperText.StillNeeded =>
        [
            Button(language, ActionList.Keep, need, Texts.ButtonKeep, ActionStyle.Primary),
            Button(language, ActionList.Close, need, Texts.ButtonNo),
        ],
        WhisperText.NodWanted => [NodCard.Button(need, language)],
        _ => [],
    };

    public static ImmutableArray<CardAction> ForClaimer(Ask ask, Need need) =>
    [
        Button(ask.Language, ActionList.Details, need, Texts.ButtonDetails),
        Button(ask.Language, ActionList.Done, need, Texts.ButtonDone),
        Button(ask.Language, ActionList.Release, need, Texts.ButtonRelease),
    ];

    public static ImmutableArray<CardAction> ForRequester(Ask ask, Need need)
    {
        if (!need.IsOpen) return [Button(ask.Language, ActionList.Reopen, need, Texts.ButtonReopen)];
        var actions = ImmutableArray.CreateBuilder<CardAction>();
        actions.Add(Button(ask.Language, ActionList.Done, need, Texts.ButtonDone));
        actions.Add(Button(ask.Language, ActionList.Edit, need, Texts.ButtonEdit));
        actions.Add(Button(ask.Language, ActionList.Category, need, Texts.ButtonCategory));
        actions.Add(Button(ask.Language, ActionList.Bump, need, Texts.ButtonBump));
        if (need.ActiveClaims.Any()) actions.Add(Button(ask.Language, ActionList.NobodyCame, need, Texts.ButtonNobodyCame));
        actions.Add(Button(ask.Language, ActionList.Close, need, Texts.ButtonClose));
        return actions.ToImmutable();
    }

    /// <summary>What this person can do with it, besides what its card offers to all.</summary>
    public static ImmutableArray<CardAction> For(Ask ask, Need need)
    {
        if (need.Requester == ask.Actor) return ForRequester(ask, need);
        if (!need.IsOpen) return [];
        var actions = ImmutableArray.CreateBuilder<CardAction>();
        if (need.IsUnseen) actions.Add(NodCard.Button(need, ask.Language));
        else if (need.Remaining > 0 && need.ActiveClaimOf(ask.Actor) is null)
            actions.Add(Button(ask.Language, ActionList.Claim, need, Texts.ButtonClaim, ActionStyle.Primary));
        if (need.ActiveClaimOf(ask.Actor) is not null) actions.AddRange(ForClaimer(ask, need));
        if (ask.IsFacilitator)
        {
            if (need.ActiveClaims.Any()) actions.Add(Button(ask.Language, ActionList.NobodyCame, need, Texts.ButtonNobodyCame));
            actions.Add(Button(ask.Language, ActionList.Close, need, Texts.ButtonClose));
        }

        return actions.ToImmutable();
    }

    private static CardAction Button(Language language, string action, Need need, string text, ActionStyle style = ActionStyle.Plain) =>
        new(ActionList.Id(action, need.Id), language.Plain(text), style);
}
