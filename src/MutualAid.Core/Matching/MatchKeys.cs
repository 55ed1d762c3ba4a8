using System.Collections.Immutable;

namespace MutualAid.Core.Matching;

/// <summary>
/// By what an offer is found when somebody needs such a thing, without reading the others. The same words give the same keys in every version
/// of a release line: they are stored with the offer.
/// </summary>
internal static class MatchKeys
{
    /// <summary>All keys of an offer.</summary>
    public static ImmutableArray<string> Of(Subject offer) => For(offer);

    /// <summary>The keys under which offers for this need are looked for, the most telling first.</summary>
    public static ImmutableArray<string> For(Subject need) =>
        [.. need.Words.Select(w => "w:" + w), .. need.Category is { } category ? [$"c:{category}"] : Array.Empty<string>()];
}
