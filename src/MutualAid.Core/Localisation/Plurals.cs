namespace MutualAid.Core.Localisation;

/// <summary>Plural categories of numbers, by the cardinal rules of CLDR 46 (common/supplemental/plurals.xml).</summary>
internal static class Plurals
{
    public static string Category(string tag, int n) => tag switch
    {
        "en" => n == 1 ? "one" : "other",
        "es" => n == 1 ? "one" : n != 0 && n % 1_000_000 == 0 ? "many" : "other",
        _ => throw new InvalidOperationException($"Add the plural rule of '{tag}' beside its file."),
    };

    /// <summary>The same for a number as <see cref="Language"/> shows it: without zeros behind a fraction. "1.5 hours", but "1 hour".</summary>
    public static string Category(string tag, decimal n) => decimal.IsInteger(n) && n is >= int.MinValue and <= int.MaxValue ? Category(tag, (int)n) : tag switch
    {
        "en" or "es" => "other",
        _ => throw new InvalidOperationException($"Add the plural rule of '{tag}' beside its file."),
    };

    /// <summary>The categories that a text in this language must have.</summary>
    public static IReadOnlyList<string> Categories(string tag) => tag switch
    {
        "en" => ["one", "other"],
        "es" => ["one", "many", "other"],
        _ => throw new InvalidOperationException($"Add the plural rule of '{tag}' beside its file."),
    };
}
