using System.Collections.Immutable;
using MutualAid.Core.Localisation;

namespace MutualAid.Core.Matching;

/// <summary>Reads what people wrote, in any supported language, for what it is about. Pure; safe from any thread.</summary>
internal sealed class Wording(IWordForms forms)
{
    private const int ShortestWord = 3;

    /// <summary>What this is about. <paramref name="category"/> is the key that was given, or null: then the words decide.</summary>
    public Subject Read(string what, string? category, string? area, ImmutableArray<string> offered) =>
        new(category ?? Guess(what, offered), area is null ? null : Folding.Fold(area), WordsOf(what));

    /// <summary>The category of those offered that the words speak of, or null where they don't, or of several.</summary>
    public string? Guess(string what, ImmutableArray<string> offered) =>
        offered.FirstOrDefault(key => WordsOf(what).Contains(Folding.Fold(key)));

    private ImmutableArray<string> WordsOf(string text) =>
        [.. Folding.Fold(text).Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(w => w.Length >= ShortestWord).SelectMany(w => Languages.All.Select(l => forms.Stem(w, l.Tag))).Distinct()];
}
