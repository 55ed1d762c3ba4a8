using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace MutualAid.Core.Localisation.When;

/// <summary>One piece of a phrase. Exactly one property is set.</summary>
internal sealed record Token(
    ImmutableArray<Meaning> Meanings = default, int? Number = null, (int Hour, int Minute)? Clock = null, (int? Year, int Month, int Day)? Date = null)
{
    public bool Is(WordKind kind) => !Meanings.IsDefault && Meanings.Any(m => m.Kind == kind);

    public int? ValueOf(WordKind kind) => Is(kind) ? Meanings.First(m => m.Kind == kind).Value : null;
}

/// <summary>Cuts a phrase into words of the vocabulary, numbers, clock times and dates.</summary>
internal static partial class WhenTokens
{
    /// <summary>The tokens; null where a piece is none of these.</summary>
    public static List<Token>? Cut(string folded, WhenWords[] vocabularies)
    {
        var pieces = BeforeHalf().Replace(folded, "").Split([' ', '\t', '\n', '\u00a0', ','], StringSplitOptions.RemoveEmptyEntries);
        var tokens = new List<Token>();
        for (var i = 0; i < pieces.Length;)
        {
            var (token, length) = Phrase(pieces, i, vocabularies);
            token ??= Written(pieces[i]);
            if (token is null) return null;
            tokens.Add(token);
            i += length;
        }

        return tokens;
    }

    /// <summary>The longest phrase that begins here, in the first language that has it.</summary>
    private static (Token? Token, int Length) Phrase(string[] pieces, int from, WhenWords[] vocabularies)
    {
        for (var length = Math.Min(WhenWords.LongestPhrase, pieces.Length - from); length >= 1; length--)
        {
            var phrase = string.Join(' ', pieces.AsSpan(from, length)!);
            foreach (var words in vocabularies)
            {
                if (words.MeaningsOf(phrase) is { IsEmpty: false } meanings) return (new Token(meanings), length);
            }
        }

        return (null, 1);
    }

    private static Token? Written(string piece)
    {
        if (ClockTime().Match(piece) is { Success: true } clock && Value(clock, "h") is { } hour)
        {
            var minute = Value(clock, "m") ?? 0;
            hour = clock.Groups["half"].Value switch { "p" when hour is >= 1 and < 12 => hour + 12, "a" when hour == 12 => 0, _ => hour };
            return hour < 24 && minute < 60 ? new Token(Clock: (hour, minute)) : null;
        }

        if (IsoDate().Match(piece) is { Success: true } iso) return new Token(Date: (Value(iso, "y"), Value(iso, "m")!.Value, Value(iso, "d")!.Value));
        if (ShortDate().Match(piece) is { Success: true } date) return new Token(Date: (Value(date, "y"), Value(date, "m")!.Value, Value(date, "d")!.Value));
        return PlainNumber().Match(piece) is { Success: true } number ? new Token(Number: Value(number, "n")) : null;
    }

    private static int? Value(Match match, string group) =>
        match.Groups[group].Success ? int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture) : null;

    /// <summary>"6 pm" is "6pm".</summary>
    [GeneratedRegex(@"(?<=\d)\s+(?=[ap]\.?m\.?(\s|$))", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BeforeHalf();

    [GeneratedRegex(@"^(?<h>\d{1,2})((:|\.)(?<m>\d{2})h?|h(?<m>\d{2})?|(:(?<m>\d{2}))?(?=[ap]))((?<half>[ap])\.?m\.?)?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ClockTime();

    [GeneratedRegex(@"^(?<y>\d{4})-(?<m>\d{1,2})-(?<d>\d{1,2})$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IsoDate();

    [GeneratedRegex(@"^(?<d>\d{1,2})/(?<m>\d{1,2})(/(?<y>\d{4}))?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ShortDate();

    [GeneratedRegex(@"^(?<n>\d{1,4})$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PlainNumber();
}
