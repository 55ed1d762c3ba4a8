using NodaTime;

namespace MutualAid.Core.Localisation.When;

/// <summary>What a word or phrase of a vocabulary stands for.</summary>
internal enum WhenSense
{
    Today,
    Tonight,
    Tomorrow,
    DayAfterTomorrow,
    ThisMorning,
    Noon,
    Midnight,
    Morning,
    Afternoon,
    Evening,
    Night,
    Weekday,
    Month,
    Next,
    This,
    In,
    Minutes,
    Hours,
    Days,
    Weeks,
    HalfHour,
    HourMark,
    OClock,
    Ordinal,
    Number,
    At,
    Am,
    Pm,
    Filler,
}

/// <summary>One piece of the text with a meaning.</summary>
internal abstract record WhenToken;

/// <param name="Sense">What the word stands for.</param>
/// <param name="Value">Which weekday (1 is Monday), month or number.</param>
/// <param name="Or">The second meaning, for a word like the Spanish "mar": martes or marzo.</param>
internal sealed record WordToken(WhenSense Sense, int Value = 0, WordToken? Or = null) : WhenToken;

internal sealed record NumberToken(int Value, bool InWords = false) : WhenToken;

/// <param name="Time">The time as written, on a 24-hour clock.</param>
/// <param name="MayBeTwelveHour">Written so that it could also mean the other half of the day.</param>
internal sealed record ClockToken(LocalTime Time, bool MayBeTwelveHour) : WhenToken;

internal sealed record DateToken(LocalDate Date) : WhenToken;

internal sealed record DayMonthToken(int Day, int Month) : WhenToken;

internal sealed record ExactToken(Instant At) : WhenToken;
