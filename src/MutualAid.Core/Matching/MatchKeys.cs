using System.Collections.Immutable;

namespace MutualAid.Core.Matching;

/// <summary>
/// By what an offer is found when somebody needs such a thing, without reading the others. The keys of an offer are stored with it: a later
/// version may know more words, and finds an older offer by what was known then.
/// </summary>
internal static class MatchKeys
{
    private const string Anywhere = "*";
    private const int MostThings = 3;
    private const int MostWords = 5;
    private const int MostSettings = 2;

    /// <summary>All keys of an offer; at most 40.</summary>
    public static ImmutableArray<string> Of(Subject offer)
    {
        var area = offer.Area ?? Anywhere;
        return
        [
            .. Heads(offer).SelectMany(head => new[] { head, In(head, area) }.Concat(offer.Settings.Take(MostSettings).SelectMany(s => new[] { With(head, s), In(With(head, s), area) }))).Distinct(),
        ];
    }

    /// <summary>The keys under which offers for this need are looked for, the most telling first; at most 32.</summary>
    public static ImmutableArray<string> For(Subject need)
    {
        var heads = Heads(need).ToList();
        var told = heads.SelectMany(head => need.Settings.Take(MostSettings).Select(s => With(head, s))).Concat(heads).Distinct();
        return [.. need.Area is { } area ? told.SelectMany(head => new[] { In(head, area), In(head, Anywhere) }) : told];
    }

    /// <summary>What it is about, the most telling first.</summary>
    private static IEnumerable<string> Heads(Subject subject)
    {
        var heads = subject.Things.Take(MostThings);
        // Who speaks of nothing that is known is found by the words themselves.
        if (!subject.Things.Any()) heads = subject.Others.Take(MostWords);
        return subject.Category is { } category ? heads.Append("c:" + category) : heads;
    }

    private static string In(string head, string area) => $"{head}@{area}";

    private static string With(string head, string setting) => $"{head}+{setting}";
}
