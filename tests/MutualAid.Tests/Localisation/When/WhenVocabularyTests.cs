using CsCheck;
using MutualAid.Core.Localisation.When;
using Xunit;

namespace MutualAid.Tests.Localisation.When;

public sealed class WhenVocabularyTests
{
    private static readonly string[] Pieces =
    [
        .. WhenVocabulary.Languages.SelectMany(language => WhenVocabulary.File(language).Values).SelectMany(phrases => phrases),
        "6", "27", "2027", "0", "31", "99", "999999", "18:00", "6:30", "00:00", "27/11", "29/2", "0/0", "18h", "2026-11-27",
        "0000-01-01", "9999-12-31T23:59-12:00", "2026-11-27T18:00Z", ",", "-", ".", "ñ", "\ud800",
    ];

    [Fact]
    public void Every_language_has_the_same_keys_and_no_empty_list()
    {
        Assert.Superset(new HashSet<string> { "en", "es" }, WhenVocabulary.Languages.ToHashSet());
        var keys = WhenVocabulary.File("en").Keys;
        Assert.All(WhenVocabulary.Languages, language =>
        {
            var file = WhenVocabulary.File(language);
            Assert.Equal(keys.Order(), file.Keys.Order());
            Assert.All(file.Values, phrases => Assert.NotEmpty(phrases));
            Assert.All(file.Values.SelectMany(phrases => phrases), phrase => Assert.False(string.IsNullOrWhiteSpace(phrase)));
        });
    }

    [Fact]
    public void Every_example_is_understood_in_every_language()
    {
        Assert.Equal(["today 18:00", "friday", "in 3 hours"], WhenExamples.For("en"));
        Assert.Equal(["hoy 18:00", "viernes", "en 3 horas"], WhenExamples.For("es-MX"));
        Assert.All(WhenVocabulary.Languages, language =>
        {
            Assert.Equal(3, WhenExamples.For(language).Count);
            Assert.All(WhenExamples.For(language), example =>
                Assert.IsType<Understood>(WhenParser.Read(example, language, WhenReader.At(WhenReader.Monday))));
        });
    }

    [Fact]
    public void A_long_text_is_unreadable() =>
        Assert.Equal("unreadable", WhenReader.Read("today 18:00" + new string(' ', 90), "en"));

    [Fact]
    public void No_text_makes_it_throw() =>
        Gen.String[0, 120].Sample(text => Assert.NotNull(WhenReader.Read(text, "en")));

    [Fact]
    public void No_mixture_of_its_own_words_makes_it_throw() =>
        Gen.Select(Gen.OneOf(Pieces).Array[0, 7], Gen.OneOf("", " "), Gen.OneOf("en", "es", "xx"))
            .Sample((pieces, between, language) => Assert.NotNull(WhenReader.Read(string.Join(between, pieces), language)));
}
