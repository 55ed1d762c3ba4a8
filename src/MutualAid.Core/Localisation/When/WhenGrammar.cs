using NodaTime;

namespace MutualAid.Core.Localisation.When;

/// <summary>Fills the slots from the pieces, left to right and without going back; order matters only between neighbours.</summary>
internal sealed class WhenGrammar
{
    // Longer than any answer but "too far", and short enough for the arithmetic.
    private const int LongestWait = 1000;

    private readonly WhenCursor cursor;
    private readonly LocalDate today;
    private readonly WhenSlots slots = new();

    private WhenGrammar(WhenCursor cursor, LocalDate today)
    {
        this.cursor = cursor;
        this.today = today;
    }

    /// <returns>Null when a piece is left over or two pieces contradict each other.</returns>
    public static WhenSlots? Parse(IReadOnlyList<WhenToken> tokens, LocalDate today)
    {
        var grammar = new WhenGrammar(new(tokens), today);
        while (grammar.cursor.Take() is { } token)
        {
            if (!grammar.Take(token)) return null;
        }

        return grammar.slots.IsConsistent ? grammar.slots : null;
    }

    private bool Take(WhenToken token) => token switch
    {
        WordToken word => TakeWord(word),
        NumberToken day when cursor.MonthFollows() => TakeDayMonth(day.Value),
        NumberToken hour => IsHour(hour) && TakeHour(hour.Value),
        ClockToken clock => TakeClock(clock.Time, twelveHour: false),
        DateToken date => slots.Set(date.Date),
        DayMonthToken date => slots.SetAnnual(date.Day, date.Month),
        ExactToken exact => slots.Set(exact.At),
        _ => false,
    };

    private bool TakeWord(WordToken word) => word.Sense switch
    {
        WhenSense.Today => slots.Set(today),
        WhenSense.Tonight => slots.Set(today) && slots.SetPart(WhenSense.Night),
        WhenSense.Tomorrow => slots.Set(today.PlusDays(1)),
        WhenSense.DayAfterTomorrow => slots.Set(today.PlusDays(2)),
        WhenSense.ThisMorning => slots.Set(today) && slots.SetPart(WhenSense.Morning),
        WhenSense.Noon => slots.Set(new LocalTime(12, 0), settled: true),
        WhenSense.Midnight => slots.Set(LocalTime.Midnight, midnight: true),
        >= WhenSense.Morning and <= WhenSense.Night => slots.SetPart(word.Sense),
        WhenSense.Weekday when word.Or is { } month && cursor.DayOfMonthFollows() => TakeMonth(month),
        WhenSense.Weekday => slots.Set((IsoDayOfWeek)word.Value),
        WhenSense.Month => TakeMonth(word),
        WhenSense.Next => TakeNext(),
        WhenSense.This => cursor.PartFollows() ? slots.Set(today) : !cursor.IsAtEnd,
        WhenSense.In => TakeIn(),
        WhenSense.At => TakeAt(),
        _ => false,
    };

    private bool TakeNext()
    {
        // "Friday next week" says the same as "next friday".
        cursor.Skip(WhenSense.Weeks);
        return slots.SetNext();
    }

    private bool TakeIn()
    {
        if (cursor.Skip(WhenSense.HalfHour)) return slots.Set(Duration.FromMinutes(30));
        // "In the morning", "en viernes": only a filler.
        if (cursor.Peek() is not NumberToken { Value: var count }) return cursor.Peek() is WordToken { Sense: not WhenSense.In };
        cursor.Take();
        var unit = cursor.Take() is WordToken word ? word.Sense : WhenSense.Filler;
        return unit switch
        {
            WhenSense.Minutes => slots.Set(Duration.FromMinutes(count)),
            WhenSense.Hours or WhenSense.HourMark => slots.Set(Duration.FromHours(count)),
            WhenSense.Days => slots.Set(today.PlusDays(Math.Min(count, LongestWait)), keepsClock: true),
            WhenSense.Weeks => slots.Set(today.PlusWeeks(Math.Min(count, LongestWait)), keepsClock: true),
            _ => false,
        };
    }

    private bool TakeAt()
    {
        switch (cursor.Peek())
        {
            case NumberToken number when !cursor.MonthFollows(ahead: 1):
                cursor.Take();
                return TakeHour(number.Value);
            case ClockToken clock:
                cursor.Take();
                return TakeClock(clock.Time, clock.MayBeTwelveHour);
            default:
                // "By friday", "a la noche": only a filler.
                return cursor.Peek() is not null and not WordToken { Sense: WhenSense.At };
        }
    }

    /// <summary>"6 pm", "6 o'clock", "6 de la tarde", "18 h": what makes a number a time without "at".</summary>
    private bool IsHour(NumberToken number)
    {
        if (cursor.NextIs(WhenSense.Am) || cursor.NextIs(WhenSense.Pm)) return true;
        if (cursor.NextIs(WhenSense.OClock) || cursor.NextIs(WhenSense.HourMark)) return true;
        // "Viernes 6 por la tarde" is a day of the month, and "una tarde" is any afternoon.
        var mayBeDay = cursor.Peek(-2) is WordToken { Sense: WhenSense.Weekday };
        return cursor.PartFollows() && !mayBeDay && number is not { Value: 1, InWords: true };
    }

    private bool TakeHour(int hour) =>
        hour < 24 && TakeClock(new LocalTime(hour, 0), twelveHour: hour is > 0 and <= 12 && !cursor.NextIs(WhenSense.HourMark));

    private bool TakeClock(LocalTime time, bool twelveHour)
    {
        // "18:00 h", "a las 18 horas", "at 6 o'clock".
        _ = cursor.Skip(WhenSense.HourMark) || cursor.Skip(WhenSense.Hours) || cursor.Skip(WhenSense.OClock);
        if (cursor.Skip(WhenSense.Pm))
            return time.Hour > 0 && slots.Set(time.Hour < 12 ? time.PlusHours(12) : time, settled: true);
        if (cursor.Skip(WhenSense.Am))
            return time.Hour <= 12 && slots.Set(time.Hour == 12 ? time.PlusHours(-12) : time, settled: true);
        return slots.Set(time, twelveHour);
    }

    private bool TakeDayMonth(int day)
    {
        cursor.Skip(WhenSense.Ordinal);
        return cursor.Take() is WordToken word && TakeYear(day, word.Sense == WhenSense.Month ? word.Value : word.Or!.Value);
    }

    private bool TakeMonth(WordToken month)
    {
        if (!cursor.DayOfMonthFollows() || cursor.Take() is not NumberToken { Value: var day }) return false;
        cursor.Skip(WhenSense.Ordinal);
        return TakeYear(day, month.Value);
    }

    private bool TakeYear(int day, int month)
    {
        if (cursor.Peek() is not NumberToken { Value: >= 2000 and < 3000 and var year }) return slots.SetAnnual(day, month);
        cursor.Take();
        return WhenSlots.Exists(year, month, day) && slots.Set(new LocalDate(year, month, day));
    }
}
