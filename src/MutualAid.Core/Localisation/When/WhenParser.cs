using NodaTime;
using NodaTime.Text;
using NodaTime.TimeZones;

namespace MutualAid.Core.Localisation.When;

/// <summary>
/// Reads a time in words. A clock time alone is its next occurrence; a day alone is 23:59 on that day. Tonight is 21:00, morning 10:00, noon
/// 12:00, afternoon 16:00, evening 19:00, midnight the end of the day. A weekday is the next such day, today included while the
/// time is ahead; "next friday" is the friday of the next ISO week. "at 6" is the next 6 or 18 o'clock. "in 3 hours" is exact; "in 3 days" keeps the
/// clock time. A local time that is skipped moves forward by the gap; of two it is the earlier.
/// </summary>
internal static class WhenParser
{
    private const int Longest = 100;
    private static readonly Duration Furthest = Duration.FromDays(366);
    private static readonly OffsetDateTimePattern[] WithOffset =
        [OffsetDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mmo<G>"), OffsetDateTimePattern.GeneralIso];

    private static readonly LocalDateTimePattern WithoutOffset = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm");
    private static readonly ZoneLocalMappingResolver Resolver =
        Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnForwardShifted);

    /// <summary>What the text means now, in the zone of <paramref name="now"/>. Any text is fine; over 100 characters are not read.</summary>
    public static WhenReading Read(string text, string language, ZonedDateTime now)
    {
        if (text.Length > Longest) return new Unreadable();
        var at = ReadIso(text.Trim(), now.Zone) ?? ReadWords(text, language, now);
        if (at is not { } instant) return new Unreadable();
        if (instant <= now.ToInstant()) return new Past(instant);
        return instant - now.ToInstant() > Furthest ? new TooFar() : new Understood(instant);
    }

    private static Instant? ReadIso(string text, DateTimeZone zone)
    {
        foreach (var pattern in WithOffset)
        {
            if (pattern.Parse(text) is { Success: true } exact) return exact.Value.ToInstant();
        }

        return WithoutOffset.Parse(text) is { Success: true } local ? zone.ResolveLocal(local.Value, Resolver).ToInstant() : null;
    }

    private static Instant? ReadWords(string text, string language, ZonedDateTime now)
    {
        var tokens = WhenTokens.Cut(Folding.Fold(text), [.. WhenWords.InOrder(language)]);
        if (tokens is null || tokens.Count == 0) return null;
        return FromNow(tokens, now) ?? DayAndTime.Read(tokens) switch
        {
            null => null,
            var phrase => phrase.Resolve(now, Resolver),
        };
    }

    /// <summary>"in 3 hours", "within half an hour", "3 days".</summary>
    private static Instant? FromNow(List<Token> tokens, ZonedDateTime now)
    {
        var rest = tokens.SkipWhile(t => t.Is(WordKind.Filler)).ToList();
        if (rest.Count == 0 || !rest[0].Is(WordKind.In)) return null;
        rest.RemoveAt(0);
        if (rest is [var half] && half.Is(WordKind.Half)) return now.ToInstant() + Duration.FromMinutes(30);
        if (rest is not [var number, var unit] || (number.Number ?? number.ValueOf(WordKind.Number)) is not { } n || n is < 1 or > 9999) return null;
        if (unit.Is(WordKind.Minute)) return now.ToInstant() + Duration.FromMinutes(n);
        if (unit.Is(WordKind.Hour)) return now.ToInstant() + Duration.FromHours(n);
        var days = unit.Is(WordKind.Day) ? n : unit.Is(WordKind.Week) ? n * 7 : 0;
        return days == 0 ? null : now.Zone.ResolveLocal(now.LocalDateTime.PlusDays(days), Resolver).ToInstant();
    }
}
