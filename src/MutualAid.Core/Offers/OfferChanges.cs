using MutualAid.Core.Chat;
using NodaTime;

namespace MutualAid.Core.Offers;

/// <summary>Applies a rule to an offer as one conditional write, like <see cref="Needs.NeedChanges"/>.</summary>
internal sealed class OfferChanges(IOfferStore offers, IAttention attention)
{
    /// <summary>
    /// The offer as it is now and what became of it. A rule that returns the very same offer changes nothing and writes nothing. It may run
    /// several times, so it has no effects. Null where the offer does not exist.
    /// </summary>
    public async Task<(Offer Offer, TOutcome Outcome)?> ApplyAsync<TOutcome>(
        OfferId id, Func<Offer, (Offer Next, TOutcome Outcome)> rule, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await offers.FindAsync(id, cancellationToken) is not { } offer) return null;
            var (next, outcome) = rule(offer);
            if (ReferenceEquals(next, offer)) return (offer, outcome);
            if (!await offers.SaveAsync(next, cancellationToken)) continue;
            if (next.KeepAt is not null) attention.Wants(id);
            return (next with { Version = next.Version + 1 }, outcome);
        }
    }

    /// <summary>The same for a rule that has nothing to say.</summary>
    public Task ApplyAsync(OfferId id, Func<Offer, Offer> rule, CancellationToken cancellationToken) =>
        ApplyAsync(id, offer => (rule(offer), true), cancellationToken);

    /// <summary>Its time is over.</summary>
    public Task EndAsync(OfferId id, Instant now, CancellationToken cancellationToken) => ApplyAsync(id, offer => offer.Ended(now), cancellationToken);
}
