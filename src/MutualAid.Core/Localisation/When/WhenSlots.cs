using NodaTime;

namespace MutualAid.Core.Localisation.When;

/// <summary>What was said, each thing once: saying one twice is a contradiction, so every setter answers whether it was free.</summary>
internal sealed class WhenSlots
{
    /// <summary>Beyond this the calendar of NodaTime ends too soon for arithmetic.</summary>
    public const int LastYear = 9000;

    public LocalDate? Date { get; private set; }

    /// <summary>A day and month without a year.</summary>
    public (int Day, int Month)? Annual { get; private set; }

    public IsoDayOfWeek? Weekday { get; private set; }

    /// <summary>"Next": the weekday is the one of next week.</summary>
    public bool Next { get; private set; }

    public WhenSense? Part { get; private set; }

    public LocalTime? Time { get; private set; }

    /// <summary>The time could also be in the other half of the day.</summary>
    public bool TwelveHour { get; private set; }

    /// <summary>The half of the day was said, so a part of the day cannot change it.</summary>
    public bool Settled { get; private set; }

    /// <summary>The time is the 00:00 that ends the day, not the one that begins it.</summary>
    public bool Midnight { get; private set; }

    /// <summary>The day was counted ("in 3 days"), so it comes with the clock time of now.</summary>
    public bool KeepsClock { get; private set; }

    public Duration? Elapsed { get; private set; }

    public Instant? Exact { get; private set; }

    public bool HasDay => HasDate || Weekday is not null;

    private bool HasDate => Date is not null || Annual is not null;

    /// <summary>An exact moment or a stretch of elapsed time stands alone.</summary>
    public bool IsConsistent
    {
        get
        {
            var hasMoment = HasDay || Part is not null || Time is not null;
            if (Elapsed is not null || Exact is not null) return !hasMoment && !Next && (Elapsed is null || Exact is null);
            return hasMoment && (!Next || (Weekday is not null && !HasDate));
        }
    }

    public static bool Exists(int year, int month, int day) =>
        month is >= 1 and <= 12 && day >= 1 && day <= CalendarSystem.Iso.GetDaysInMonth(year, month);

    public bool Set(LocalDate date, bool keepsClock = false)
    {
        var free = !HasDate;
        (Date, KeepsClock) = (date, keepsClock);
        return free;
    }

    public bool SetAnnual(int day, int month)
    {
        var free = !HasDate;
        Annual = (day, month);
        // A leap year, so that 29 February can be said.
        return free && Exists(2024, month, day);
    }

    public bool Set(IsoDayOfWeek weekday)
    {
        var free = Weekday is null;
        Weekday = weekday;
        return free;
    }

    public bool SetNext()
    {
        var free = !Next;
        Next = true;
        return free;
    }

    public bool SetPart(WhenSense part)
    {
        var free = Part is null;
        Part = part;
        return free;
    }

    public bool Set(LocalTime time, bool twelveHour = false, bool midnight = false, bool settled = false)
    {
        var free = Time is null;
        (Time, TwelveHour, Midnight, Settled) = (time, twelveHour, midnight, settled);
        return free;
    }

    public bool Set(Duration elapsed)
    {
        var free = Elapsed is null;
        Elapsed = elapsed;
        return free;
    }

    public bool Set(Instant exact)
    {
        var free = Exact is null;
        Exact = exact;
        return free;
    }
}
