using System.Globalization;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;
using MutualAid.Core.Offers;

namespace MutualAid.Core.Needs;

/// <summary>Finds the need somebody means, within their group only, or the answer why not.</summary>
internal sealed class NeedFinder(INeedStore needs, IOfferStore offers)
{
    /// <summary>By the option <c>number</c>; of an offer it says that it is one.</summary>
    public async Task<(Need? Need, Reply? Refusal)> ByNumberAsync(Ask ask, CancellationToken cancellationToken)
    {
        var (need, offer, refusal) = await ThingByNumberAsync(ask, cancellationToken);
        return offer is null ? (need, refusal)
            : (null, ask.Tell(Texts.NumberOfOffer, ("number", offer.Number)) with { Actions = OfferActions.For(ask, offer) });
    }

    /// <summary>By the option <c>number</c>: the need or the offer of that number.</summary>
    public async Task<(Need? Need, Offer? Offer, Reply? Refusal)> ThingByNumberAsync(Ask ask, CancellationToken cancellationToken)
    {
        if (ask.Option("number") is not { } typed) return (null, null, ask.Misread(Texts.NumberMissing));
        var digits = typed.TrimStart('#');
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1)
            return (null, null, ask.Misread(Texts.NumberBad, ("typed", new MemberWords(Excerpt.Of(typed)))));
        if (await needs.FindByNumberAsync(ask.Group.Id, number, cancellationToken) is { } need) return (need, null, null);
        return await offers.FindByNumberAsync(ask.Group.Id, number, cancellationToken) is { } offer
            ? (null, offer, null)
            : (null, null, ask.Misread(Texts.NumberUnknown, ("number", number)));
    }

    /// <summary>By a button. A need of another group is as good as none: who presses learns nothing of it.</summary>
    public async Task<(Need? Need, Reply? Refusal)> ByButtonAsync(Ask ask, NeedId id, CancellationToken cancellationToken)
    {
        var need = await needs.FindAsync(id, cancellationToken);
        return need is null || need.Group != ask.Group.Id ? (null, ask.Refuse(Texts.ButtonStale)) : (need, null);
    }
}
