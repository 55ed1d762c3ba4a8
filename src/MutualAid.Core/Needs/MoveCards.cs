using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Offers;
using NodaTime;

namespace MutualAid.Core.Needs;

/// <summary>A place is gone, or another one took over from it: the open needs and offers that were shown there are brought to where they can be seen.</summary>
internal sealed class MoveCards(INeedStore needs, IOfferStore offers, GroupDirectory groups, NeedChanges changes, OfferChanges offerChanges)
{
    public async Task FromAsync(GroupId id, PlaceId place, Instant now, CancellationToken cancellationToken)
    {
        if (await groups.FindAsync(id, cancellationToken) is not { } group) return;
        var pace = groups.RulesOf(group).Pace;
        var shown = (await needs.OpenInAsync(id, cancellationToken)).Where(n => n.CardPosting?.Place == place);
        await Task.WhenAll(shown.Select(n => changes.ApplyAsync(n.Id, pace, now, need => (need.ShownAnew(now), true), cancellationToken)));
        await OffersAsync(id, place, offer => offer.ShownAnew(now), cancellationToken);
    }

    public async Task OfAsync(GroupId id, MessageId message, Instant now, CancellationToken cancellationToken)
    {
        if (await offers.FindByMessageAsync(message, cancellationToken) is { IsOpen: true } offer && offer.Group == id && offer.CardPosting?.Message == message)
            await offerChanges.ApplyAsync(offer.Id, o => o.ShownAnew(now), cancellationToken);
        if (await needs.FindByMessageAsync(message, cancellationToken) is not { IsOpen: true } need || need.Group != id || need.CardPosting?.Message != message) return;
        if (await groups.FindAsync(id, cancellationToken) is not { } group) return;
        await changes.ApplyAsync(need.Id, groups.RulesOf(group).Pace, now, n => (n.ShownAnew(now), true), cancellationToken);
    }

    /// <summary>Idempotent: what was brought over already stays as it is.</summary>
    public async Task ToAsync(GroupId id, PlaceId from, PlaceId to, Instant now, CancellationToken cancellationToken)
    {
        if (await groups.FindAsync(id, cancellationToken) is null) return;
        PlaceId? Moved(PlaceId? place) => place == from ? to : place;
        var group = await groups.ChangeAsync(
            id,
            g => g.Home != from && g.Settings.CardsPlace != from && g.Settings.DigestPlace != from ? g : (g with
            {
                Home = Moved(g.Home)!.Value,
                Settings = g.Settings with { CardsPlace = Moved(g.Settings.CardsPlace), DigestPlace = Moved(g.Settings.DigestPlace) },
            }).Replaced(from, now),
            cancellationToken);
        var pace = groups.RulesOf(group).Pace;
        var shown = (await needs.OpenInAsync(id, cancellationToken)).Where(n => n.CardPosting?.Place == from);
        await Task.WhenAll(shown.Select(n => changes.ApplyAsync(
            n.Id, pace, now, need => need.CardPosting?.Place == from ? (need.LiftedTo(to).After("moved|" + to.Value, now), true) : (need, true), cancellationToken)));
        await OffersAsync(id, from, offer => offer.CardPosting?.Place == from ? offer.MovedTo(to, now) : offer, cancellationToken);
    }

    private async Task OffersAsync(GroupId id, PlaceId place, Func<Offer, Offer> rule, CancellationToken cancellationToken) =>
        await Task.WhenAll((await offers.OpenInAsync(id, cancellationToken)).Where(o => o.CardPosting?.Place == place).Select(o => offerChanges.ApplyAsync(o.Id, rule, cancellationToken)));
}
