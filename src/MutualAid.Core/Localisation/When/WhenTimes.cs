using NodaTime;

namespace MutualAid.Core.Localisation.When;

/// <summary>Which times of a day the words can mean.</summary>
internal static class WhenTimes
{
    private static readonly LocalTime EndOfDay = new(23, 59);
    private static readonly LocalTime NightStart = new(21, 0);

    /// <returns>The possible times, earliest first; empty when the words contradict each other ("18:00 in the morning").</returns>
    public static IReadOnlyList<LocalTime> Of(WhenSlots slots, LocalTime now)
    {
        if (slots.Time is not { } time)
        {
            return slots.Part switch
            {
                null => [slots.KeepsClock ? now : EndOfDay],
                WhenSense.Morning => [new(10, 0)],
                WhenSense.Afternoon => [new(16, 0)],
                WhenSense.Evening => [new(19, 0)],
                // The second is for a night that has begun.
                _ => [NightStart, EndOfDay],
            };
        }

        if (slots.Part is { } part && slots.Midnight) return part is WhenSense.Night ? [time] : [];
        if (slots.Part is { } half) return InPart(half, time, slots.Settled);
        if (!slots.TwelveHour) return [time];
        return time.Hour == 12 ? [time.PlusHours(-12), time] : [time, time.PlusHours(12)];
    }

    /// <summary>"1 at night" belongs to the night of that day, and so to the next date.</summary>
    public static bool IsAfterNight(WhenSlots slots, LocalTime time) =>
        slots is { Part: WhenSense.Night, Midnight: false, HasDay: true } && time.Hour < 5;

    private static LocalTime[] InPart(WhenSense part, LocalTime time, bool settled)
    {
        var later = time.Hour < 12 && !settled ? time.PlusHours(12) : time;
        return part switch
        {
            WhenSense.Morning => time.Hour < 12 ? [time] : [],
            // "12 de la noche" is midnight; "12 in the evening" means nothing.
            WhenSense.Night when time.Hour == 12 && !settled => [time.PlusHours(-12)],
            WhenSense.Night when time.Hour < 5 => [time],
            WhenSense.Afternoon when time.Hour > 0 && later.Hour is >= 12 and <= 20 => [later],
            WhenSense.Evening or WhenSense.Night when time.Hour > 0 && later.Hour >= 16 => [later],
            _ => [],
        };
    }
}
