using NodaTime;
using NodaTime.TimeZones;

namespace MutualAid.Core.Localisation.When;

/// <summary>A day, a time of day, or both, in any order, as read from a phrase.</summary>
internal sealed class DayAndTime
{
    private Func<LocalDate, LocalDate>? day;
    private IsoDayOfWeek? weekday;
    private bool nextWeek;
    private LocalTime? time;
    private WordKind? part;
    private int? hourOfTwelve;

    /// <summary>Null where anything in it is not understood, or is said twice.</summary>
    public static DayAndTime? Read(List<Token> tokens)
    {
        var phrase = new DayAndTime();
        for (var i = 0; i < tokens.Count; i++)
        {
            var taken = phrase.TakeDate(tokens, ref i) || phrase.TakeDay(tokens[i]) || phrase.TakeTime(tokens, ref i);
            // What stands for nothing else may stand anywhere.
            if (!taken && !tokens[i].Is(WordKind.Filler)) return null;
        }

        return phrase.IsSomething ? phrase : null;
    }

    private bool IsSomething => day is not null || weekday is not null || time is not null || part is not null || hourOfTwelve is not null;

    public Instant? Resolve(ZonedDateTime now, ZoneLocalMappingResolver resolver)
    {
        Instant At(LocalDate date, LocalTime at) => now.Zone.ResolveLocal(date + at, resolver).ToInstant();
        var today = now.Date;
        var times = Times(now);
        if (times.Length == 0) return null;
        if (weekday is { } name)
        {
            if (nextWeek) return At(today.Next(IsoDayOfWeek.Monday).PlusDays((int)name - 1), times[0]);
            var date = today.DayOfWeek == name ? today : today.Next(name);
            return First([.. times.Select(t => At(date, t)), .. times.Select(t => At(date.PlusWeeks(1), t))]);
        }

        if (day is not null)
        {
            LocalDate date;
            try
            {
                date = day(today);
            }
            catch (ArgumentOutOfRangeException)
            {
                // The 31st of a month that has 30.
                return null;
            }

            var ahead = times.Select(t => At(date, t)).ToList();
            return ahead.Exists(a => a > now.ToInstant()) ? ahead.First(a => a > now.ToInstant()) : ahead[0];
        }

        return First([.. times.Select(t => At(today, t)), .. times.Select(t => At(today.PlusDays(1), t))]);

        Instant? First(IEnumerable<Instant> candidates) => candidates.Where(c => c > now.ToInstant()).Cast<Instant?>().FirstOrDefault();
    }

    private LocalTime[] Times(ZonedDateTime now)
    {
        var late = part is WordKind.Afternoon or WordKind.Evening or WordKind.Tonight;
        if (time is { } said) return [late && said.Hour is >= 1 and < 12 ? said.PlusHours(12) : said];
        if (hourOfTwelve is { } hour)
        {
            if (hour > 23) return [];
            if (part == WordKind.Morning || hour is 0 or > 12) return [new LocalTime(hour, 0)];
            if (late) return [new LocalTime(hour == 12 ? 12 : hour + 12, 0)];
            return hour == 12 ? [new LocalTime(12, 0)] : [new LocalTime(hour, 0), new LocalTime(hour + 12, 0)];
        }

        LocalTime[] tonight = [new(21, 0), new(23, 59)];
        return part switch
        {
            WordKind.Morning => [new LocalTime(10, 0)],
            WordKind.Afternoon => [new LocalTime(16, 0)],
            WordKind.Evening => [new LocalTime(19, 0)],
            WordKind.Tonight => now.TimeOfDay < tonight[0] ? tonight : tonight[1..],
            _ => [new LocalTime(23, 59)],
        };
    }

    /// <summary>A written date, or a day and a month by name in either order, with or without a year.</summary>
    private bool TakeDate(List<Token> tokens, ref int i)
    {
        if (tokens[i].Date is { } written) return SetDay(today => DateOf(today, written.Year, written.Month, written.Day));
        var (number, month) = (tokens[i].Number, tokens[i].ValueOf(WordKind.Month));
        // "27 de noviembre": a filler may stand between.
        var next = i + 1 < tokens.Count && tokens[i + 1].Is(WordKind.Filler) ? i + 2 : i + 1;
        if (next >= tokens.Count) return false;
        if (number is { } day && tokens[next].ValueOf(WordKind.Month) is { } named) month = named;
        else if (month is not null && tokens[next].Number is { } after) day = after;
        else return false;
        i = next;
        return SetDay(today => DateOf(today, null, month!.Value, day));
    }

    private bool TakeDay(Token token)
    {
        if (token.Is(WordKind.Next)) return nextWeek = true;
        if (token.Is(WordKind.Today)) return SetDay(today => today);
        if (token.Is(WordKind.DayAfterTomorrow)) return SetDay(today => today.PlusDays(2));
        if (token.Is(WordKind.Tomorrow)) return SetDay(today => today.PlusDays(1));
        if (token.ValueOf(WordKind.Weekday) is not { } name || weekday is not null || day is not null) return false;
        weekday = (IsoDayOfWeek)name;
        return true;
    }

    private bool TakeTime(List<Token> tokens, ref int i)
    {
        var token = tokens[i];
        if (token.Clock is { } clock) return SetTime(new LocalTime(clock.Hour, clock.Minute));
        if (token.Is(WordKind.Noon)) return SetTime(new LocalTime(12, 0));
        if (token.Is(WordKind.Midnight)) return SetTime(new LocalTime(23, 59));
        if (token.Is(WordKind.Tonight)) return SetPart(WordKind.Tonight) && SetDay(today => today);
        foreach (var kind in new[] { WordKind.Morning, WordKind.Afternoon, WordKind.Evening })
        {
            if (token.Is(kind)) return SetPart(kind);
        }

        if (!token.Is(WordKind.At) || i + 1 >= tokens.Count) return false;
        // "at 6" names an hour; before a clock time "at" says nothing.
        if (tokens[i + 1].Clock is not null || tokens[i + 1].Is(WordKind.Noon) || tokens[i + 1].Is(WordKind.Midnight)) return true;
        if ((tokens[i + 1].Number ?? tokens[i + 1].ValueOf(WordKind.Number)) is not { } hour || hour > 23 || time is not null || hourOfTwelve is not null) return false;
        hourOfTwelve = hour;
        i++;
        return true;
    }

    private bool SetDay(Func<LocalDate, LocalDate> value)
    {
        if (day is not null || weekday is not null) return false;
        day = value;
        return true;
    }

    private bool SetTime(LocalTime value)
    {
        if (time is not null || hourOfTwelve is not null) return false;
        time = value;
        return true;
    }

    private bool SetPart(WordKind value)
    {
        if (part is not null) return false;
        part = value;
        return true;
    }

    /// <summary>Without a year: the next such day. Throws where there is none.</summary>
    private static LocalDate DateOf(LocalDate today, int? year, int month, int day)
    {
        if (year is { } known) return new LocalDate(known, month, day);
        // The 29th of February comes once in eight years at most.
        for (var y = today.Year; y <= today.Year + 8; y++)
        {
            if (month is >= 1 and <= 12 && day >= 1 && day <= CalendarSystem.Iso.GetDaysInMonth(y, month) && new LocalDate(y, month, day) is var date && date >= today)
                return date;
        }

        throw new ArgumentOutOfRangeException(nameof(day));
    }
}
