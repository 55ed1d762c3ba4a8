using System.Collections.Immutable;
using MutualAid.Core.Localisation;

namespace MutualAid.Core.Matching;

/// <summary>Reads what people wrote, in any supported language, for what it is about. Pure; safe from any thread; any text is read in bounded time.</summary>
internal sealed class Wording(IWordForms forms)
{
    private const int ShortestWord = 3;
    private const double AlmostAll = 0.7;
    private static readonly string[] AreaEndings = ["side", "end", "town"];

    private readonly IReadOnlyList<Lexicon> lexicons = Lexicon.All(forms);

    /// <summary>What this is about. <paramref name="category"/> is the key that was given, or null: then the words decide.</summary>
    public Subject Read(string what, string? category, string? area, ImmutableArray<string> offered)
    {
        var read = ReadWords(what);
        return new Subject(category ?? Guess(read, what, offered), area is null ? null : AreaOf(area), [.. read.Things.Keys, .. read.Settings, .. read.Words]);
    }

    /// <summary>The category of those offered that the words speak of, or null where they don't, or of several alike.</summary>
    public string? Guess(string what, ImmutableArray<string> offered) => Guess(ReadWords(what), what, offered);

    /// <summary>Whether two texts ask for nearly the same. Different numbers in them are a difference.</summary>
    public bool SaysTheSame(string one, string other)
    {
        var (first, second) = (Tokens.Of(one), Tokens.Of(other));
        if (first.SequenceEqual(second)) return first.Count > 0;
        if (!Numbers(first).SetEquals(Numbers(second)) && Numbers(first).Count > 0 && Numbers(second).Count > 0) return false;
        var (said, repeated) = (All(ReadWords(one)), All(ReadWords(other)));
        var all = said.Union(repeated).Count();
        return all > 0 && said.Intersect(repeated).Count() >= all * AlmostAll;

        static HashSet<string> Numbers(IReadOnlyList<string> tokens) => [.. tokens.Where(t => char.IsDigit(t[0]))];
        static HashSet<string> All(WordsRead read) => [.. read.Things.Keys, .. read.Settings, .. read.Words];
    }

    private string? Guess(WordsRead read, string what, ImmutableArray<string> offered)
    {
        // A group's own category is found by its word.
        var own = offered.FirstOrDefault(key => Tokens.Of(key) is [{ Length: >= ShortestWord } word] && !IsThingCategory(key) && Stems(Tokens.Of(what)).Contains(StemsOf(word)[0]));
        if (own is not null) return own;
        var weights = read.Things.GroupBy(t => t.Key[2..t.Key.IndexOf('/', StringComparison.Ordinal)]).Select(g => (Category: g.Key, Weight: g.Sum(t => t.Value)))
            .Where(g => offered.Contains(g.Category)).OrderByDescending(g => g.Weight).Take(2).ToList();
        return weights switch
        {
            [var only] => only.Category,
            [var first, var second] when first.Weight > second.Weight => first.Category,
            _ => null,
        };
    }

    private bool IsThingCategory(string key) => lexicons[0].HasCategory(key);

    private WordsRead ReadWords(string text)
    {
        var tokens = Tokens.Of(text);
        var read = lexicons.Select(l => ReadIn(l, tokens)).ToList();
        var best = read.Max(r => r.Score);
        var chosen = read.Where(r => r.Score == best).ToList();
        var merged = chosen[0];
        foreach (var other in chosen.Skip(1))
        {
            foreach (var (thing, weight) in other.Things) merged.Things.TryAdd(thing, weight);
            merged.Settings.UnionWith(other.Settings);
            merged.Words.UnionWith(other.Words);
        }

        return merged;
    }

    private static WordsRead ReadIn(Lexicon lexicon, IReadOnlyList<string> tokens)
    {
        var stems = tokens.Select(lexicon.Form).ToList();
        var read = new WordsRead();
        var taken = new bool[tokens.Count];
        for (var at = 0; at < tokens.Count; at++)
        {
            if (lexicon.Ignores(tokens[at])) read.Score++;
            if (Longest(lexicon.Setting, lexicon, stems, at) is { } setting) read.Settings.Add("s:" + setting.Name);
            if (taken[at] || (at > 0 && lexicon.Lacks(tokens[at - 1])) || Longest(lexicon.Thing, lexicon, stems, at) is not { } thing) continue;
            var key = "t:" + thing.Name;
            read.Things[key] = read.Things.GetValueOrDefault(key) + thing.Words;
            read.Score += thing.Words;
            for (var i = at; i < at + thing.Words; i++) taken[i] = true;
        }

        for (var at = 0; at < tokens.Count; at++)
        {
            if (taken[at] || lexicon.Ignores(tokens[at]) || (at > 0 && lexicon.Lacks(tokens[at - 1])) || tokens[at].Length < ShortestWord || char.IsDigit(tokens[at][0])) continue;
            if (lexicon.Misspelt(stems[at]) is { } thing) read.Things.TryAdd("t:" + thing, 1);
            else read.Words.Add("w:" + stems[at]);
        }

        return read;
    }

    private static (string Name, int Words)? Longest(Func<string, string?> find, Lexicon lexicon, List<string> stems, int at)
    {
        for (var words = Math.Min(lexicon.LongestPhrase, stems.Count - at); words > 0; words--)
        {
            if (find(words == 1 ? stems[at] : Lexicon.Join(stems.GetRange(at, words))) is { } name) return (name, words);
        }

        return null;
    }

    /// <summary>"North side", "Northside" and "zona norte" are one area.</summary>
    private string? AreaOf(string written)
    {
        var parts = new List<string>();
        foreach (var token in Tokens.Of(written))
        {
            var word = AreaEndings.FirstOrDefault(e => token.Length > e.Length + 2 && token.EndsWith(e, StringComparison.Ordinal)) is { } ending ? token[..^ending.Length] : token;
            var name = lexicons.Select(l => l.Area(word)).FirstOrDefault(n => n is not null) ?? word;
            if (name.Length > 0) parts.Add(name);
        }

        return parts.Count == 0 ? Folding.Fold(written) : string.Concat(parts);
    }

    private IEnumerable<string> Stems(IReadOnlyList<string> tokens) => tokens.SelectMany(t => StemsOf(t));

    private ImmutableArray<string> StemsOf(string word) => [.. lexicons.Select(l => l.Form(word)).Distinct()];

    private sealed class WordsRead
    {
        /// <summary>How well the text reads in the language.</summary>
        public int Score { get; set; }

        /// <summary>Things, and how many words speak of each.</summary>
        public Dictionary<string, int> Things { get; } = [];

        public HashSet<string> Settings { get; } = [];

        public HashSet<string> Words { get; } = [];
    }
}
