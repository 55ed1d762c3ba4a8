using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Digests;
using MutualAid.Core.Keeping;
using MutualAid.Core.Localisation;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Digests;

public sealed class WeekChartTests
{
    private static readonly LocalDate Monday = new(2026, 11, 23);

    [Theory]
    [InlineData("en", 5, 4, 2.5, "Week of 23 Nov: 5 needs posted, 4 met, half of the first claims within 2.5 hours.")]
    [InlineData("en", 1, 1, 1.0, "Week of 23 Nov: 1 need posted, 1 met, half of the first claims within 1 hour.")]
    [InlineData("en", 0, 0, null, "Week of 23 Nov: 0 needs posted, 0 met, no claims.")]
    [InlineData("en", 2, 0, 26.6, "Week of 23 Nov: 2 needs posted, 0 met, half of the first claims within 27 hours.")]
    [InlineData("en", 2, 0, 0.01, "Week of 23 Nov: 2 needs posted, 0 met, half of the first claims within 0.1 hours.")]
    [InlineData("es", 5, 1, 2.5, "Semana del 23 nov: 5 necesidades publicadas, 1 resuelta, la mitad de las primeras respuestas en 2,5 horas o menos.")]
    [InlineData("es", 1, 0, 1.0, "Semana del 23 nov: 1 necesidad publicada, 0 resueltas, la mitad de las primeras respuestas en 1 hora o menos.")]
    [InlineData("es", 2, 2, null, "Semana del 23 nov: 2 necesidades publicadas, 2 resueltas, nadie se ofreció.")]
    public void A_week_is_said_in_words(string language, int posted, int met, double? hours, string line) =>
        Assert.Equal([line], Read(WeekChart.Of([new WeekTally(Monday, posted, met, hours)], Languages.Best(language)).Lines));

    [Theory]
    [InlineData("en", 1, "The last week")]
    [InlineData("en", 8, "The last 8 weeks")]
    [InlineData("es", 1, "La última semana")]
    [InlineData("es", 3, "Las últimas 3 semanas")]
    public void The_title_says_how_many_weeks(string language, int weeks, string title) =>
        Assert.Equal([title], Read([WeekChart.Of(Weeks(weeks), Languages.Best(language)).Title]));

    [Fact]
    public void The_last_eight_weeks_are_shown_oldest_first()
    {
        var card = WeekChart.Of([.. Weeks(10).Reverse()], Languages.Best("en"));
        Assert.Equal(CardKind.Chart, card.Kind);
        Assert.Equal(["28 Sep", "5 Oct", "12 Oct", "19 Oct", "26 Oct", "2 Nov", "9 Nov", "16 Nov"], ((WeekPicture)card.Picture!).Weeks.Select(w => w.Label));
        Assert.Equal(8, card.Lines.Length);
        Assert.StartsWith("Week of 28 Sep:", Read(card.Lines)[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("es")]
    public void The_words_fit_where_a_picture_is_described(string language)
    {
        // The least that a platform allows is 1024 characters.
        var card = WeekChart.Of([.. Enumerable.Range(0, 8).Select(i => new WeekTally(Monday.PlusWeeks(i), 199, 188, 9.9))], Languages.Best(language));
        Assert.InRange(string.Join('\n', Read(card.Lines)).Length, 1, 1024);
    }

    [Fact]
    public void Another_number_is_another_picture()
    {
        Assert.Equal(Fingerprint.Of(WeekChart.Of(Weeks(2), Languages.Best("en"))), Fingerprint.Of(WeekChart.Of(Weeks(2), Languages.Best("en"))));
        var card = WeekChart.Of(Weeks(2), Languages.Best("en"));
        var picture = (WeekPicture)card.Picture!;
        Assert.NotEqual(Fingerprint.Of(card), Fingerprint.Of(card with { Picture = null }));
        Assert.NotEqual(Fingerprint.Of(card), Fingerprint.Of(card with { Picture = picture with { Weeks = picture.Weeks.SetItem(0, picture.Weeks[0] with { Met = 77 }) } }));
        Assert.NotEqual(Fingerprint.Of(card), Fingerprint.Of(card with { Picture = picture with { Posted = "Asked" } }));
    }

    [Fact]
    public void Without_a_week_there_is_no_chart() => Assert.Throws<ArgumentException>(() => WeekChart.Of([], Languages.Best("en")));

    private static ImmutableArray<WeekTally> Weeks(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new WeekTally(Monday.PlusWeeks(i - count), i, i, i))];

    private static ImmutableArray<string> Read(ImmutableArray<RichText> texts) => [.. texts.Select(t => string.Concat(t.Spans.Cast<Words>().Select(w => w.Text)))];
}
