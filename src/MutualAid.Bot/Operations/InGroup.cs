using System.Runtime.CompilerServices;
using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;

namespace MutualAid.Bot.Operations;

/// <summary>Everything of a group, page by page, so that no more than a page is held at a time.</summary>
internal static class InGroup
{
    private const int AtOnce = 200;

    public static async IAsyncEnumerable<Need> AllInAsync(this INeedStore needs, GroupId group, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = -1;
        while (await needs.AllInAsync(group, after, AtOnce, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var need in page) yield return need;
            after = page[^1].Number;
        }
    }

    public static async IAsyncEnumerable<Offer> AllInAsync(this IOfferStore offers, GroupId group, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = -1;
        while (await offers.AllInAsync(group, after, AtOnce, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var offer in page) yield return offer;
            after = page[^1].Number;
        }
    }
}
