using System.Collections.Immutable;
using System.Globalization;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;
using MutualAid.Core.Offers;

namespace MutualAid.Core.Needs;

/// <summary>"I can help": anyone may take on all or part of what is left. Who comes too late is told who was quicker, and what else is open.</summary>
internal sealed class ClaimNeed(INeedStore needs, NeedChanges changes, NeedFinder finder, OfferFinder offers)
{
    private const int MostOthers = 3;

    public async Task<Reply> FromCommandAsync(Ask ask, CancellationToken cancellationToken)
    {
        var (need, refusal) = await finder.ByNumberAsync(ask, cancellationToken);
        if (need is null) return refusal!;
        if (ask.Option("quantity") is not { } typed) return await ClaimAsync(ask, need, quantity: null, cancellationToken);
        return ReadQuantity(typed) is { } quantity ? await ClaimAsync(ask, need, quantity, cancellationToken) : NoQuantity(ask, typed);
    }

    public async Task<Reply> FromButtonAsync(Ask ask, NeedId id, string extra, CancellationToken cancellationToken)
    {
        var (need, refusal) = await finder.ByButtonAsync(ask, id, cancellationToken);
        if (need is null) return refusal!;
        if (ClaimExtra.Read(extra) is not { } said) return ask.Refuse(Texts.ButtonStale);
        return await ClaimAsync(ask, need, said.Quantity, cancellationToken, await offers.OwnAsync(ask, said.Offer, cancellationToken));
    }

    /// <summary>Any other number than the buttons offer.</summary>
    public async Task<Reply> OpenFormAsync(Ask ask, NeedId id, string extra, CancellationToken cancellationToken)
    {
        var (need, refusal) = await finder.ByButtonAsync(ask, id, cancellationToken);
        if (need is null) return refusal!;
        if (ClaimExtra.Read(extra) is not { } said) return ask.Refuse(Texts.ButtonStale);
        var outOf = await offers.OwnAsync(ask, said.Offer, cancellationToken);
        return need.Remaining <= 1 || need.IsUnseen
            ? await ClaimAsync(ask, need, quantity: null, cancellationToken, outOf)
            : ask.Tell(Texts.ClaimHowMuch, ("n", need.Remaining), ("number", need.Number)) with { Form = QuantityForm(ask, need, outOf) };
    }

    /// <summary>What was typed there; <paramref name="offer"/> is the number of the offer that it comes from, or null.</summary>
    public async Task<Reply> FromFormAsync(Ask ask, NeedId id, int? offer, ImmutableDictionary<string, string> values, CancellationToken cancellationToken)
    {
        var (need, refusal) = await finder.ByButtonAsync(ask, id, cancellationToken);
        if (need is null) return refusal!;
        var outOf = await offers.OwnByNumberAsync(ask, offer, cancellationToken);
        var typed = MemberText.Clean(values.GetValueOrDefault("quantity")) ?? "";
        return ReadQuantity(typed) is { } quantity
            ? await ClaimAsync(ask, need, quantity, cancellationToken, outOf)
            : NoQuantity(ask, typed) with { Form = QuantityForm(ask, need, outOf) };
    }

    /// <summary>✋ takes everything that is left.</summary>
    public Task<Reply> FromReactionAsync(Ask ask, Need need, CancellationToken cancellationToken) =>
        ClaimAsync(ask, need, Need.Everything, cancellationToken);

    private async Task<Reply> ClaimAsync(Ask ask, Need need, int? quantity, CancellationToken cancellationToken, Offer? outOf = null)
    {
        var mine = await needs.OpenClaimedByAsync(ask.Group.Id, ask.Actor, cancellationToken);
        var limit = ask.Rules.Limits.OpenClaims;
        if (mine.Count(n => n.Id != need.Id && n.ActiveClaimOf(ask.Actor) is not null) >= limit) return ask.Refuse(Texts.LimitClaims, ("n", limit));
        var result = await changes.ApplyAsync(
            need.Id, ask.Rules.Pace, ask.Now, n => n.ClaimedBy(ask.Actor, quantity, ask.Key, ask.Now, outOf), cancellationToken);
        if (result is not { } done) return ask.Refuse(Texts.ButtonStale);
        return done.Outcome switch
        {
            ClaimOutcome.Claimed or ClaimOutcome.Repeated when done.Need.ActiveClaimOf(ask.Actor) is { } claim => Claimed(ask, done.Need, claim),
            ClaimOutcome.Claimed or ClaimOutcome.Repeated => ask.Tell(Texts.Repeated),
            ClaimOutcome.AlreadyYours => ask.Tell(Texts.ClaimAlreadyYours, ("number", need.Number)) with { Actions = NeedActions.ForClaimer(ask, done.Need) },
            ClaimOutcome.OwnNeed => ask.Tell(Texts.ClaimOwn, ("number", need.Number)) with { Actions = [ask.Button(ActionList.Id(ActionList.Close, need.Id), Texts.ButtonClose)] },
            ClaimOutcome.Closed => ask.Tell(Texts.NeedClosed, ("number", need.Number)),
            ClaimOutcome.WaitsForNod => ask.Tell(Texts.NodFirst, ("number", need.Number)) with { Actions = [NodCard.Button(done.Need, ask.Language)] },
            ClaimOutcome.AskHowMuch => HowMuch(ask, done.Need, outOf),
            ClaimOutcome.MoreThanLeft => ask.Refuse(Texts.ClaimMoreThanLeft, ("n", done.Need.Remaining), ("number", need.Number)) with { Actions = TakeRest(ask, done.Need, outOf) },
            ClaimOutcome.AlreadyCovered => await TooLateAsync(ask, done.Need, cancellationToken),
            _ => throw new InvalidOperationException($"No answer to {done.Outcome}."),
        };
    }

    private static int? ReadQuantity(string typed) =>
        int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var quantity) && quantity is >= 1 and <= NeedContentReader.MostParts ? quantity : null;

    private static Reply NoQuantity(Ask ask, string typed) =>
        ask.Misread(Texts.QuantityBad, ("typed", new MemberWords(Excerpt.Of(typed))), ("most", NeedContentReader.MostParts));

    private static Form QuantityForm(Ask ask, Need need, Offer? outOf) => new(
        FormList.NewId(FormList.HowMuch, need.Id, outOf),
        ask.Language.Plain(Texts.FormHowMuchTitle, ("number", need.Number)),
        ask.Language.Plain(Texts.ButtonClaim),
        [new FormField("quantity", ask.Language.Plain("field.quantity"), Required: true, MaxLength: 3, "", Paragraph: false, [], Hint: $"1-{need.Remaining}")],
        ActionList.Id(ActionList.HowMuch, need.Id, ClaimExtra.Of(null, outOf?.Id)));

    private static Reply Claimed(Ask ask, Need need, Claim claim) =>
        (need.Quantity == 1
            ? ask.Tell(Texts.Claimed, ("number", need.Number), ("what", new MemberWords(need.What)))
            : ask.Tell(Texts.ClaimedPart, ("number", need.Number), ("what", new MemberWords(need.What)), ("n", claim.Quantity), ("all", need.Quantity)))
        with
        { Actions = NeedActions.ForClaimer(ask, need) };

    private static Reply HowMuch(Ask ask, Need need, Offer? outOf) =>
        ask.Tell(Texts.ClaimHowMuch, ("n", need.Remaining), ("number", need.Number)) with
        {
            Actions =
            [
                .. Enumerable.Range(1, Math.Min(3, need.Remaining - 1)).Select(n =>
                    new CardAction(ActionList.Id(ActionList.Claim, need.Id, ClaimExtra.Of(n, outOf?.Id)), n.ToString(CultureInfo.InvariantCulture))),
                .. TakeRest(ask, need, outOf),
                .. need.Remaining > 4 ? [ask.Button(ActionList.Id(ActionList.HowMuch, need.Id, ClaimExtra.Of(null, outOf?.Id)), Texts.ButtonAnotherNumber)] : ImmutableArray<CardAction>.Empty,
            ],
        };

    /// <summary>Whoever is on part of it says how much more, because "everything" said again by somebody who has it adds nothing.</summary>
    private static int All(Ask ask, Need need) => need.ActiveClaimOf(ask.Actor) is null ? Need.Everything : need.Remaining;

    private static ImmutableArray<CardAction> TakeRest(Ask ask, Need need, Offer? outOf) =>
        [new CardAction(ActionList.Id(ActionList.Claim, need.Id, ClaimExtra.Of(All(ask, need), outOf?.Id)), ask.Language.Plain(Texts.ButtonClaimAll, ("n", need.Remaining)), ActionStyle.Primary)];

    private async Task<Reply> TooLateAsync(Ask ask, Need need, CancellationToken cancellationToken)
    {
        var open = await needs.OpenInAsync(ask.Group.Id, cancellationToken);
        var others = NeedOrder.MostPressing(open.Where(n => n is { Remaining: > 0, IsUnseen: false } && n.Requester != ask.Actor)).Take(MostOthers).ToList();
        var quicker = need.Claims.LastOrDefault()?.Person;
        var text = quicker is { } person
            ? ask.Language.Say(Texts.ClaimTooLate, ("who", person), ("number", need.Number))
            : ask.Language.Say(Texts.NeedClosed, ("number", need.Number));
        return new Reply
        {
            Language = ask.Language.Tag,
            Text = others.Count == 0 ? text : text.Then(ask.Language.Say(Texts.OthersOpen, ("n", others.Count))),
            Sections = [.. others.Select(n => NeedRow.Of(ask, n))],
        };
    }
}
