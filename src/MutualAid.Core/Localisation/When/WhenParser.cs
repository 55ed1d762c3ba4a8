using NodaTime;

namespace MutualAid.Core.Localisation.When;

/// <summary>
/// Reads a date or time as people write it: "tomorrow morning", "el próximo viernes a las 6", "in 3 hours", "27/11 18:00".
/// It never guesses past a word it does not know: anything left over makes the text unreadable.
/// <list type="bullet">
/// <item>A clock time alone is its next occurrence. After "at", an hour up to 12 may be in either half of the day and
/// the first one ahead is meant; of a named day that is the first one ahead on that day, except that 12 is noon.</item>
/// <item>A day alone is 23:59 of that day.</item>
/// <item>Morning is 10:00, noon 12:00, afternoon 16:00, evening 19:00, night 21:00; tonight is 23:59 once 21:00 is past.
/// Named without a day, the next one. With an hour they choose the half of the day; "1 at night" is in the small hours
/// that follow.</item>
/// <item>Midnight is the coming 00:00, and of a named day the 00:00 that ends it.</item>
/// <item>A weekday is the next such day, today included if its time is still ahead; "next" makes it the one of the next
/// ISO week. A weekday beside a date must agree with it.</item>
/// <item>27/11 is the 27th of November; without a year, the next one.</item>
/// <item>Minutes and hours are elapsed time; days and weeks are counted on the calendar and keep the clock time.</item>
/// <item>A local time skipped by a change of clocks moves forward by the gap; one that happens twice is the earlier.</item>
/// </list>
/// </summary>
internal static class WhenParser
{
    private const int LongestText = 100;

    /// <param name="text">What the person wrote; any text at all.</param>
    /// <param name="language">A BCP 47 tag. Its words come first and those of the other languages after, since people mix.</param>
    /// <param name="now">The present moment in the zone the answer is meant in.</param>
    public static WhenReading Read(string text, string language, ZonedDateTime now)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > LongestText) return new Unreadable();
        if (WhenLexer.Read(text, WhenVocabulary.For(language)) is not { } tokens) return new Unreadable();
        if (WhenGrammar.Parse(tokens, now.Date) is not { } slots) return new Unreadable();
        return WhenResolver.Resolve(slots, now);
    }
}
