using System.Collections.Immutable;

namespace MutualAid.Core.Matching;

/// <summary>
/// By what an offer is found when somebody needs such a thing, without reading the others. The keys of an offer say what it is, and those of a
/// need what would answer it: so an offer is found by relations that are known later than it was made. Its own words are those that were known then.
/// </summary>
internal static class MatchKeys
{
    private const string Anywhere = "*";
    private const int MostOfOffer = 40;
    private const int MostOfNeed = 32;
    private const int MostThings = 7;
    private const int MostLimited = 3;
    private const int MostFacets = 3;
    private const int MostWords = 5;
    private const int MostWordsBeside = 2;

    /// <summary>All keys of an offer; at most 40.</summary>
    public static ImmutableArray<string> Of(Subject offer)
    {
        var area = offer.Anywhere ? Anywhere : offer.Area ?? Anywhere;
        return [.. Heads(offer).Concat(Limited(offer)).SelectMany(head => new[] { head, In(head, area) }).Distinct().Take(MostOfOffer)];
    }

    /// <summary>The keys under which offers for this need are looked for, the most telling first; at most 32.</summary>
    public static ImmutableArray<string> For(Subject need)
    {
        var told = Limited(need).Concat(Heads(need)).Concat(need.Things.Take(MostThings).SelectMany(Relations.Known.AnswersTo)).Distinct();
        return [.. (need.Area is { } area ? told.SelectMany(head => new[] { In(head, area), In(head, Anywhere) }) : told).Take(MostOfNeed)];
    }

    /// <summary>What it is about, the most telling first; who speaks of nothing that is known is found by the words themselves.</summary>
    private static IEnumerable<string> Heads(Subject subject) =>
        subject.Things.Take(MostThings).Concat(subject.Words.Take(subject.Things.IsEmpty ? MostWords : MostWordsBeside).Select(w => "w:" + w));

    /// <summary>Things with what limits them, where that matters: among many who interpret those are found first who speak the language.</summary>
    private static IEnumerable<string> Limited(Subject subject) =>
        subject.Things.Take(MostLimited).SelectMany(thing => subject.Facets.Where(f => IsTelling(f, thing)).Take(MostFacets).Select(f => $"{thing}+{f}"));

    private static bool IsTelling(string facet, string thing) =>
        facet[..facet.IndexOf('/', StringComparison.Ordinal)] is var kind && kind != "day" && Relations.Known.Matters(kind, thing);

    private static string In(string head, string area) => $"{head}@{area}";
}
