using System.Collections.Immutable;

namespace MutualAid.Core.Matching;

/// <summary>How well an offer answers a need, and why.</summary>
/// <param name="Score">From 0 to 1.</param>
/// <param name="SameCategory">Both are about the same category.</param>
/// <param name="SameArea">Both name the same area.</param>
/// <param name="Common">Words that both use, in the form in which they are compared.</param>
internal sealed record Fit(double Score, bool SameCategory, bool SameArea, ImmutableArray<string> Common)
{
    /// <summary>From this score on somebody is told.</summary>
    public const double Enough = 0.5;

    /// <summary>Whether somebody is to be told.</summary>
    public bool IsEnough => Score >= Enough;

    /// <summary>How well the two fit. Symmetric but for what the words say about who asks and who gives.</summary>
    public static Fit Of(Subject need, Subject offer)
    {
        var sameCategory = need.Category is not null && need.Category == offer.Category;
        var sameArea = need.Area is not null && need.Area == offer.Area;
        var common = need.Words.Intersect(offer.Words).ToImmutableArray();
        var apart = need.Area is not null && offer.Area is not null && !sameArea;
        var score = (sameCategory ? 0.4 : 0) + (sameArea ? 0.2 : apart ? -0.3 : 0.1) + Math.Min(0.4, common.Length * 0.2);
        return new Fit(Math.Clamp(score, 0, 1), sameCategory, sameArea, common);
    }
}
