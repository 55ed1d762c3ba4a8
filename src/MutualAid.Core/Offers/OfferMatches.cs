using System.Collections.Immutable;
using MutualAid.Core.Groups;
using MutualAid.Core.Matching;
using MutualAid.Core.Needs;
using NodaTime;

namespace MutualAid.Core.Offers;

/// <summary>An offer that fits a need, and how.</summary>
internal sealed record OfferMatch(Offer Offer, Fit Fit);

/// <summary>
/// Finds what fits: offers for a need, needs for an offer. Reads a bounded number of offers, by their keys, however many there are. Writes
/// nothing.
/// </summary>
internal sealed class OfferMatches(IOfferStore offers, INeedStore needs, Wording wording)
{
    private const int MostOfAKey = 25;
    private const int MostCandidates = 60;

    /// <summary>So near to each other, who has waited longer comes first.</summary>
    private const double Alike = 0.1;

    private static readonly Duration GrowsOldAfter = Duration.FromDays(60);

    /// <summary>The category that the words speak of, or null.</summary>
    public string? Guess(string what, GroupRules rules) => wording.Guess(what, rules.Categories);

    /// <summary>By what an offer of this content is found.</summary>
    public ImmutableArray<string> KeysOf(OfferContent content, GroupRules rules) =>
        MatchKeys.Of(wording.Read(content.What, content.Category, content.Area, rules.Categories));

    /// <summary>Offers that fit, best first; of those that fit as well, the longest waiting first; each person once.</summary>
    public async Task<IReadOnlyList<OfferMatch>> OffersForAsync(Need need, GroupRules rules, Instant now, CancellationToken cancellationToken)
    {
        var subject = SubjectOf(need, rules);
        var candidates = new Dictionary<OfferId, Offer>();
        foreach (var key in MatchKeys.For(subject))
        {
            foreach (var offer in await offers.AvailableByKeyAsync(need.Group, key, MostOfAKey, cancellationToken)) candidates.TryAdd(offer.Id, offer);
            if (candidates.Count >= MostCandidates) break;
        }

        return [.. candidates.Values
            .Where(o => o.IsAvailable && o.Giver != need.Requester && !(o.Until <= now))
            .Select(o => new OfferMatch(o, Fit.Of(subject, SubjectOf(o, rules))))
            .Where(m => m.Fit.IsEnough)
            .OrderByDescending(m => Math.Round((m.Fit.Score - Age(m.Offer, now)) / Alike))
            .ThenBy(m => m.Offer.PostedAt)
            .DistinctBy(m => m.Offer.Giver)];
    }

    /// <summary>Open needs that an offer fits and that have something left to take on, best first.</summary>
    public async Task<IReadOnlyList<Need>> NeedsForAsync(Offer offer, GroupRules rules, int most, CancellationToken cancellationToken)
    {
        var subject = SubjectOf(offer, rules);
        var open = await needs.OpenInAsync(offer.Group, cancellationToken);
        return [.. open
            .Where(n => n is { Remaining: > 0, IsUnseen: false } && n.Requester != offer.Giver && n.ActiveClaimOf(offer.Giver) is null)
            .Select(n => (Need: n, Fit: Fit.Of(SubjectOf(n, rules), subject)))
            .Where(m => m.Fit.IsEnough)
            .OrderByDescending(m => m.Fit.Score).ThenBy(m => m.Need.NeededBy ?? Instant.MaxValue).ThenBy(m => m.Need.Number)
            .Take(most).Select(m => m.Need)];
    }

    /// <summary>What was offered long ago is less likely to be there still.</summary>
    private static double Age(Offer offer, Instant now) => now - offer.PostedAt > GrowsOldAfter ? Alike : 0;

    private Subject SubjectOf(Need need, GroupRules rules) => wording.Read(need.What, need.Category, need.Area, rules.Categories);

    private Subject SubjectOf(Offer offer, GroupRules rules) => wording.Read(offer.What, offer.Category, offer.Area, rules.Categories);
}
