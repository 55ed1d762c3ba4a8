using System.Collections.Immutable;
using MutualAid.Core.Localisation;

namespace MutualAid.Core.Needs;

/// <summary>The kinds of needs a group offers to choose from. A default one is a key with a word in every language; a group's own is its word.</summary>
internal static class NeedCategories
{
    public static ImmutableArray<string> Default { get; } =
        ["food", "supplies", "transport", "housing", "care", "health", "company", "translation", "legal", "money", "skills", "other"];

    public static string Name(string key, Language language) =>
        Default.Contains(key) ? language.Plain("category." + key) : key;

    /// <summary>The category that somebody wrote, in any language, or null.</summary>
    public static string? Find(string written, IEnumerable<string> offered)
    {
        var wanted = Folding.Fold(written);
        return offered.FirstOrDefault(key =>
            Folding.Fold(key) == wanted
            || (Default.Contains(key) && Languages.All.Any(l => Folding.Fold(l.Plain("category." + key)) == wanted)));
    }
}
