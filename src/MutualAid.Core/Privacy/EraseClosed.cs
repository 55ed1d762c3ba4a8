using Microsoft.Extensions.Options;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using NodaTime;

namespace MutualAid.Core.Privacy;

/// <summary>
/// Needs and offers that have been closed for long enough lose what they said and who had to do with them; when their cards say no more than a
/// number, the documents go too. Only counts by week and category stay. Each step is one conditional write and can be done again.
/// </summary>
internal sealed class EraseClosed(
    INeedStore needs, IOfferStore offers, GroupDirectory groups, NeedChanges changes, OfferChanges offerChanges, IErasures erasures, IOptions<GroupOptions> options)
{
    private const int PageSize = 200;

    /// <summary>Longer than anybody should keep a copy of the store. What is older goes, since it tells something too: that there was somebody.</summary>
    internal static readonly Duration ErasuresKept = Duration.FromDays(400);

    private static readonly Duration DroppedEvery = Duration.FromHours(1);

    private Instant? dropped;

    /// <summary>Erases what is due; whether there may be more.</summary>
    public async Task<bool> SweepAsync(Instant now, CancellationToken cancellationToken)
    {
        var until = now - Duration.FromTimeSpan(options.Value.EraseClosedAfter);
        var closed = await needs.ClosedUntilAsync(until, PageSize, cancellationToken);
        await Task.WhenAll(closed.Select(n => EraseAsync(n, now, cancellationToken)));
        var ended = await offers.ClosedUntilAsync(until, PageSize, cancellationToken);
        await Task.WhenAll(ended.Select(o => offerChanges.ApplyAsync(o.Id, offer => offer.Erased(now), cancellationToken)));
        return closed.Count == PageSize || ended.Count == PageSize || await DropErasuresAsync(now, cancellationToken);
    }

    private async Task<bool> DropErasuresAsync(Instant now, CancellationToken cancellationToken)
    {
        if (dropped is { } at && at <= now && now - at < DroppedEvery) return false;
        if (await erasures.DropAsync(now - ErasuresKept, cancellationToken)) return true;
        dropped = now;
        return false;
    }

    private async Task EraseAsync(Need need, Instant now, CancellationToken cancellationToken)
    {
        if (await groups.FindAsync(need.Group, cancellationToken) is not { } group) return;
        await changes.ApplyAsync(need.Id, groups.RulesOf(group).Pace, now, n => (n.Erased(now), true), cancellationToken);
    }
}
