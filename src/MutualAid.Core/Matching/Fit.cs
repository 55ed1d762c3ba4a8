namespace MutualAid.Core.Matching;

/// <summary>How well an offer answers a need.</summary>
/// <param name="Score">From 0 to 1.</param>
/// <param name="SameCategory">Both are about the same category.</param>
/// <param name="SameArea">Both name the same area.</param>
internal sealed record Fit(double Score, bool SameCategory, bool SameArea)
{
    /// <summary>From this score on somebody is told.</summary>
    public const double Enough = 0.5;

    private const double Same = 0.64;
    private static readonly string[] Kinds = ["lang", "subject", "who", "sex", "age", "place", "for", "size", "day"];

    /// <summary>Whether somebody is to be told.</summary>
    public bool IsEnough => Score >= Enough;

    /// <summary>How well the two fit.</summary>
    public static Fit Of(Subject need, Subject offer)
    {
        var sameCategory = need.Category is not null && need.Category == offer.Category;
        var sameArea = need.Area is not null && need.Area == offer.Area;
        var apart = need.Area is not null && offer.Area is not null && !sameArea && !offer.Anywhere;
        var score = apart ? 0 : OfThings(need, offer);
        if (score == 0) score = apart ? 0 : OfWords(need, offer, sameCategory);
        if (score > 0) score += (sameArea ? 0.05 : 0) + (sameCategory ? 0.005 : 0);
        return new Fit(Math.Clamp(score, 0, 1), sameCategory, sameArea);
    }

    private static double OfThings(Subject need, Subject offer)
    {
        var relations = Relations.Known;
        if (need.Things.Any(t => relations.IsRequired(t) && !offer.Things.Contains(t))) return 0;
        var best = 0.0;
        for (var i = 0; i < need.Things.Length; i++)
        {
            foreach (var given in offer.Things)
            {
                var answers = relations.Answers(need.Things[i], given);
                if (answers == 0) continue;
                best = Math.Max(best, (Same * answers) + OfFacets(need, offer, need.Things[i], given) - (0.01 * Math.Min(i, 5)));
            }
        }

        // What is made for some does for others too, after what is made for all.
        if (offer.Things.FirstOrDefault(t => relations.IsRequired(t) && !need.Things.Contains(t)) is { } only) best -= only.StartsWith("food/", StringComparison.Ordinal) ? 0.03 : 0.2;
        return best <= 0 ? 0 : best + Math.Min(0.06, 0.02 * need.Words.Count(offer.Words.Contains));
    }

    /// <summary>Where both say in which language, for whom, where to or when, and not the same, they do not fit.</summary>
    private static double OfFacets(Subject need, Subject offer, string needed, string given)
    {
        var score = 0.0;
        foreach (var kind in Kinds)
        {
            if (!Relations.Known.Matters(kind, needed) && !Relations.Known.Matters(kind, given)) continue;
            var (wanted, offered) = (need.Of(kind).ToList(), offer.Of(kind).ToList());
            // Who needs a language is not helped by somebody who names none.
            if (offered.Count == 0 && wanted.Count > 0 && kind == "lang" && !wanted.Exists(w => w is "lang/english" or "lang/spanish")) score -= 0.25;
            if (offered.Count == 0) continue;
            if (wanted.Exists(offered.Contains)) score += 0.05;
            else if (kind == "for" || (wanted.Count == 0 && kind == "lang" && offered.Exists(o => o is "lang/english" or "lang/spanish"))) score -= kind == "for" ? 0.25 : 0;
            // A number and a letter are sizes that nobody here can compare.
            else if (wanted.Count > 0) score -= kind == "size" && char.IsDigit(wanted[0][^1]) != char.IsDigit(offered[0][^1]) ? 0 : 1;
            else if (kind == "who" ? offered.TrueForAll(o => o is "who/baby" or "who/child") : Relations.Known.IsStrict(kind)) score -= 0.25;
        }

        return score;
    }

    /// <summary>Where the things of one have no name here, what few others say may tell.</summary>
    private static double OfWords(Subject need, Subject offer, bool sameCategory)
    {
        if (need.Things.Length > 0 && offer.Things.Length > 0) return 0;
        var shared = need.Words.Count(offer.Words.Contains);
        return shared == 0 ? 0 : Math.Min(0.6, 0.45 + (0.05 * shared) + (sameCategory ? 0.03 : 0));
    }
}
