using System.Collections.Immutable;

namespace MutualAid.Core.Matching;

/// <summary>How well an offer answers a need, and why.</summary>
/// <param name="Score">From 0 to 1.</param>
/// <param name="SameCategory">Both are about the same category.</param>
/// <param name="SameArea">Both name the same area.</param>
/// <param name="Common">What both speak of.</param>
internal sealed record Fit(double Score, bool SameCategory, bool SameArea, ImmutableArray<string> Common)
{
    /// <summary>From this score on somebody is told.</summary>
    public const double Enough = 0.5;

    /// <summary>Whether somebody is to be told.</summary>
    public bool IsEnough => Score >= Enough;

    /// <summary>How well the two fit.</summary>
    public static Fit Of(Subject need, Subject offer)
    {
        var sameCategory = need.Category is not null && need.Category == offer.Category;
        var sameArea = need.Area is not null && need.Area == offer.Area;
        var apart = need.Area is not null && offer.Area is not null && !sameArea;
        var common = need.Words.Intersect(offer.Words).ToImmutableArray();
        var score = OfThings(need, offer, sameCategory) + OfSettings(need, offer) + (sameArea ? 0.1 : apart ? -0.6 : 0) + (sameCategory ? 0.05 : 0);
        return new Fit(Math.Clamp(score, 0, 1), sameCategory, sameArea, common);
    }

    private static double OfThings(Subject need, Subject offer, bool sameCategory)
    {
        var (wanted, given) = (need.Things.ToList(), offer.Things.ToList());
        var shared = wanted.Count(given.Contains);
        var alike = Math.Min(0.15, 0.05 * need.Others.Count(w => offer.Words.Contains(w)));
        if (shared > 0)
        {
            // What else both speak of, and not together, makes it doubtful.
            var doubtful = wanted.Count > shared && given.Count > shared ? 0.1 : 0;
            return 0.55 + Math.Min(0.1, 0.05 * (shared - 1)) + alike - doubtful;
        }

        // Two things that are not the same.
        if (wanted.Count > 0 && given.Count > 0) return alike;
        // "Something to eat" and "soup".
        if (sameCategory && (need.IsGeneral || offer.IsGeneral)) return 0.5 + alike;
        return (sameCategory ? 0.2 : 0) + (3 * alike);
    }

    private static double OfSettings(Subject need, Subject offer)
    {
        var score = 0.0;
        foreach (var kind in need.Settings.Concat(offer.Settings).Select(KindOf).Distinct())
        {
            var (wanted, given) = (need.Settings.Where(s => KindOf(s) == kind).ToList(), offer.Settings.Where(s => KindOf(s) == kind).ToList());
            if (wanted.Count == 0 || given.Count == 0) continue;
            score += wanted.Any(given.Contains) ? 0.05 : -0.3;
        }

        return score;
    }

    private static string KindOf(string setting) => setting[..setting.IndexOf('/', StringComparison.Ordinal)];
}
