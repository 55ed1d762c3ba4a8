using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;

namespace MutualAid.Core.Localisation.When;

/// <summary>What a word or phrase of the vocabulary stands for.</summary>
internal enum WordKind
{
    Filler, At, Today, Tonight, Tomorrow, DayAfterTomorrow, Noon, Midnight, Morning, Afternoon, Evening, Next, In, Half,
    Minute, Hour, Day, Week, Am, Pm, Number, Weekday, Month,
}

/// <summary>The meaning of a phrase; <paramref name="Value"/> counts numbers, ISO weekdays and months from 1.</summary>
internal sealed record Meaning(WordKind Kind, int Value);

/// <summary>The vocabulary of one language, from its file <c>when.{tag}.json</c>. Phrases are folded: no case, no accents.</summary>
internal sealed class WhenWords
{
    public const int LongestPhrase = 3;

    private readonly FrozenDictionary<string, ImmutableArray<Meaning>> phrases;

    private WhenWords(string tag, ImmutableArray<string> examples, FrozenDictionary<string, ImmutableArray<Meaning>> phrases)
    {
        Tag = tag;
        Examples = examples;
        this.phrases = phrases;
    }

    public static ImmutableArray<WhenWords> All { get; } = Load();

    public string Tag { get; }

    public ImmutableArray<string> Examples { get; }

    /// <summary>What a folded phrase may mean, likeliest first; empty where it means nothing.</summary>
    public ImmutableArray<Meaning> MeaningsOf(string phrase) => phrases.GetValueOrDefault(phrase, []);

    /// <summary>The language that fits a tag, and then all others: people mix them.</summary>
    public static IEnumerable<WhenWords> InOrder(string tag) =>
        All.OrderBy(w => tag.Equals(w.Tag, StringComparison.OrdinalIgnoreCase) || tag.StartsWith(w.Tag + "-", StringComparison.OrdinalIgnoreCase) ? 0 : 1);

    private static ImmutableArray<WhenWords> Load()
    {
        var assembly = typeof(WhenWords).Assembly;
        return [.. assembly.GetManifestResourceNames().Where(n => n.StartsWith("when.", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(n => Read(n.Split('.')[1], assembly.GetManifestResourceStream(n)!))];
    }

    private static WhenWords Read(string tag, Stream json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var found = new Dictionary<string, List<Meaning>>();
        void Add(string phrase, WordKind kind, int value)
        {
            var folded = Folding.Fold(phrase);
            if (!found.TryGetValue(folded, out var meanings)) found[folded] = meanings = [];
            meanings.Add(new Meaning(kind, value));
        }

        foreach (var kind in Enum.GetValues<WordKind>())
        {
            if (kind is WordKind.Number or WordKind.Weekday or WordKind.Month) continue;
            var key = char.ToLowerInvariant(kind.ToString()[0]) + kind.ToString()[1..];
            foreach (var phrase in Strings(root.GetProperty(key))) Add(phrase, kind, 0);
        }

        foreach (var (phrase, i) in Strings(root.GetProperty("numbers")).Select((p, i) => (p, i))) Add(phrase, WordKind.Number, i + 1);
        foreach (var phrase in Strings(root.GetProperty("single"))) Add(phrase, WordKind.Number, 1);
        foreach (var (words, kind) in new[] { ("weekdays", WordKind.Weekday), ("months", WordKind.Month) })
        {
            var i = 0;
            foreach (var names in root.GetProperty(words).EnumerateArray())
            {
                i++;
                foreach (var name in Strings(names)) Add(name, kind, i);
            }
        }

        return new WhenWords(tag, [.. Strings(root.GetProperty("examples"))], found.ToFrozenDictionary(p => p.Key, p => p.Value.ToImmutableArray()));
    }

    private static IEnumerable<string> Strings(JsonElement array) => array.EnumerateArray().Select(e => e.GetString()!);
}

/// <summary>Examples of times that are understood, for refusals and completion.</summary>
internal static class WhenExamples
{
    public static ImmutableArray<string> For(string language) => WhenWords.InOrder(language).First().Examples;
}
