using System.Globalization;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;

namespace MutualAid.Core.Needs;

/// <summary>The open needs of the group, most pressing first, in pages.</summary>
internal sealed class ListNeeds(INeedStore needs)
{
    private const int PageSize = 8;
    private const int LongestFilter = 30;

    public async Task<Reply> FromCommandAsync(Ask ask, CancellationToken cancellationToken)
    {
        var show = ask.Option("show") ?? "open";
        if (show is not ("open" or "waiting" or "covered"))
            return ask.Misread(Texts.ChoiceBad, ("typed", new MemberWords(Excerpt.Of(show))), ("known", "open, waiting, covered"));
        var (category, refusal) = NeedCategories.Asked(ask);
        return refusal ?? await PageAsync(ask, new Filter(show, category ?? "", ask.Option("area") ?? ""), page: 0, cancellationToken);
    }

    public async Task<Reply> FromButtonAsync(Ask ask, string page, string filter, CancellationToken cancellationToken)
    {
        var parts = filter.Split('|', 3);
        return parts.Length == 3 && int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? await PageAsync(ask, new Filter(parts[0], parts[1], parts[2]), number, cancellationToken)
            : ask.Refuse(Texts.ButtonStale);
    }

    private async Task<Reply> PageAsync(Ask ask, Filter filter, int page, CancellationToken cancellationToken)
    {
        var open = (await needs.OpenInAsync(ask.Group.Id, cancellationToken)).Where(n => !n.IsUnseen).ToList();
        var listed = NeedOrder.MostPressing(open.Where(filter.Lets)).ToList();
        if (listed.Count == 0) return ask.Tell(open.Count == 0 ? Texts.NeedsNone : Texts.NeedsNoneLikeThat);
        var shown = listed.Skip(Math.Min(page, listed.Count) * PageSize).Take(PageSize).ToList();
        var left = listed.Count - (page * PageSize) - shown.Count;
        return ask.Tell(Texts.NeedsIntro, ("n", listed.Count)) with
        {
            Sections = [.. shown.Select(n => NeedRow.Of(ask, n))],
            Actions = left <= 0 ? [] : [new CardAction(
                $"{ActionList.Page}:{page + 1}:{filter.Show}|{Cut(filter.Category)}|{Cut(filter.Area)}",
                ask.Language.Plain(Texts.ButtonNextPage, ("n", left)))],
        };
    }

    private static string Cut(string value) => value.Length <= LongestFilter ? value : value[..LongestFilter];

    private sealed record Filter(string Show, string Category, string Area)
    {
        private readonly string area = Folding.Fold(Area.Length <= LongestFilter ? Area : Area[..LongestFilter]);

        public bool Lets(Need need) =>
            Show switch { "waiting" => need.Covered == 0, "covered" => need.Remaining == 0, _ => need.Remaining > 0 }
            && (Category.Length == 0 || need.Category == Category)
            && (area.Length == 0 || (need.Area is { } written && Folding.Fold(written).Contains(area, StringComparison.Ordinal)));
    }
}
