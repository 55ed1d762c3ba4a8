using System.Globalization;
using MutualAid.Core.Localisation.When;
using NodaTime;
using NodaTime.Text;

namespace MutualAid.Tests.Localisation.When;

/// <summary>Reads a text and says the outcome as a local time, so that a table of examples stays legible.</summary>
internal static class WhenReader
{
    private static readonly LocalDateTimePattern Pattern =
        LocalDateTimePattern.Create("uuuu-MM-dd HH:mm", CultureInfo.InvariantCulture);

    public const string Monday = "2026-11-23 10:00";

    public static ZonedDateTime At(string local, string zone = "Europe/Berlin") =>
        Pattern.Parse(local).Value.InZoneStrictly(DateTimeZoneProviders.Tzdb[zone]);

    public static string Read(string text, string language, string now = Monday, string zone = "Europe/Berlin")
    {
        var moment = At(now, zone);
        return WhenParser.Read(text, language, moment) switch
        {
            Understood { At: var at } => Pattern.Format(at.InZone(moment.Zone).LocalDateTime),
            Past { At: var at } => "past " + Pattern.Format(at.InZone(moment.Zone).LocalDateTime),
            TooFar => "too far",
            _ => "unreadable",
        };
    }
}
