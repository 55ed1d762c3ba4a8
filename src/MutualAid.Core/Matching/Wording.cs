using System.Collections.Immutable;
using MutualAid.Core.Localisation;

namespace MutualAid.Core.Matching;

/// <summary>Reads what people wrote, in any supported language, for what it is about. Pure; safe from any thread; any text is read in bounded time.</summary>
internal sealed class Wording(IWordForms forms)
{
    private const int ShortestWord = 3;
    private const int ShortestRare = 4;
    private const double AlmostAll = 0.7;
    private static readonly string[] AreaEndings = ["side", "end", "town"];

    private readonly IReadOnlyList<Lexicon> lexicons = Lexicon.All(forms);

    /// <summary>What this is about. <paramref name="category"/> is the key that was given, or null: then the words decide.</summary>
    public Subject Read(string what, string? category, string? area, ImmutableArray<string> offered)
    {
        var tokens = Tokens.Marked(what);
        var reading = ReadWords(tokens, category);
        List<string> words = [.. tokens.Select(t => t.Word)];
        return new Subject(
            category ?? Guess(reading, words, offered),
            area is null ? null : AreaOf(area),
            reading.Anywhere,
            [.. reading.Things.Select(t => t.Name)],
            [.. Facets.Of(words, reading)],
            [.. reading.Others.Where(o => !o.IsCommon && o.Zone != Zone.Context && o.Form.Length >= ShortestRare).Select(o => o.Form).Distinct()]);
    }

    /// <summary>The category of those offered that the words speak of, or null where they don't, or of several alike.</summary>
    public string? Guess(string what, ImmutableArray<string> offered)
    {
        var tokens = Tokens.Marked(what);
        return Guess(ReadWords(tokens, null), [.. tokens.Select(t => t.Word)], offered);
    }

    /// <summary>Whether two texts ask for nearly the same. Different numbers in them are a difference.</summary>
    public bool SaysTheSame(string one, string other)
    {
        var (first, second) = (Tokens.Marked(one), Tokens.Marked(other));
        if (first.Select(t => t.Word).SequenceEqual(second.Select(t => t.Word))) return first.Count > 0;
        if (!Numbers(first).SetEquals(Numbers(second)) && Numbers(first).Count > 0 && Numbers(second).Count > 0) return false;
        var (said, repeated) = (All(ReadWords(first, null)), All(ReadWords(second, null)));
        var all = said.Union(repeated).Count();
        return all > 0 && said.Intersect(repeated).Count() >= all * AlmostAll;

        static HashSet<string> Numbers(IReadOnlyList<Token> tokens) => [.. tokens.Select(t => t.Word).Where(t => char.IsDigit(t[0]))];
        static HashSet<string> All(Reading read) => [.. read.Hits.Where(h => !h.Name.StartsWith("do/", StringComparison.Ordinal)).Select(h => h.Name), .. read.Things.Select(t => t.Name), .. read.Others.Select(o => o.Form)];
    }

    private string? Guess(Reading reading, IReadOnlyList<string> words, ImmutableArray<string> offered)
    {
        // A group's own category is found by its word.
        var own = offered.FirstOrDefault(key => Tokens.Of(key) is [{ Length: >= ShortestWord } word] && !lexicons[0].HasCategory(key) && words.Any(w => FormsOf(w).Intersect(FormsOf(word)).Any()));
        if (own is not null) return own;
        return reading.Things.Select((thing, i) => (Category: thing.Name[..thing.Name.IndexOf('/', StringComparison.Ordinal)], Weight: i == 0 ? thing.Length + 1 : thing.Length))
            .Where(t => offered.Contains(t.Category)).GroupBy(t => t.Category).OrderByDescending(g => g.Sum(t => t.Weight)).FirstOrDefault()?.Key;
    }

    private Reading ReadWords(IReadOnlyList<Token> tokens, string? category)
    {
        var spoken = lexicons.GroupBy(l => tokens.Sum(t => l.Speaks(t.Word))).MaxBy(g => g.Key) ?? throw new InvalidOperationException("There is no lexicon.");
        // A word or two may be of several languages, or misspelt in one of them.
        return spoken.Select(l => Reading.Of(tokens, category, l, [.. lexicons.Where(o => o != l)])).MaxBy(r => r.Things.Sum(t => t.Length))!;
    }

    /// <summary>"North side", "Northside" and "zona norte" are one area.</summary>
    private string? AreaOf(string written)
    {
        var parts = new List<string>();
        foreach (var token in Tokens.Of(written))
        {
            // "Downtown" is a part of a town by itself.
            var word = lexicons.Any(l => l.Area(token) is { Length: > 0 }) ? token : AreaEndings.FirstOrDefault(e => token.Length > e.Length + 2 && token.EndsWith(e, StringComparison.Ordinal)) is { } ending ? token[..^ending.Length] : token;
            var name = lexicons.Select(l => l.Area(word)).Where(n => n is not null).MaxBy(n => n!.Length) ?? word;
            if (name.Length > 0 && !parts.Contains(name)) parts.Add(name);
        }

        return parts.Count == 0 ? Folding.Fold(written) : string.Concat(parts);
    }

    private IEnumerable<string> FormsOf(string word) => lexicons.Select(l => l.Form(word));
}
