using System.Collections.Frozen;
using System.Text.Json;
using MutualAid.Core.Localisation;

namespace MutualAid.Core.Matching;

/// <summary>
/// What words of one language speak of: things that are needed and given, and what they have to do with. Things have one name in all languages,
/// so that "pañales" meets "diapers". Immutable; safe from any thread.
/// </summary>
internal sealed class Lexicon
{
    private const string Prefix = "things.";
    private const string Suffix = ".json";
    private const int ShortestForgiven = 6;
    private const int ShortestStem = 4;
    private const char Between = ' ';

    private readonly string language;
    private readonly IWordForms forms;
    private readonly FrozenDictionary<string, string> things;
    private readonly FrozenDictionary<string, string> settings;
    private readonly FrozenSet<string> categories;
    private readonly FrozenSet<string> ignored;
    private readonly FrozenDictionary<string, string> areas;
    private readonly FrozenSet<string> ofAreas;
    private readonly FrozenSet<string> lacking;
    private readonly FrozenDictionary<string, string> misspelled;

    private Lexicon(string language, File file, IWordForms forms)
    {
        this.language = language;
        this.forms = forms;
        things = Phrases(file.Things, language, forms);
        settings = Phrases(file.Settings, language, forms);
        categories = file.Things.Keys.ToFrozenSet();
        ignored = file.Ignored.Select(Folding.Fold).ToFrozenSet();
        areas = file.Areas.SelectMany(a => a.Value.Select(w => (Word: Folding.Fold(w), a.Key))).ToFrozenDictionary(a => a.Word, a => a.Key);
        ofAreas = file.OfAreas.Select(Folding.Fold).ToFrozenSet();
        lacking = file.Lacking.Select(Folding.Fold).ToFrozenSet();
        LongestPhrase = things.Keys.Concat(settings.Keys).Max(p => p.Count(Between.Equals) + 1);
        misspelled = Misspelled(things.Keys.Where(k => !k.Contains(Between, StringComparison.Ordinal) && k.Length >= ShortestForgiven));
    }

    /// <summary>The number of words in the longest phrase.</summary>
    public int LongestPhrase { get; }

    /// <summary>One for each language that there is a file for.</summary>
    public static IReadOnlyList<Lexicon> All(IWordForms forms) =>
    [
        .. typeof(Lexicon).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => new Lexicon(name[Prefix.Length..^Suffix.Length], Read(name), forms)),
    ];

    /// <summary>The form in which a folded word is compared. A stem that is too short says too little: "cama" and "cámara" have one.</summary>
    public string Form(string word) => Form(word, language, forms);

    /// <summary>Whether there are things of this category.</summary>
    public bool HasCategory(string category) => categories.Contains(category);

    /// <summary>Whether a folded word says nothing by itself.</summary>
    public bool Ignores(string word) => ignored.Contains(word);

    /// <summary>Whether what follows this folded word is what it is not about: "a room without deposit".</summary>
    public bool Lacks(string word) => lacking.Contains(word);

    /// <summary>The thing that these stems, joined, speak of (<c>category/thing</c>), or null.</summary>
    public string? Thing(string stems) => things.GetValueOrDefault(stems);

    /// <summary>What these stems have to do with (<c>kind/setting</c>), or null.</summary>
    public string? Setting(string stems) => settings.GetValueOrDefault(stems);

    /// <summary>The thing that a stem with one letter too many, too few, or in the wrong place speaks of, or null.</summary>
    public string? Misspelt(string stem)
    {
        if (stem.Length < ShortestForgiven) return null;
        if (misspelled.TryGetValue(stem, out var shorter)) return things[shorter];
        for (var i = 1; i < stem.Length; i++)
        {
            var without = stem.Remove(i, 1);
            if (misspelled.TryGetValue(without, out var known) && Math.Abs(known.Length - stem.Length) <= 1) return things[known];
            if (without.Length >= ShortestForgiven && things.TryGetValue(without, out var longer)) return longer;
        }

        return null;
    }

    /// <summary>The name that a folded word has as part of an area, in all languages the same; null where it says nothing about which.</summary>
    public string? Area(string word) => areas.TryGetValue(word, out var name) ? name : ofAreas.Contains(word) ? "" : null;

    /// <summary>How stems are joined to a phrase.</summary>
    public static string Join(params IEnumerable<string> stems) => string.Join(Between, stems);

    private static string Form(string word, string language, IWordForms forms) => forms.Stem(word, language) is { Length: >= ShortestStem } stem ? stem : word;

    private static FrozenDictionary<string, string> Phrases(Dictionary<string, Dictionary<string, string[]>> file, string language, IWordForms forms)
    {
        var phrases = new Dictionary<string, string>();
        foreach (var (kind, entries) in file)
        {
            foreach (var (name, written) in entries)
            {
                foreach (var phrase in written) phrases.TryAdd(Join(Tokens.Of(phrase).Select(w => Form(w, language, forms))), $"{kind}/{name}");
            }
        }

        return phrases.ToFrozenDictionary();
    }

    /// <summary>Each word without one of its letters, but for the first: people rarely get that one wrong.</summary>
    private static FrozenDictionary<string, string> Misspelled(IEnumerable<string> words)
    {
        var without = new Dictionary<string, string>();
        foreach (var word in words)
        {
            for (var i = 1; i < word.Length; i++) without.TryAdd(word.Remove(i, 1), word);
        }

        return without.ToFrozenDictionary();
    }

    private static File Read(string name)
    {
        using var stream = typeof(Lexicon).Assembly.GetManifestResourceStream(name)!;
        return JsonSerializer.Deserialize<File>(stream, JsonSerializerOptions.Web) ?? throw new InvalidOperationException("A lexicon is empty.");
    }

    private sealed record File(
        string[] Ignored,
        Dictionary<string, Dictionary<string, string[]>> Things,
        Dictionary<string, Dictionary<string, string[]>> Settings,
        Dictionary<string, string[]> Areas,
        string[] OfAreas,
        string[] Lacking);
}
