using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using MutualAid.Core.Chat;
using NodaTime;

namespace MutualAid.Core.Localisation;

/// <summary>
/// The words of one language. A text is a string, or an object of strings by CLDR plural category chosen by its argument
/// <c>n</c>, an <see cref="int"/> or a <see cref="decimal"/> (shown with at most one decimal). <c>{name}</c> is replaced by the argument of that name, which may be a span and stays one. Immutable.
/// </summary>
public sealed class Language
{
    private readonly FrozenDictionary<string, FrozenDictionary<string, string>> texts;

    private Language(string tag, FrozenDictionary<string, FrozenDictionary<string, string>> texts)
    {
        Tag = tag;
        this.texts = texts;
    }

    /// <summary>BCP 47 tag.</summary>
    public string Tag { get; }

    /// <summary>Its name in itself.</summary>
    public string Name => Plain("language.name");

    /// <summary>The keys of all its texts.</summary>
    internal IEnumerable<string> Keys => texts.Keys;

    /// <summary>
    /// A text. Values may be spans, rich texts, people, numbers or our own words; never a member's words as a bare
    /// string: those go in as <see cref="MemberWords"/>.
    /// </summary>
    public RichText Say(string key, params ReadOnlySpan<(string Name, object Value)> values)
    {
        var spans = ImmutableArray.CreateBuilder<Span>();
        var pattern = Pattern(key, values);
        var at = 0;
        while (at < pattern.Length)
        {
            var open = pattern.IndexOf('{', at);
            if (open < 0) open = pattern.Length;
            if (open > at) Add(spans, pattern[at..open]);
            if (open == pattern.Length) break;
            var close = pattern.IndexOf('}', open);
            Add(spans, Value(key, pattern[(open + 1)..close], values));
            at = close + 1;
        }

        return new RichText(spans.ToImmutable());
    }

    /// <summary>A text of our own words only, for labels.</summary>
    public string Plain(string key, params ReadOnlySpan<(string Name, object Value)> values) =>
        string.Concat(Say(key, values).Spans.Select(s => ((Words)s).Text));

    /// <summary>An instant in a zone, with its local time in the words of this language.</summary>
    public Moment Moment(Instant at, DateTimeZone zone, MomentStyle style = MomentStyle.Both) =>
        new(at, zone.Id, Absolute(at.InZone(zone).LocalDateTime), style);

    internal string Absolute(LocalDateTime local) => Plain(
        "moment.absolute",
        ("weekday", Plain("weekday." + ((int)local.DayOfWeek).ToString(CultureInfo.InvariantCulture))),
        ("day", local.Day),
        ("month", Plain("month." + local.Month.ToString(CultureInfo.InvariantCulture))),
        ("time", $"{local.Hour:00}:{local.Minute:00}"));

    /// <summary>The forms of a text by plural category; one form, "other", where it has no plural.</summary>
    internal IReadOnlyDictionary<string, string> Forms(string key) => texts[key];

    internal bool Has(string key) => texts.ContainsKey(key);

    internal static Language Read(string tag, Stream json)
    {
        using var document = JsonDocument.Parse(json);
        return new Language(tag, document.RootElement.EnumerateObject().ToFrozenDictionary(
            text => text.Name,
            text => text.Value.ValueKind == JsonValueKind.String
                ? new Dictionary<string, string> { ["other"] = text.Value.GetString()! }.ToFrozenDictionary()
                : text.Value.EnumerateObject().ToFrozenDictionary(f => f.Name, f => f.Value.GetString()!)));
    }

    private string Pattern(string key, ReadOnlySpan<(string Name, object Value)> values)
    {
        if (!texts.TryGetValue(key, out var forms)) throw new InvalidOperationException($"No text '{key}' in {Tag}.");
        if (forms.Count == 1) return forms["other"];
        foreach (var (name, value) in values)
        {
            if (name == "n" && value is int n) return forms.GetValueOrDefault(Plurals.Category(Tag, n)) ?? forms["other"];
            if (name == "n" && value is decimal d) return forms.GetValueOrDefault(Plurals.Category(Tag, d)) ?? forms["other"];
        }

        throw new InvalidOperationException($"The plural text '{key}' needs a number 'n'.");
    }

    private string Written(decimal number) =>
        number.ToString("0.#", CultureInfo.InvariantCulture).Replace(".", texts["number.decimal"]["other"], StringComparison.Ordinal);

    private static object Value(string key, string name, ReadOnlySpan<(string Name, object Value)> values)
    {
        foreach (var value in values)
        {
            if (value.Name == name) return value.Value;
        }

        throw new InvalidOperationException($"The text '{key}' needs '{name}'.");
    }

    private void Add(ImmutableArray<Span>.Builder spans, object value)
    {
        switch (value)
        {
            case Span span: spans.Add(span); break;
            case RichText text: spans.AddRange(text.Spans); break;
            case PersonId person: spans.Add(new PersonName(person)); break;
            case PlaceId place: spans.Add(new PlaceName(place)); break;
            case int number: Add(spans, number.ToString(CultureInfo.InvariantCulture)); break;
            case decimal number: Add(spans, Written(number)); break;
            // Words that follow words are one span: readers hear one sentence, not pieces.
            case string words when spans.Count > 0 && spans[^1] is Words before: spans[^1] = new Words(before.Text + words); break;
            case string words: spans.Add(new Words(words)); break;
            default: throw new InvalidOperationException($"A text can't show a {value.GetType().Name}.");
        }
    }
}
