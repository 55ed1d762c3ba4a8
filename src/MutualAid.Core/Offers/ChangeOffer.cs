using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;
using MutualAid.Core.Needs;
using MutualAid.Core.Trust;

namespace MutualAid.Core.Offers;

/// <summary>Who offers something changes it, holds it back, takes it back or offers it again; a facilitator may close it with a reason that is shown.</summary>
internal sealed class ChangeOffer(OfferFinder finder, OfferChanges changes, OfferMatches matches, MayPost may, Newcomers newcomers)
{
    public Task<Reply> MoreAsync(Ask ask, OfferId id, CancellationToken cancellationToken) => WithAsync(ask, id, offer => Task.FromResult(More(ask, offer)), cancellationToken);

    public Task<Reply> OpenFormAsync(Ask ask, OfferId id, CancellationToken cancellationToken) =>
        WithAsync(ask, id, offer => Task.FromResult(OpenForm(ask, offer)), cancellationToken);

    public static Reply OpenForm(Ask ask, Offer offer) =>
        offer.Giver != ask.Actor ? ask.Tell(Texts.OfferNotYours, ("number", offer.Number))
        : !offer.IsOpen ? ask.Tell(Texts.OfferClosed, ("number", offer.Number)) with { Actions = OfferActions.For(ask, offer) }
        : BlockedWords.Refusal(ask) ?? ask.Tell(Texts.EditIntro, ("number", offer.Number)) with { Form = OfferForm.ForEditing(ask, offer) };

    public Task<Reply> FromFormAsync(Ask ask, OfferId id, ImmutableDictionary<string, string> sent, CancellationToken cancellationToken) => WithAsync(
        ask,
        id,
        async offer =>
        {
            if (offer.Giver != ask.Actor) return ask.Tell(Texts.OfferNotYours, ("number", offer.Number));
            if (BlockedWords.Refusal(ask) is { } blocked) return blocked;
            var values = OfferForm.Written(ask, offer.Content).SetItems(sent);
            var (content, wrong) = OfferContentReader.Read(ask, values, offer.Content);
            if (content is null) return wrong! with { GivenBack = null, Form = OfferForm.ForEditing(ask, offer, values) };
            var keys = matches.KeysOf(content, ask.Rules);
            var isNew = await newcomers.HaveAsync(ask, cancellationToken);
            var result = await changes.ApplyAsync(id, Edit, cancellationToken);
            if (result is { Outcome: OfferOutcome.Changed or OfferOutcome.Repeated, Offer: { IsOpen: true, NodUntil: { } until } })
                return EditNeed.Waiting(ask, offer.Number, Texts.NodOfferAnyway, until);
            var reply = Answer(ask, result, Texts.OfferChanged);
            return result?.Outcome == OfferOutcome.LessThanGiven ? reply with { Form = OfferForm.ForEditing(ask, offer, values) } : reply;

            (Offer Next, OfferOutcome Outcome) Edit(Offer before)
            {
                var (next, outcome) = before.EditedBy(ask.Actor, content, keys, ask.Key, ask.Now);
                return (isNew && outcome == OfferOutcome.Changed ? next.AwaitingNodAgain(before, ask.Now) : next, outcome);
            }
        },
        cancellationToken);

    public async Task<Reply> PauseAsync(Ask ask, OfferId id, bool paused, CancellationToken cancellationToken) => await WithAsync(
        ask,
        id,
        async _ => Answer(
            ask,
            await changes.ApplyAsync(id, o => o.PausedBy(ask.Actor, paused, ask.Key, ask.Now), cancellationToken),
            paused ? Texts.OfferPaused : Texts.OfferResumed),
        cancellationToken);

    /// <summary>Files it under another category; without one, asks which.</summary>
    public Task<Reply> SetCategoryAsync(Ask ask, OfferId id, string category, CancellationToken cancellationToken) => WithAsync(
        ask,
        id,
        async offer =>
        {
            if (offer.Giver != ask.Actor) return ask.Tell(Texts.OfferNotYours, ("number", offer.Number));
            if (category.Length == 0)
            {
                return ask.Tell(Texts.CategoryChoose, ("number", offer.Number)) with
                {
                    Actions = NeedCategories.Buttons(ask, c => ActionList.Id(ActionList.OfferCategory, id, c)),
                };
            }

            if (!ask.Rules.Categories.Contains(category)) return ask.Refuse(Texts.ButtonStale);
            var content = offer.Content with { Category = category };
            var keys = matches.KeysOf(content, ask.Rules);
            var result = await changes.ApplyAsync(id, o => o.EditedBy(ask.Actor, o.Content with { Category = category }, keys, ask.Key, ask.Now), cancellationToken);
            return result?.Outcome is OfferOutcome.Changed or OfferOutcome.Repeated or OfferOutcome.Same
                ? ask.Tell(Texts.CategorySet, ("number", offer.Number), ("kind", NeedCategories.Said(category, ask.Language)))
                : Answer(ask, result, Texts.OfferChanged);
        },
        cancellationToken);

    public Task<Reply> RenewAsync(Ask ask, OfferId id, CancellationToken cancellationToken) => WithAsync(
        ask,
        id,
        async offer => await may.AgainAsync(ask, offer, cancellationToken) ?? Answer(
            ask,
            await changes.ApplyAsync(id, o => o.RenewedBy(ask.Actor, OfferContentReader.Usual(ask), ask.Key, ask.Now), cancellationToken),
            Texts.OfferRenewed),
        cancellationToken);

    public Task<Reply> FromButtonAsync(Ask ask, OfferId id, CancellationToken cancellationToken) => WithAsync(
        ask,
        id,
        offer => offer.IsOpen && offer.Giver != ask.Actor && ask.IsFacilitator
            ? Task.FromResult(CloseReason.Asked(ask, offer.Number, FormList.NewId(FormList.CloseOffer, offer.Id), ActionList.Id(ActionList.WithdrawOffer, offer.Id)))
            : WithdrawAsync(ask, offer, written: null, cancellationToken),
        cancellationToken);

    public Task<Reply> WithReasonAsync(Ask ask, OfferId id, ImmutableDictionary<string, string> values, CancellationToken cancellationToken) =>
        WithAsync(ask, id, offer => WithdrawAsync(ask, offer, values.GetValueOrDefault("reason"), cancellationToken), cancellationToken);

    public async Task<Reply> WithdrawAsync(Ask ask, Offer offer, string? written, CancellationToken cancellationToken)
    {
        var (reason, refusal) = CloseReason.Read(ask, written);
        if (refusal is not null) return refusal;
        var result = await changes.ApplyAsync(offer.Id, o => o.WithdrawnBy(ask.Actor, ask.IsFacilitator, reason, ask.Key, ask.Now), cancellationToken);
        return Answer(ask, result, Texts.OfferWithdrawn);
    }

    private static Reply More(Ask ask, Offer offer)
    {
        var actions = OfferActions.For(ask, offer).AddRange(MenuActions.For(ask, offer));
        return actions.IsEmpty
            ? ask.Tell(offer.IsOpen ? Texts.MoreNothing : Texts.OfferClosed, ("number", offer.Number))
            : ask.Tell(Texts.MoreIntro, ("number", offer.Number)) with { Actions = actions };
    }

    private static Reply Answer(Ask ask, (Offer Offer, OfferOutcome Outcome)? result, string changed)
    {
        if (result is not { } done) return ask.Refuse(Texts.ButtonStale);
        var number = ("number", (object)done.Offer.Number);
        return done.Outcome switch
        {
            OfferOutcome.Changed or OfferOutcome.Repeated => ask.Tell(changed, number) with { Actions = done.Offer.IsOpen ? [] : MenuActions.For(ask, done.Offer) },
            OfferOutcome.Same => ask.Tell(Texts.OfferSame, number),
            OfferOutcome.NotYours => ask.Tell(Texts.OfferNotYours, number),
            OfferOutcome.ReasonNeeded => ask.Refuse(Texts.CloseReasonNeeded, number),
            OfferOutcome.Closed => ask.Tell(Texts.OfferClosed, number) with { Actions = OfferActions.For(ask, done.Offer) },
            OfferOutcome.LessThanGiven => ask.Refuse(Texts.OfferBelowGiven, ("n", done.Offer.GivenNow), number),
            _ => throw new InvalidOperationException($"No answer to {done.Outcome}."),
        };
    }

    private async Task<Reply> WithAsync(Ask ask, OfferId id, Func<Offer, Task<Reply>> act, CancellationToken cancellationToken)
    {
        var (offer, refusal) = await finder.ByButtonAsync(ask, id, cancellationToken);
        return offer is null ? refusal! : await act(offer);
    }
}
