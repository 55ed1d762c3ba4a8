using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Offers;
using NodaTime;

namespace MutualAid.Tests.Support;

/// <summary>Offers in memory, with the same conditional writes.</summary>
internal sealed class MemoryOffers : IOfferStore
{
    private readonly Lock _gate = new();
    private ImmutableDictionary<OfferId, Offer> _offers = ImmutableDictionary<OfferId, Offer>.Empty;

    public Task<Offer?> FindAsync(OfferId id, CancellationToken cancellationToken) => Task.FromResult(_offers.GetValueOrDefault(id));

    public Task<Offer?> FindByNumberAsync(GroupId group, int number, CancellationToken cancellationToken) =>
        Task.FromResult(_offers.Values.FirstOrDefault(o => o.Group == group && o.Number == number));

    public Task<Offer?> FindByMessageAsync(MessageId message, CancellationToken cancellationToken) =>
        Task.FromResult(_offers.Values.FirstOrDefault(o => o.Postings.Any(p => p.Message == message)));

    public Task<bool> AddAsync(Offer offer, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_offers.ContainsKey(offer.Id) || _offers.Values.Any(o => o.Group == offer.Group && o.Number == offer.Number)) return Task.FromResult(false);
            _offers = _offers.Add(offer.Id, offer with { Version = 1 });
            return Task.FromResult(true);
        }
    }

    public Task<bool> SaveAsync(Offer offer, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_offers.TryGetValue(offer.Id, out var stored) || stored.Version != offer.Version) return Task.FromResult(false);
            _offers = _offers.SetItem(offer.Id, offer with { Version = offer.Version + 1 });
            return Task.FromResult(true);
        }
    }

    public Task<bool> RemoveAsync(Offer offer, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_offers.TryGetValue(offer.Id, out var stored) || stored.Version != offer.Version) return Task.FromResult(false);
            _offers = _offers.Remove(offer.Id);
            return Task.FromResult(true);
        }
    }

    public Task<IReadOnlyList<Offer>> ClosedUntilAsync(Instant until, int limit, CancellationToken cancellationToken) =>
        ListAsync(o => !o.IsErased && o.ClosedAt <= until, o => o.ClosedAt, limit);

    public Task<IReadOnlyList<Offer>> AllInAsync(GroupId group, int after, int limit, CancellationToken cancellationToken) =>
        ListAsync(o => o.Group == group && o.Number > after, o => o.Number, limit);

    public Task<IReadOnlyList<Offer>> OpenInAsync(GroupId group, CancellationToken cancellationToken) => ListAsync(o => o.Group == group && o.IsOpen, o => o.Number);

    public Task<IReadOnlyList<Offer>> NewestAvailableAsync(GroupId group, int limit, CancellationToken cancellationToken) =>
        ListAsync(o => o.Group == group && o.IsAvailable, o => -o.Number, limit);

    public Task<IReadOnlyList<Offer>> OpenOfAsync(GroupId group, PersonId giver, CancellationToken cancellationToken) =>
        ListAsync(o => o.Group == group && o.Giver == giver && o.IsOpen, o => o.Number);

    public Task<IReadOnlyList<Offer>> OfferedSinceAsync(GroupId group, PersonId giver, Instant since, CancellationToken cancellationToken) =>
        ListAsync(o => o.Group == group && o.Giver == giver && o.PostedAt >= since, o => o.PostedAt);

    public Task<IReadOnlyList<Offer>> AvailableByKeyAsync(GroupId group, string key, int limit, CancellationToken cancellationToken) =>
        ListAsync(o => o.Group == group && o.IsAvailable && o.Keys.Contains(key), o => o.PostedAt, limit);

    public Task<IReadOnlyList<Offer>> MentioningAsync(PersonId person, int limit, CancellationToken cancellationToken) => ListAsync(o => o.People().Contains(person), o => o.Number, limit);

    public Task<IReadOnlyList<Offer>> DueAsync(Instant until, int limit, CancellationToken cancellationToken) => ListAsync(o => o.DueAt <= until, o => o.DueAt, limit);

    private Task<IReadOnlyList<Offer>> ListAsync<TKey>(Func<Offer, bool> which, Func<Offer, TKey> order, int limit = int.MaxValue) =>
        Task.FromResult<IReadOnlyList<Offer>>([.. _offers.Values.Where(which).OrderBy(order).Take(limit)]);
}
