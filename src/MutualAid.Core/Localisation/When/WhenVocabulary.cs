using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;

namespace MutualAid.Core.Localisation.When;

/// <summary>
/// The words of every language, those of one language first. A language is added by putting a when.xx.json beside the others.
/// </summary>
internal sealed class WhenVocabulary
{
    private const string Prefix = "when.";
    private const string Suffix = ".json";
    private const string Fallback = "en";
    private const string ExamplesKey = "examples";
    private const string MarkersKey = "markers";
    private const string UntilMarkersKey = "untilMarkers";

    private static readonly string[] Weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    private static readonly string[] Months =
    [
        "january", "february", "march", "april", "may", "june",
        "july", "august", "september", "october", "november", "december",
    ];

    private static readonly string[] Numbers =
    [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    ];

    private static readonly FrozenDictionary<string, WhenVocabulary> All = Load();

    private readonly FrozenDictionary<string, WordToken> phrases;

    private WhenVocabulary(
        IReadOnlyList<string> examples, IReadOnlyList<string> markers, IReadOnlyList<string> untilMarkers, FrozenDictionary<string, WordToken> phrases)
    {
        Examples = examples;
        Markers = markers;
        UntilMarkers = untilMarkers;
        this.phrases = phrases;
        LongestPhrase = phrases.Keys.Max(phrase => phrase.Count(' '.Equals) + 1);
    }

    public static IReadOnlyCollection<string> Languages => All.Keys;

    public IReadOnlyList<string> Examples { get; }

    /// <summary>
    /// The words, folded, that a time follows within a sentence ("by friday"): longest first, those of the fallback too, since its
    /// command names are understood everywhere. Not those of every language: the Polish "do" is an ordinary word in English.
    /// </summary>
    public IReadOnlyList<string> Markers { get; }

    /// <summary>The same for the words that the end of a time follows ("until friday").</summary>
    public IReadOnlyList<string> UntilMarkers { get; }

    /// <summary>The number of words in the longest phrase.</summary>
    public int LongestPhrase { get; }

    /// <param name="language">A BCP 47 tag; only its first part counts, and an unknown one is served the fallback.</param>
    public static WhenVocabulary For(string? language)
    {
        var tag = (language ?? "").Split('-', '_')[0].ToLowerInvariant();
        return All.GetValueOrDefault(tag) ?? All[Fallback];
    }

    public WordToken? Find(string phrase) => phrases.GetValueOrDefault(phrase);

    /// <summary>A language's file as it was written, key by key.</summary>
    internal static Dictionary<string, string[]> File(string language)
    {
        using var file = typeof(WhenVocabulary).Assembly.GetManifestResourceStream(Prefix + language + Suffix)
            ?? throw new ArgumentException($"There is no vocabulary of dates for '{language}'.", nameof(language));
        return JsonSerializer.Deserialize<Dictionary<string, string[]>>(file)!;
    }

    private static FrozenDictionary<string, WhenVocabulary> Load()
    {
        var files = typeof(WhenVocabulary).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^Suffix.Length])
            .Order(StringComparer.Ordinal)
            .ToDictionary(language => language, File);
        var words = files.ToDictionary(file => file.Key, file => Words(file.Value));

        return files.Keys.ToFrozenDictionary(
            language => language,
            language => new WhenVocabulary(
                files[language][ExamplesKey],
                MarkersOf(MarkersKey, files, language),
                MarkersOf(UntilMarkersKey, files, language),
                Merge(words[language], words.Values)));
    }

    private static IReadOnlyList<string> MarkersOf(string key, Dictionary<string, Dictionary<string, string[]>> files, string language) =>
        [.. files[language][key].Concat(files[Fallback][key]).Select(Folding.Fold).Distinct().OrderByDescending(m => m.Length)];

    private static FrozenDictionary<string, WordToken> Merge(
        Dictionary<string, WordToken> first, IEnumerable<Dictionary<string, WordToken>> others)
    {
        var merged = new Dictionary<string, WordToken>(first);
        foreach (var (phrase, word) in others.SelectMany(other => other))
            merged.TryAdd(phrase, word);
        return merged.ToFrozenDictionary();
    }

    private static Dictionary<string, WordToken> Words(Dictionary<string, string[]> file)
    {
        var words = new Dictionary<string, WordToken>();
        foreach (var (key, phrases) in file.Where(entry => entry.Key is not (ExamplesKey or MarkersKey or UntilMarkersKey)))
        {
            var word = Meaning(key);
            foreach (var phrase in phrases.Select(Folding.Fold))
                words[phrase] = words.TryGetValue(phrase, out var known) ? known with { Or = word } : word;
        }

        return words;
    }

    private static WordToken Meaning(string key)
    {
        if (Array.IndexOf(Weekdays, key) is >= 0 and var day) return new(WhenSense.Weekday, day + 1);
        if (Array.IndexOf(Months, key) is >= 0 and var month) return new(WhenSense.Month, month + 1);
        if (Array.IndexOf(Numbers, key) is >= 0 and var number) return new(WhenSense.Number, number + 1);
        return new(Enum.Parse<WhenSense>(key, ignoreCase: true));
    }
}
