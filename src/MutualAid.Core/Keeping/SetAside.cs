using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using NodaTime;

namespace MutualAid.Core.Keeping;

/// <summary>
/// Of a group that the bot was removed from, each need and offer is set aside when it is next due, so that what is due elsewhere does not wait behind it; when
/// the bot is back, all of them are taken up. One document at a time, each a conditional write that can be done again.
/// </summary>
internal sealed class SetAside(INeedStore needs, IOfferStore offers, GroupDirectory groups, TimeProvider time)
{
    private const int PageSize = 200;

    /// <summary>Before all numbers.</summary>
    private const int First = -1;

    /// <summary>The need is set aside or taken up, as its group is by then.</summary>
    public async Task FitAsync(NeedId id, CancellationToken cancellationToken)
    {
        // The group is looked at again after the write: once the bot is back, and all was taken up, nobody would find what is set aside.
        while (await needs.FindAsync(id, cancellationToken) is { } need && await groups.FindAsync(need.Group, cancellationToken) is { } group && !need.Fits(group))
            await needs.SaveAsync(need.FittedInto(group, groups.RulesOf(group).Pace, time.GetCurrentInstant()), cancellationToken);
    }

    /// <summary>The same for an offer.</summary>
    public async Task FitAsync(OfferId id, CancellationToken cancellationToken)
    {
        while (await offers.FindAsync(id, cancellationToken) is { } offer && await groups.FindAsync(offer.Group, cancellationToken) is { } group && !offer.Fits(group))
            await offers.SaveAsync(offer.FittedInto(group, time.GetCurrentInstant()), cancellationToken);
    }

    /// <summary>The bot is back: everything of the group that was set aside is taken up. The group remembers it until that is done.</summary>
    public async Task TakeUpAsync(GroupId id, CancellationToken cancellationToken)
    {
        if (await groups.FindAsync(id, cancellationToken) is not { TakeUpAt: { } since }) return;
        for (var after = First; await needs.AllInAsync(id, after, PageSize, cancellationToken) is { Count: > 0 } page; after = page[^1].Number)
            await Task.WhenAll(page.Where(n => n.IsAside).Select(n => FitAsync(n.Id, cancellationToken)));
        for (var after = First; await offers.AllInAsync(id, after, PageSize, cancellationToken) is { Count: > 0 } page; after = page[^1].Number)
            await Task.WhenAll(page.Where(o => o.IsAside).Select(o => FitAsync(o.Id, cancellationToken)));
        await groups.ChangeAsync(id, g => g.TakeUpAt == since ? g with { TakeUpAt = null } : g, cancellationToken);
    }
}
