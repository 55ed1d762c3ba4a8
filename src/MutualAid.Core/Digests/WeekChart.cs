using System.Collections.Immutable;
using System.Globalization;
using MutualAid.Core.Chat;
using MutualAid.Core.Localisation;
using NodaTime;

namespace MutualAid.Core.Digests;

/// <summary>The last weeks of a group as a picture, with the same in words: a line a week. Counts needs, never people.</summary>
internal static class WeekChart
{
    private const int MostWeeks = 8;
    private const decimal Least = 0.1m;

    /// <summary>The card of at least one week; of more than eight only the last eight are shown, oldest first.</summary>
    public static Card Of(ImmutableArray<WeekTally> weeks, Language language)
    {
        if (weeks.IsDefaultOrEmpty) throw new ArgumentException("There is no week to show.", nameof(weeks));
        ImmutableArray<WeekTally> shown = [.. weeks.OrderBy(w => w.Monday).TakeLast(MostWeeks)];
        return new Card
        {
            Kind = CardKind.Chart,
            Language = language.Tag,
            Title = language.Say(Texts.ChartTitle, ("n", shown.Length)),
            Lines = [.. shown.Select(week => Line(week, language))],
            Picture = new WeekPicture(
                [.. shown.Select(week => Drawn(week, language))],
                language.Plain(Texts.ChartLegendPosted),
                language.Plain(Texts.ChartLegendMet),
                language.Plain(Texts.ChartHours)),
        };
    }

    private static RichText Line(WeekTally week, Language language) => language.Say(
        Texts.ChartWeek,
        ("day", Day(week.Monday, language)),
        ("posted", language.Say(Texts.ChartPosted, ("n", week.Posted))),
        ("met", language.Say(Texts.ChartMet, ("n", week.Met))),
        ("claims", Hours(week) is { } hours ? language.Say(Texts.ChartFirstClaim, ("n", hours)) : language.Say(Texts.ChartNoClaims)));

    private static PictureWeek Drawn(WeekTally week, Language language) => new(
        Day(week.Monday, language),
        week.Posted,
        week.Met,
        (double?)Hours(week),
        Hours(week) is { } hours ? language.Plain(Texts.ChartHoursShort, ("n", hours)) : null);

    /// <summary>One number for words and picture: below ten hours with a tenth, above it whole; a minute is a tenth and not nothing.</summary>
    private static decimal? Hours(WeekTally week) => week.MedianHoursToFirstClaim is { } hours
        ? decimal.Max(Least, decimal.Round((decimal)hours, hours < 10 ? 1 : 0, MidpointRounding.AwayFromZero))
        : null;

    private static string Day(LocalDate date, Language language) => language.Plain(
        Texts.ChartDay, ("day", date.Day), ("month", language.Plain("month." + date.Month.ToString(CultureInfo.InvariantCulture))));
}
