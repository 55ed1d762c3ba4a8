using System.Collections.Frozen;
using MutualAid.Core.Localisation;

namespace MutualAid.Core.Matching;

/// <summary>
/// What words of one language speak of: things that are needed and given, and what they have to do with. Things have one name in all languages,
/// so that "pañales" meets "diapers". Immutable; safe from any thread.
/// </summary>
internal sealed partial class Lexicon
{
    private const int ShortestStem = 4;
    private const char Between = ' ';
    private const char Exact = '=';

    private readonly string language;
    private readonly IWordForms forms;

    // Forms of words that the file has many times; only while it is read.
    private readonly Dictionary<string, string>? built;
    private readonly FrozenDictionary<string, string[]> typed;
    private readonly FrozenSet<string> skipped;
    private readonly FrozenSet<string> joining;
    private readonly Phrases things;
    private readonly Phrases settings;
    private readonly Dictionary<string, string> known;
    private readonly HashSet<string> knownForms;
    private readonly Spelling spelling;
    private readonly FrozenSet<string> categories;
    private readonly FrozenDictionary<string, string> areas;
    private readonly FrozenSet<string> ofAreas;
    private readonly FrozenSet<string> ignored;
    private readonly FrozenSet<string> common;
    private readonly FrozenSet<string> frequent;
    private readonly FrozenDictionary<string, Marker> markers;
    private readonly FrozenDictionary<string, string> days;
    private readonly FrozenDictionary<string, string[][]> ways;

    private Lexicon(string language, LexiconFile file, IWordForms forms)
    {
        this.language = language;
        this.forms = forms;
        built = [];
        typed = file.Typed.ToFrozenDictionary(t => Folding.Fold(t.Key), t => t.Value.Split(Between, StringSplitOptions.RemoveEmptyEntries));
        skipped = Words(file.Skipped);
        joining = Words(file.Joining);
        categories = file.Things.Keys.ToFrozenSet();
        ignored = Words(file.Ignored);
        things = new Phrases(file.Things, FormsOf, language);
        settings = new Phrases(file.Settings, FormsOf, null);
        common = LexiconFile.Listed(file.Common).Concat(ignored).Select(w => Form(Folding.Fold(w))).ToFrozenSet();
        markers = Markers(file);
        days = file.Days.SelectMany(d => LexiconFile.Listed(d.Value).Select(w => (Form: string.Join(Between, Tokens.Of(w).Select(Form)), d.Key)))
            .DistinctBy(d => d.Form).ToFrozenDictionary(d => d.Form, d => d.Key);
        areas = file.Areas.SelectMany(a => LexiconFile.Listed(a.Value).Select(w => (Word: Folding.Fold(w), a.Key))).ToFrozenDictionary(a => a.Word, a => a.Key);
        ofAreas = Words(file.OfAreas);
        ways = LexiconFile.Listed(file.Anywhere).Select(p => Tokens.Of(p).ToArray()).GroupBy(p => p[0]).ToFrozenDictionary(g => g.Key, g => g.ToArray());
        string[] mended = [.. things.Words.Union(settings.Words).Union(file.Days.Values.SelectMany(Tokens.Of))];
        known = mended.Union(ignored).Union(markers.Keys.SelectMany(Tokens.Of)).Union(LexiconFile.Listed(file.Common)).ToDictionary(w => w, Form);
        knownForms = [.. known.Values];
        spelling = new Spelling(mended, language);
        frequent = Words(file.Frequent);
        built = null;
    }

    /// <summary>How many different things it has words for, and how many words and phrases.</summary>
    public (int Things, int Phrases) Size => (things.Names, things.Count);

    /// <summary>One for each language that there is a file for.</summary>
    public static IReadOnlyList<Lexicon> All(IWordForms forms) => [.. LexiconFile.All().Select(f => new Lexicon(f.Language, f.File, forms))];

    /// <summary>The form in which a folded word is compared. A stem that is too short says too little: "cama" and "cámara" have one.</summary>
    public string Form(string word)
    {
        if (built is null) return known.GetValueOrDefault(word) ?? FormOf(word);
        if (!built.TryGetValue(word, out var form)) built[word] = form = FormOf(word);
        return form;
    }

    private string FormOf(string word)
    {
        if (forms.Stem(word, language) is { Length: >= ShortestStem } stem) return stem;
        return word.Length >= ShortestStem && word[^1] == 's' && word[^2] != 's' ? word[..^1] : word;
    }

    /// <summary>What a hurried person meant by a word.</summary>
    public IReadOnlyList<string> Meant(string word) => typed.GetValueOrDefault(word) ?? [word];

    /// <summary>Whether a word lists: "and".</summary>
    public bool Joins(string word) => joining.Contains(word);

    /// <summary>Whether a word may be left out, or put in, within a phrase.</summary>
    public bool Skips(string word) => skipped.Contains(word);

    /// <summary>A word, or the one that was meant where it is misspelt; its form; and whether it is known.</summary>
    public (string Word, string Form, bool Known) Mended(string word, bool isKnownElsewhere)
    {
        var form = Form(word);
        if (knownForms.Contains(form) || IsFrequent(word) || char.IsDigit(word[0])) return (word, form, true);
        return !isKnownElsewhere && spelling.Meant(word) is { } meant ? (meant, Form(meant), true) : (word, form, false);
    }

    /// <summary>Whether a word is written so in this language: then it is no other that was misspelt.</summary>
    public bool IsWritten(string word) => known.ContainsKey(word) || IsFrequent(word);

    private bool IsFrequent(string word) => frequent.Contains(word) || (word[^1] == 's' && frequent.Contains(word[..^1]));

    /// <summary>How much a word, as it is typed, speaks for this language.</summary>
    public int Speaks(string word) => ignored.Contains(word) || skipped.Contains(word) || typed.ContainsKey(word) ? 2 : known.ContainsKey(word) ? 1 : 0;

    /// <summary>Whether a phrase begins with a word.</summary>
    public bool Begins(string word) => Form(word) is var form && (things.Begins(form, word) || settings.Begins(form, word));

    /// <summary>Whether there are things of this category.</summary>
    public bool HasCategory(string category) => categories.Contains(category);

    /// <summary>Whether a folded word says nothing by itself.</summary>
    public bool Ignores(string word) => ignored.Contains(word);

    /// <summary>Whether many texts have a word of this form.</summary>
    public bool IsCommon(string form) => common.Contains(form);

    /// <summary>What a word does to those after it.</summary>
    public Marker MarkerOf(string word) => markers.GetValueOrDefault(word);

    /// <summary>The numbers of the days that a form speaks of, or null.</summary>
    public string? Days(string form) => days.GetValueOrDefault(form);

    /// <summary>How many words from here on say that somebody comes wherever it is, or that nobody has to.</summary>
    public int Anywhere(IReadOnlyList<Token> text, int at) => ways.TryGetValue(text[at].Word, out var phrases)
        ? phrases.Where(p => at + p.Length <= text.Count && !p.Where((word, i) => text[at + i].Word != word).Any()).Select(p => p.Length).DefaultIfEmpty().Max()
        : 0;

    /// <summary>The thing (<c>category/thing</c>) that the longest phrase from here on speaks of, or null.</summary>
    public (string[] Names, int Length)? Thing(IReadOnlyList<string> stems, string written, int at) => things.Longest(stems, written, at);

    /// <summary>What the longest phrase from here on has to do with (<c>kind/setting</c>), or null.</summary>
    public (string[] Names, int Length)? Setting(IReadOnlyList<string> stems, string written, int at) => settings.Longest(stems, written, at);

    /// <summary>The name that a folded word has as part of an area, in all languages the same; null where it says nothing about which.</summary>
    public string? Area(string word) => areas.TryGetValue(word, out var name) ? name : ofAreas.Contains(word) ? "" : null;

    private IEnumerable<string> FormsOf(IReadOnlyList<string> words) => words.SelectMany(Meant).Where(w => !Skips(w)).Select(Form);

    private static FrozenSet<string> Words(string list) => LexiconFile.Listed(list).Select(Folding.Fold).ToFrozenSet();

    private static FrozenDictionary<string, Marker> Markers(LexiconFile file)
    {
        var found = new Dictionary<string, Marker>();
        foreach (var (list, marker) in new[]
        {
            (file.Without, Marker.Without), (file.Because, Marker.Because), (file.Aside, Marker.Aside), (file.Explains, Marker.Explains), (file.Asks, Marker.Asks), (file.Seeks, Marker.Seeks),
        })
        {
            foreach (var word in LexiconFile.Listed(list)) found[word] = found.GetValueOrDefault(word) | marker;
        }

        return found.ToFrozenDictionary();
    }
}
