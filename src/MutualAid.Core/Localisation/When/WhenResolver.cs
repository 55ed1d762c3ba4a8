using NodaTime;
using NodaTime.TimeZones;

namespace MutualAid.Core.Localisation.When;

/// <summary>Turns what was said into a moment, by the rules written on <see cref="WhenParser"/>.</summary>
internal sealed class WhenResolver
{
    private static readonly ZoneLocalMappingResolver Clocks =
        Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnForwardShifted);

    private readonly WhenSlots slots;
    private readonly ZonedDateTime now;
    private readonly IReadOnlyList<LocalTime> times;

    private WhenResolver(WhenSlots slots, ZonedDateTime now)
    {
        this.slots = slots;
        this.now = now;
        times = WhenTimes.Of(slots, now.TimeOfDay);
    }

    public static WhenReading Resolve(WhenSlots slots, ZonedDateTime now)
    {
        if (slots.Exact is { } exact) return Judge(exact, now);
        if (slots.Elapsed is { } elapsed) return Judge(now.ToInstant() + elapsed, now);
        var resolver = new WhenResolver(slots, now);
        if (resolver.times.Count == 0) return new Unreadable();
        return resolver.Moment() is { } at ? Judge(at, now) : new Unreadable();
    }

    private static WhenReading Judge(Instant at, ZonedDateTime now)
    {
        if (at <= now.ToInstant()) return new Past(at);
        return at > now.LocalDateTime.PlusYears(1).InZone(now.Zone, Clocks).ToInstant() ? new TooFar() : new Understood(at);
    }

    private Instant? Moment()
    {
        if (slots.Date is { } date) return Agrees(date) ? On(date) : null;
        if (slots.Annual is { } annual) return OnAnnual(annual.Day, annual.Month);
        if (slots.Weekday is { } weekday) return OnWeekday(weekday);
        return Ahead(now.Date) ?? On(now.Date.PlusDays(1));
    }

    private Instant OnWeekday(IsoDayOfWeek weekday)
    {
        var monday = now.Date.PlusDays(1 - (int)now.DayOfWeek);
        if (slots.Next) return On(monday.PlusDays(7 + (int)weekday - 1));
        if (weekday == now.DayOfWeek) return Ahead(now.Date) ?? On(now.Date.PlusDays(7));
        return On(now.Date.Next(weekday));
    }

    private Instant? OnAnnual(int day, int month)
    {
        // Eight years hold a 29 February even around a century without one.
        for (var year = now.Year; year <= now.Year + 8; year++)
        {
            if (!WhenSlots.Exists(year, month, day)) continue;
            var date = new LocalDate(year, month, day);
            if (Ahead(date) is { } at) return Agrees(date) ? at : null;
        }

        return null;
    }

    private bool Agrees(LocalDate date) => slots.Weekday is null || slots.Weekday == date.DayOfWeek;

    private Instant On(LocalDate date) => Ahead(date) ?? At(date, times[^1]);

    /// <summary>The first of the possible times of that day still to come.</summary>
    private Instant? Ahead(LocalDate date)
    {
        foreach (var time in times.Where(time => !slots.HasDay || times.Count == 1 || time.Hour > 0))
        {
            if (At(date, time) is var at && at > now.ToInstant()) return at;
        }

        return null;
    }

    private Instant At(LocalDate date, LocalTime time)
    {
        var day = slots.Midnight || WhenTimes.IsAfterNight(slots, time) ? date.PlusDays(1) : date;
        return (day + time).InZone(now.Zone, Clocks).ToInstant();
    }
}
