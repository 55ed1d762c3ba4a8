using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;

namespace MutualAid.Core.Offers;

/// <summary>Finds the offer somebody means, within their group only, or the answer why not.</summary>
internal sealed class OfferFinder(IOfferStore offers)
{
    /// <summary>By a button. An offer of another group is as good as none.</summary>
    public async Task<(Offer? Offer, Reply? Refusal)> ByButtonAsync(Ask ask, OfferId id, CancellationToken cancellationToken)
    {
        var offer = await offers.FindAsync(id, cancellationToken);
        return offer is null || offer.Group != ask.Group.Id ? (null, ask.Refuse(Texts.ButtonStale)) : (offer, null);
    }

    /// <summary>An offer of the actor's own that something is taken out of, or null: a button may be forged.</summary>
    public async Task<Offer?> OwnAsync(Ask ask, OfferId? id, CancellationToken cancellationToken) =>
        id is { } named ? OwnOrNull(ask, await offers.FindAsync(named, cancellationToken)) : null;

    /// <summary>The same, by its number in this group: a form may be forged, too.</summary>
    public async Task<Offer?> OwnByNumberAsync(Ask ask, int? number, CancellationToken cancellationToken) =>
        number is { } named ? OwnOrNull(ask, await offers.FindByNumberAsync(ask.Group.Id, named, cancellationToken)) : null;

    private static Offer? OwnOrNull(Ask ask, Offer? offer) => offer is not null && offer.Group == ask.Group.Id && offer.Giver == ask.Actor ? offer : null;
}
