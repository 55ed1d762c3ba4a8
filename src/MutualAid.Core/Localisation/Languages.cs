using System.Collections.Immutable;

namespace MutualAid.Core.Localisation;

/// <summary>Every language there is a file for: <c>texts.{tag}.json</c> beside this code.</summary>
public static class Languages
{
    /// <summary>All of them, English first.</summary>
    public static ImmutableArray<Language> All { get; } = Load();

    /// <summary>The language that fits a BCP 47 tag best: the same, or the same first subtag; null where none fits.</summary>
    public static Language? Find(string? tag)
    {
        if (string.IsNullOrEmpty(tag)) return null;
        return All.FirstOrDefault(l => l.Tag.Equals(tag, StringComparison.OrdinalIgnoreCase))
            ?? All.FirstOrDefault(l => tag.StartsWith(l.Tag + "-", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The language that fits best, else English.</summary>
    public static Language Best(string? tag) => Find(tag) ?? All[0];

    private static ImmutableArray<Language> Load()
    {
        var assembly = typeof(Languages).Assembly;
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("texts.", StringComparison.Ordinal))
            .Select(name => Language.Read(name.Split('.')[1], assembly.GetManifestResourceStream(name)!))
            .OrderBy(l => l.Tag == "en" ? 0 : 1).ThenBy(l => l.Tag, StringComparer.Ordinal)];
    }
}
