using CsCheck;
using MutualAid.Core.Localisation.When;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Localisation.When;

/// <summary>It is Monday 23 November 2026, 10:00 in Berlin.</summary>
public sealed class WhenParserTests
{
    private static readonly ZonedDateTime Monday = Berlin(2026, 11, 23, 10, 0);

    [Theory]
    [InlineData("18:00", "2026-11-23 18:00")]
    [InlineData("9:00", "2026-11-24 09:00")]
    [InlineData("18h30", "2026-11-23 18:30")]
    [InlineData("18.30", "2026-11-23 18:30")]
    [InlineData("6pm", "2026-11-23 18:00")]
    [InlineData("6:30 PM", "2026-11-23 18:30")]
    [InlineData("12 am", "2026-11-24 00:00")]
    [InlineData("at 6", "2026-11-23 18:00")]
    [InlineData("at 11", "2026-11-23 11:00")]
    [InlineData("today", "2026-11-23 23:59")]
    [InlineData("today at noon", "2026-11-23 12:00")]
    [InlineData("tonight", "2026-11-23 21:00")]
    [InlineData("tomorrow", "2026-11-24 23:59")]
    [InlineData("tomorrow morning", "2026-11-24 10:00")]
    [InlineData("day after tomorrow 8:15", "2026-11-25 08:15")]
    [InlineData("friday", "2026-11-27 23:59")]
    [InlineData("by Friday 18:00", "2026-11-27 18:00")]
    [InlineData("18:00 fri", "2026-11-27 18:00")]
    [InlineData("monday 9:00", "2026-11-30 09:00")]
    [InlineData("monday 18:00", "2026-11-23 18:00")]
    [InlineData("next friday", "2026-12-04 23:59")]
    [InlineData("saturday afternoon", "2026-11-28 16:00")]
    [InlineData("in 3 hours", "2026-11-23 13:00")]
    [InlineData("in half an hour", "2026-11-23 10:30")]
    [InlineData("in three days", "2026-11-26 10:00")]
    [InlineData("within a week", "2026-11-30 10:00")]
    [InlineData("27 Nov", "2026-11-27 23:59")]
    [InlineData("Nov 27 at 8", "2026-11-27 08:00")]
    [InlineData("27/11 18:00", "2026-11-27 18:00")]
    [InlineData("1 january", "2027-01-01 23:59")]
    [InlineData("2026-11-27", "2026-11-27 23:59")]
    [InlineData("2026-11-27T18:00", "2026-11-27 18:00")]
    [InlineData("2026-11-27 18:00", "2026-11-27 18:00")]
    [InlineData("2026-11-27T18:00Z", "2026-11-27 19:00")]
    [InlineData("2026-11-27T18:00:00+05:45", "2026-11-27 13:15")]
    [InlineData("mañana", "2026-11-24 23:59")]
    public void English_is_understood(string text, string at) => Assert.Equal(at, Local(WhenParser.Read(text, "en", Monday)));

    [Theory]
    [InlineData("hoy 18:00", "2026-11-23 18:00")]
    [InlineData("esta noche", "2026-11-23 21:00")]
    [InlineData("mañana", "2026-11-24 23:59")]
    [InlineData("manana a las 9", "2026-11-24 09:00")]
    [InlineData("mañana por la tarde", "2026-11-24 16:00")]
    [InlineData("pasado mañana", "2026-11-25 23:59")]
    [InlineData("el viernes a las 18:00", "2026-11-27 18:00")]
    [InlineData("antes del viernes", "2026-11-27 23:59")]
    [InlineData("Miércoles", "2026-11-25 23:59")]
    [InlineData("miercoles", "2026-11-25 23:59")]
    [InlineData("el próximo viernes", "2026-12-04 23:59")]
    [InlineData("a las 6 de la tarde", "2026-11-23 18:00")]
    [InlineData("mediodía", "2026-11-23 12:00")]
    [InlineData("en 3 horas", "2026-11-23 13:00")]
    [InlineData("en media hora", "2026-11-23 10:30")]
    [InlineData("dentro de dos días", "2026-11-25 10:00")]
    [InlineData("27 de noviembre", "2026-11-27 23:59")]
    [InlineData("mar", "2026-11-24 23:59")]
    [InlineData("friday 18:00", "2026-11-27 18:00")]
    public void Spanish_is_understood(string text, string at) => Assert.Equal(at, Local(WhenParser.Read(text, "es-MX", Monday)));

    [Theory]
    [InlineData("")]
    [InlineData("6")]
    [InlineData("soonish")]
    [InlineData("friday perhaps")]
    [InlineData("friday saturday")]
    [InlineData("25:00")]
    [InlineData("18:60")]
    [InlineData("31 february")]
    [InlineData("next")]
    [InlineData("in")]
    [InlineData("in 3")]
    [InlineData("18:00 19:00")]
    public void What_is_no_time_is_not_guessed(string text) => Assert.IsType<Unreadable>(WhenParser.Read(text, "en", Monday));

    [Fact]
    public void What_is_over_and_what_is_too_far_are_told_apart()
    {
        Assert.IsType<Past>(WhenParser.Read("2026-11-20", "en", Monday));
        Assert.IsType<Past>(WhenParser.Read("today 9:00", "en", Monday));
        Assert.IsType<TooFar>(WhenParser.Read("2030-01-01", "en", Monday));
    }

    [Fact]
    public void A_local_time_that_is_skipped_moves_forward_and_of_two_it_is_the_earlier()
    {
        Assert.Equal("2026-03-29 03:30", Local(WhenParser.Read("tomorrow 2:30", "en", Berlin(2026, 3, 28, 12, 0))));
        var autumn = Assert.IsType<Understood>(WhenParser.Read("tomorrow 2:30", "en", Berlin(2026, 10, 24, 12, 0)));
        Assert.Equal(Instant.FromUtc(2026, 10, 25, 0, 30), autumn.At);
    }

    [Fact]
    public void Hours_are_exact_and_days_keep_the_clock_time_over_a_change_of_the_clocks()
    {
        var before = Berlin(2026, 3, 28, 12, 0);
        Assert.Equal("2026-03-29 13:00", Local(WhenParser.Read("in 24 hours", "en", before)));
        Assert.Equal("2026-03-29 12:00", Local(WhenParser.Read("in 1 day", "en", before)));
    }

    [Fact]
    public void A_zone_at_45_minutes_is_right()
    {
        var zone = DateTimeZoneProviders.Tzdb["Asia/Kathmandu"];
        var read = Assert.IsType<Understood>(WhenParser.Read("18:00", "en", Instant.FromUtc(2026, 11, 23, 4, 0).InZone(zone)));
        Assert.Equal(Instant.FromUtc(2026, 11, 23, 12, 15), read.At);
    }

    [Fact]
    public void The_29th_of_february_is_the_next_one() =>
        Assert.IsType<TooFar>(WhenParser.Read("29 feb", "en", Monday));

    [Fact]
    public void Whatever_is_typed_it_never_throws()
    {
        var words = WhenWords.All.SelectMany(w => w.Examples).SelectMany(e => e.Split(' ')).Concat(["at", "6", "pm", "99/99", "2026-99-99", "next", "31", "feb", "de", "24:00"]).ToArray();
        Gen.OneOf(Gen.String, Gen.Int[0, words.Length - 1].Select(i => words[i]).Array[0, 6].Select(a => string.Join(' ', a)))
            .Sample(text => Assert.NotNull(WhenParser.Read(text, "es", Monday)), iter: 20_000);
    }

    [Fact]
    public void The_examples_are_understood_in_their_language() =>
        Assert.All(WhenWords.All, w => Assert.All(w.Examples, e => Assert.IsType<Understood>(WhenParser.Read(e, w.Tag, Monday))));

    private static string Local(WhenReading reading)
    {
        var local = Assert.IsType<Understood>(reading).At.InZone(Monday.Zone).LocalDateTime;
        return $"{local.Year:0000}-{local.Month:00}-{local.Day:00} {local.Hour:00}:{local.Minute:00}";
    }

    private static ZonedDateTime Berlin(int year, int month, int day, int hour, int minute) =>
        new LocalDateTime(year, month, day, hour, minute).InZoneStrictly(DateTimeZoneProviders.Tzdb["Europe/Berlin"]);
}
