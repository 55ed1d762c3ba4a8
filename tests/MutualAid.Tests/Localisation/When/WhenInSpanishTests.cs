using Xunit;

namespace MutualAid.Tests.Localisation.When;

public sealed class WhenInSpanishTests
{
    [Theory]
    [InlineData("a las 6", "2026-11-23 18:00")]
    [InlineData("a las seis en punto", "2026-11-23 18:00")]
    [InlineData("a las 6 de la tarde", "2026-11-23 18:00")]
    [InlineData("6 de la mañana", "2026-11-24 06:00")]
    [InlineData("a la una", "2026-11-23 13:00")]
    [InlineData("a las 18 horas", "2026-11-23 18:00")]
    [InlineData("6 p. m.", "2026-11-23 18:00")]
    [InlineData("antes de las 12 de la noche", "2026-11-24 00:00")]
    [InlineData("a mediodía", "2026-11-23 12:00")]
    [InlineData("medianoche", "2026-11-24 00:00")]
    public void A_time_alone_is_its_next_occurrence(string text, string expected) =>
        Assert.Equal(expected, WhenReader.Read(text, "es"));

    [Theory]
    [InlineData("hoy", "2026-11-23 23:59")]
    [InlineData("hoy 18:00", "2026-11-23 18:00")]
    [InlineData("esta mañana", "past 2026-11-23 10:00")]
    [InlineData("esta tarde", "2026-11-23 16:00")]
    [InlineData("esta noche", "2026-11-23 21:00")]
    [InlineData("hoy por la noche", "2026-11-23 21:00")]
    [InlineData("mañana", "2026-11-24 23:59")]
    [InlineData("MANANA", "2026-11-24 23:59")]
    [InlineData("man\u0303ana", "2026-11-24 23:59")]
    [InlineData("mañana a las 9", "2026-11-24 09:00")]
    [InlineData("mañana por la mañana", "2026-11-24 10:00")]
    [InlineData("mañana por la tarde", "2026-11-24 16:00")]
    [InlineData("mañana a las 9 de la noche", "2026-11-24 21:00")]
    [InlineData("pasado mañana", "2026-11-25 23:59")]
    public void A_named_day_takes_the_time_beside_it(string text, string expected) =>
        Assert.Equal(expected, WhenReader.Read(text, "es"));

    [Theory]
    [InlineData("viernes", "2026-11-27 23:59")]
    [InlineData("el viernes a las 18:00", "2026-11-27 18:00")]
    [InlineData("antes del miércoles", "2026-11-25 23:59")]
    [InlineData("el próximo viernes", "2026-12-04 23:59")]
    [InlineData("el viernes que viene a las 6 de la tarde", "2026-12-04 18:00")]
    [InlineData("mar", "2026-11-24 23:59")]
    [InlineData("27 mar", "2027-03-27 23:59")]
    [InlineData("mar 27", "2027-03-27 23:59")]
    [InlineData("mar 24 de noviembre", "2026-11-24 23:59")]
    public void A_weekday_is_the_next_one_and_next_means_next_week(string text, string expected) =>
        Assert.Equal(expected, WhenReader.Read(text, "es"));

    [Theory]
    [InlineData("en 3 horas", "2026-11-23 13:00")]
    [InlineData("dentro de dos días", "2026-11-25 10:00")]
    [InlineData("en media hora", "2026-11-23 10:30")]
    [InlineData("en una semana", "2026-11-30 10:00")]
    [InlineData("27 de noviembre", "2026-11-27 23:59")]
    [InlineData("el 27 de noviembre de 2026 a las 18:00", "2026-11-27 18:00")]
    [InlineData("1.º de mayo", "2027-05-01 23:59")]
    public void Waits_and_dates_are_read(string text, string expected) =>
        Assert.Equal(expected, WhenReader.Read(text, "es"));

    [Theory]
    [InlineData("6")]
    [InlineData("una tarde")]
    [InlineData("hoy o mañana")]
    [InlineData("lunes a viernes")]
    [InlineData("12 de la mañana")]
    [InlineData("viernes 6 por la tarde")]
    [InlineData("la semana que viene")]
    public void What_could_mean_two_things_is_unreadable(string text) =>
        Assert.Equal("unreadable", WhenReader.Read(text, "es"));

    [Theory]
    [InlineData("friday a las 6", "es", "2026-11-27 06:00")]
    [InlineData("mañana 6pm", "en", "2026-11-24 18:00")]
    [InlineData("hoy", "en-GB", "2026-11-23 23:59")]
    [InlineData("tomorrow", "es-419", "2026-11-24 23:59")]
    [InlineData("viernes", "tlh", "2026-11-27 23:59")]
    [InlineData("27 mar", "", "2027-03-27 23:59")]
    public void The_words_of_the_other_languages_are_known_too(string text, string language, string expected) =>
        Assert.Equal(expected, WhenReader.Read(text, language));
}
