using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;

namespace MutualAid.Core.Localisation.When;

/// <summary>Cuts a text into pieces with a meaning; null as soon as one piece has none.</summary>
internal static partial class WhenLexer
{
    private const RegexOptions Options = RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant;

    // Every repetition is bounded or cannot overlap its neighbour, so the work grows with the length of the text only. There is no
    // timeout because a machine paused at the wrong moment would turn it into an exception.
    [GeneratedRegex(
        @"\G(?:(?<space>[\s,;.!?¡¿()""'’]+|-(?![0-9]))" +
        @"|(?<iso>(?<y>[0-9]{4})-(?<m>[0-9]{2})-(?<d>[0-9]{2})" +
        @"((?<t>t| )(?<ih>[0-9]{2}):(?<im>[0-9]{2})(:(?<is>[0-9]{2})(\.[0-9]{1,9})?)?" +
        @"( ?(?<z>z)| ?(?<sign>[+-])(?<oh>[0-9]{2}):?(?<om>[0-9]{2}))?)?(?![0-9:a-z+]))" +
        @"|(?<date>(?<d>[0-9]{1,2})(?<sep>[/.-])(?<m>[0-9]{1,2})\k<sep>(?<y>[0-9]{4}|[0-9]{2})(?![0-9/]))" +
        @"|(?<daymonth>(?<d>[0-9]{1,2})/(?<m>[0-9]{1,2})(?![0-9/]))" +
        @"|(?<clock>(?<h>[0-9]{1,2})[:.h](?<min>[0-9]{2})(?![0-9]|[:.][0-9]))" +
        @"|(?<number>[0-9]{1,6})(?![0-9])" +
        @"|(?<word>\p{L}+))", Options, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Piece { get; }

    public static List<WhenToken>? Read(string text, WhenVocabulary vocabulary)
    {
        var folded = Folding.Fold(text);
        var pieces = new List<Match>();
        for (var at = 0; at < folded.Length;)
        {
            var piece = Piece.Match(folded, at);
            if (!piece.Success) return null;
            if (!piece.Groups["space"].Success) pieces.Add(piece);
            at += piece.Length;
        }

        var tokens = new List<WhenToken>();
        for (var at = 0; at < pieces.Count;)
        {
            var (token, length) = Phrase(pieces, at, vocabulary) ?? (Figures(pieces[at]), 1);
            switch (token)
            {
                case null: return null;
                case WordToken { Sense: WhenSense.Filler }: break;
                case WordToken { Sense: WhenSense.Number } number: tokens.Add(new NumberToken(number.Value, InWords: true)); break;
                case DateAndClock both: tokens.AddRange([both.Date, both.Clock]); break;
                default: tokens.Add(token); break;
            }

            at += length;
        }

        return tokens;
    }

    private static (WhenToken? Token, int Length)? Phrase(List<Match> pieces, int at, WhenVocabulary vocabulary)
    {
        for (var length = Math.Min(vocabulary.LongestPhrase, pieces.Count - at); length > 0; length--)
        {
            var phrase = string.Join(' ', pieces.Skip(at).Take(length).Select(piece => piece.Value));
            if (vocabulary.Find(phrase) is { } word) return (word, length);
        }

        return null;
    }

    private static WhenToken? Figures(Match piece)
    {
        if (piece.Groups["iso"].Success) return Iso(piece);
        if (piece.Groups["date"].Success) return Date(piece) is { } date ? new DateToken(date) : null;
        if (piece.Groups["daymonth"].Success) return new DayMonthToken(Number(piece, "d"), Number(piece, "m"));
        if (piece.Groups["clock"].Success) return Clock(piece);
        return piece.Groups["number"].Success ? new NumberToken(Number(piece, "number")) : null;
    }

    private static ClockToken? Clock(Match piece) => Time(Number(piece, "h"), Number(piece, "min"), 0) is { } time
        ? new ClockToken(time, time.Hour is > 0 and <= 12 && piece.Groups["h"].Value[0] != '0')
        : null;

    private static WhenToken? Iso(Match piece)
    {
        if (Date(piece) is not { } date) return null;
        if (!piece.Groups["ih"].Success) return new DateToken(date);
        var second = piece.Groups["is"].Success ? Number(piece, "is") : 0;
        if (Time(Number(piece, "ih"), Number(piece, "im"), second) is not { } time) return null;
        if (piece.Groups["z"].Success) return new ExactToken((date + time).InUtc().ToInstant());
        if (!piece.Groups["sign"].Success) return new DateAndClock(new(date), new(time, MayBeTwelveHour: false));

        var (hours, minutes) = (Number(piece, "oh"), Number(piece, "om"));
        if (hours > 14 || minutes > 59) return null;
        // "2026-11-27 10:00-12:00" is a stretch of time, not an offset from UTC.
        if (piece.Groups["sign"].Value == "-" && piece.Groups["t"].Value == " ") return null;
        var offset = Offset.FromHoursAndMinutes(hours, minutes);
        if (piece.Groups["sign"].Value == "-") offset = -offset;
        return new ExactToken((date + time).WithOffset(offset).ToInstant());
    }

    private static LocalDate? Date(Match piece)
    {
        var (year, month, day) = (Number(piece, "y"), Number(piece, "m"), Number(piece, "d"));
        if (year < 100) year += 2000;
        return year <= WhenSlots.LastYear && WhenSlots.Exists(year, month, day) ? new LocalDate(year, month, day) : null;
    }

    private static LocalTime? Time(int hour, int minute, int second) =>
        hour < 24 && minute < 60 && second < 60 ? new LocalTime(hour, minute, second) : null;

    private static int Number(Match piece, string group) => int.Parse(piece.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    private sealed record DateAndClock(DateToken Date, ClockToken Clock) : WhenToken;
}
