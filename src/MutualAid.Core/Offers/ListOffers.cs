using System.Globalization;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;
using MutualAid.Core.Needs;

namespace MutualAid.Core.Offers;

/// <summary>What is offered in the group and can be asked for, newest first, in pages.</summary>
internal sealed class ListOffers(IOfferStore offers)
{
    private const int PageSize = 8;
    private const int LongestFilter = 30;

    public async Task<Reply> FromCommandAsync(Ask ask, CancellationToken cancellationToken)
    {
        var (category, refusal) = NeedCategories.Asked(ask);
        return refusal ?? await PageAsync(ask, category ?? "", ask.Option("area") ?? "", page: 0, cancellationToken);
    }

    public async Task<Reply> FromButtonAsync(Ask ask, string page, string filter, CancellationToken cancellationToken)
    {
        var parts = filter.Split('|', 2);
        return parts.Length == 2 && int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? await PageAsync(ask, parts[0], parts[1], number, cancellationToken)
            : ask.Refuse(Texts.ButtonStale);
    }

    private async Task<Reply> PageAsync(Ask ask, string category, string area, int page, CancellationToken cancellationToken)
    {
        area = Cut(area);
        var open = (await offers.OpenInAsync(ask.Group.Id, cancellationToken)).Where(o => o.IsAvailable).ToList();
        var listed = open.Where(o => Lets(o, category, Folding.Fold(area))).OrderByDescending(o => o.Number).ToList();
        if (listed.Count == 0) return ask.Tell(open.Count == 0 ? Texts.OffersNone : Texts.OffersNoneLikeThat);
        var shown = listed.Skip(Math.Min(page, listed.Count) * PageSize).Take(PageSize).ToList();
        var left = listed.Count - (page * PageSize) - shown.Count;
        return ask.Tell(Texts.OffersIntro, ("n", listed.Count)) with
        {
            Sections = [.. shown.Select(o => OfferRow.Of(ask, o))],
            Actions = left <= 0 ? [] : [new CardAction(
                $"{ActionList.OffersPage}:{page + 1}:{Cut(category)}|{area}", ask.Language.Plain(Texts.ButtonNextPage, ("n", left)))],
        };
    }

    /// <summary>Where it is offered anywhere, it is offered there too.</summary>
    private static bool Lets(Offer offer, string category, string area) =>
        (category.Length == 0 || offer.Category == category)
        && (area.Length == 0 || offer.Area is null || Folding.Fold(offer.Area).Contains(area, StringComparison.Ordinal));

    private static string Cut(string value) => value.Length <= LongestFilter ? value : value[..LongestFilter];
}
