using MutualAid.Core.Localisation.When;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Localisation.When;

public sealed class WhenClockTests
{
    [Theory]
    [InlineData("tomorrow 02:30", "2026-03-28 10:00", "2026-03-29 03:30")]
    [InlineData("02:30", "2026-03-28 10:00", "2026-03-29 03:30")]
    [InlineData("in 24 hours", "2026-03-28 10:00", "2026-03-29 11:00")]
    [InlineData("in 1 day", "2026-03-28 10:00", "2026-03-29 10:00")]
    [InlineData("in 24 hours", "2026-10-24 10:00", "2026-10-25 09:00")]
    [InlineData("in 1 day", "2026-10-24 10:00", "2026-10-25 10:00")]
    public void A_change_of_clocks_is_followed(string text, string now, string expected) =>
        Assert.Equal(expected, WhenReader.Read(text, "en", now));

    [Fact]
    public void A_time_that_happens_twice_is_the_earlier()
    {
        var reading = WhenParser.Read("tomorrow 02:30", "en", WhenReader.At("2026-10-24 10:00"));

        Assert.Equal(new Understood(Instant.FromUtc(2026, 10, 25, 0, 30)), reading);
    }

    [Fact]
    public void The_zone_of_the_question_is_the_zone_of_the_answer()
    {
        var reading = WhenParser.Read("tomorrow noon", "en", WhenReader.At(WhenReader.Monday, "Asia/Kathmandu"));

        Assert.Equal(new Understood(Instant.FromUtc(2026, 11, 24, 6, 15)), reading);
    }

    [Theory]
    [InlineData("tomorrow", "2026-12-31 10:00", "2027-01-01 23:59")]
    [InlineData("1 jan", "2026-12-31 10:00", "2027-01-01 23:59")]
    [InlineData("31 dec", "2026-12-31 10:00", "2026-12-31 23:59")]
    [InlineData("31 dec 9:00", "2026-12-31 10:00", "2027-12-31 09:00")]
    [InlineData("next friday", "2026-12-31 10:00", "2027-01-08 23:59")]
    [InlineData("29 feb", "2027-11-23 10:00", "2028-02-29 23:59")]
    [InlineData("29/2", "2026-11-23 10:00", "too far")]
    [InlineData("29 feb 2027", "2026-11-23 10:00", "unreadable")]
    [InlineData("in 365 days", "2028-02-29 10:00", "2029-02-28 10:00")]
    [InlineData("in 366 days", "2028-02-29 10:00", "too far")]
    public void The_year_wraps_and_leaps(string text, string now, string expected) =>
        Assert.Equal(expected, WhenReader.Read(text, "en", now));

    [Theory]
    [InlineData("tonight", "2026-11-23 21:30", "2026-11-23 23:59")]
    [InlineData("midnight", "2026-11-23 00:00", "2026-11-24 00:00")]
    [InlineData("10:00", "2026-11-23 10:00", "2026-11-24 10:00")]
    [InlineData("at 6", "2026-11-23 18:30", "2026-11-24 06:00")]
    [InlineData("at 6", "2026-11-23 03:00", "2026-11-23 06:00")]
    [InlineData("1 at night", "2026-11-23 00:30", "2026-11-23 01:00")]
    [InlineData("next friday", "2026-11-29 10:00", "2026-12-04 23:59")]
    [InlineData("today at 6", "2026-11-23 18:30", "past 2026-11-23 18:00")]
    public void What_has_gone_by_today_decides_the_answer(string text, string now, string expected) =>
        Assert.Equal(expected, WhenReader.Read(text, "en", now));
}
