namespace MutualAid.Core.Localisation.When;

/// <summary>What to show a person who is asked for a time, or whose answer could not be read.</summary>
internal static class WhenExamples
{
    public static IReadOnlyList<string> For(string language) => WhenVocabulary.For(language).Examples;
}
