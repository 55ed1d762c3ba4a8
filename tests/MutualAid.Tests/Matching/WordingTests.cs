using CsCheck;
using MutualAid.Bot.Matching;
using MutualAid.Core.Matching;
using MutualAid.Core.Needs;
using Xunit;

namespace MutualAid.Tests.Matching;

public sealed class WordingTests
{
    private static readonly Wording Wording = new(new StemmedForms());

    [Theory]
    [InlineData("Groceries for two", "hago la compra a quien no pueda salir", true)]
    [InlineData("pañales talla 3", "Diapers, size 3", true)]
    [InlineData("grocerries pls", "happy to pick up shopping", true)]
    [InlineData("a lift to the doctor", "Llevo en coche a citas medicas", true)]
    [InlineData("a lift to the airport", "rides to dialysis", false)]
    [InlineData("diapers", "blankets", false)]
    [InlineData("open a bank account", "power bank to lend", false)]
    [InlineData("light bulbs", "a light meal", false)]
    [InlineData("furniture to be moved, I have no van", "bus tickets", false)]
    [InlineData("interprete de arabe en el medico", "I speak Mandarin and interpret at the doctor", false)]
    public void An_offer_fits_by_what_it_is_whatever_the_language_and_spelling(string need, string offer, bool fits) =>
        Assert.Equal(fits, FitOf(need, null, offer, null).IsEnough);

    [Theory]
    [InlineData("soup for my mum, she is back from hospital", "someone to visit people in hospital", false)]
    [InlineData("laptop so my girl can do her homework", "homework help for kids", false)]
    [InlineData("my laptop died, can anyone fix it", "I fix laptops and phones", true)]
    [InlineData("my laptop died, can anyone fix it", "old laptop to give away", false)]
    [InlineData("mi mamá tiene cita en el hospital el lunes, ¿quién nos puede llevar?", "llevo en coche a citas médicas", true)]
    [InlineData("ropa de abrigo, se nos inundó la casa", "cuadrilla para sacar barro de casas inundadas", false)]
    public void What_explains_is_not_what_is_asked_for(string need, string offer, bool fits) =>
        Assert.Equal(fits, FitOf(need, null, offer, null).IsEnough);

    [Theory]
    [InlineData("diapers size 4", "pañales talla 3", false)]
    [InlineData("diapers size 4", "pañales", true)]
    [InlineData("winter coat for my son", "abrigo de mujer", false)]
    [InlineData("algebra tutor", "guitar and history lessons", false)]
    [InlineData("food for my cat", "comida para perros", false)]
    [InlineData("ride to dialysis on tuesday", "rides to the clinic, thursdays", false)]
    [InlineData("intérprete de árabe", "I speak Spanish and interpret", false)]
    [InlineData("dinner for two, vegan", "beef stew, two portions", false)]
    public void What_both_say_and_not_alike_rules_out(string need, string offer, bool fits) =>
        Assert.Equal(fits, FitOf(need, null, offer, null).IsEnough);

    [Theory]
    [InlineData("something to eat tonight", "leftover lasagna", true)]
    [InlineData("leftover lasagna", "box of cereal", false)]
    [InlineData("short on rent", "préstamo sin intereses", true)]
    [InlineData("unfair dismissal, my boss owes me wages", "lawyer for tenants facing eviction", false)]
    public void What_answers_a_need_may_have_another_name(string need, string offer, bool fits) =>
        Assert.Equal(fits, FitOf(need, null, offer, null).IsEnough);

    [Theory]
    [InlineData("nesesito pañalez", "diapers")]
    [InlineData("kien me yeba al ospital", "ride")]
    [InlineData("sicologa gratis xfa", "therapy")]
    [InlineData("whelchair 2 borrow 4 a week", "mobility")]
    [InlineData("blakn ets, balnkets", "blankets")]
    public void Hurried_spelling_is_understood(string text, string thing) =>
        Assert.Contains(Wording.Read(text, null, null, NeedCategories.Default).Things, t => t.EndsWith("/" + thing, StringComparison.Ordinal));

    [Theory]
    [InlineData("a didgeridoo for the festival", "didgeridoo, hardly used", true)]
    [InlineData("help in a big old house", "big house, good help", false)]
    public void Where_nothing_is_known_a_rare_word_may_tell_and_a_common_one_not(string need, string offer, bool fits) =>
        Assert.Equal(fits, FitOf(need, null, offer, null).IsEnough);

    [Fact]
    public void Who_comes_wherever_it_is_may_be_of_another_area_and_is_found_there()
    {
        var (need, offer) = (Read("Warm soup", "Northside"), Read("Warm soup, I can bring it over", "Eastside"));
        Assert.True(Fit.Of(need, offer).IsEnough);
        Assert.NotEmpty(MatchKeys.For(need).Intersect(MatchKeys.Of(offer)));
        Assert.Empty(MatchKeys.For(need).Intersect(MatchKeys.Of(Read("Warm soup", "Eastside"))));

        static Subject Read(string what, string area) => Wording.Read(what, null, area, NeedCategories.Default);
    }

    [Fact]
    public void What_answers_under_another_name_is_found_by_its_keys() =>
        Assert.NotEmpty(MatchKeys.For(Wording.Read("short on rent", null, "Northside", NeedCategories.Default))
            .Intersect(MatchKeys.Of(Wording.Read("interest free loan", null, null, NeedCategories.Default))));

    [Theory]
    [InlineData("Nappies size 5 pls, and wipes", "chromebook, 2 yrs old, wiped", false)]
    [InlineData("boys clothes 5-6 yrs", "girls clothes, age 5", false)]
    [InlineData("a coat for a 6 year old girl", "girls coats 5-7", true)]
    [InlineData("a coat for a 6 year old girl", "girls coats 14+", false)]
    [InlineData("clothes for a newborn", "outgrown baby clothes 6-12 months", false)]
    [InlineData("Pañales talla 4", "Half packs of nappies, 5s and 6s", false)]
    [InlineData("lemons", "oranges and lemons from the tree", true)]
    [InlineData("help with a tree that fell", "oranges and lemons from the tree", false)]
    [InlineData("need halal groceries", "halal pantry boxes", true)]
    [InlineData("a room to rent", "sofa bed for a night or two", false)]
    [InlineData("a bed for a night", "sofa bed for a night or two", true)]
    [InlineData("no llego con el alquiler este mes", "fondo solidario: ayudamos con renta atrasada", true)]
    [InlineData("no llego con el alquiler este mes", "alquilo habitacion en piso compartido", false)]
    [InlineData("an Arabic interpreter", "sign language interpreter", false)]
    [InlineData("a camping tent", "marquee for weddings", false)]
    [InlineData("leche, pan, arroz, lo que sobre", "we run a pantry, tins and pasta", true)]
    [InlineData("me and the kids are after a sofa", "caldo de pollo. Receta de mi abuela, levanta muertos", false)]
    public void What_is_told_beside_and_what_is_for_others_does_not_fit(string need, string offer, bool fits) =>
        Assert.Equal(fits, FitOf(need, null, offer, null).IsEnough);

    [Theory]
    [InlineData("estoy libre los lunes", "books")]
    [InlineData("bicicleta de nino rodada 16", "arrest")]
    [InlineData("calentador electrico de esos de aceite", "staples")]
    [InlineData("busco silla, la operan de la rodilla", "paint")]
    [InlineData("discreet post, several sizes", "labour")]
    public void A_word_that_everybody_writes_is_not_another_one(string text, string thing) =>
        Assert.DoesNotContain(Wording.Read(text, null, null, NeedCategories.Default).Things, t => t.EndsWith(thing, StringComparison.Ordinal));

    [Fact]
    public void Who_says_what_it_is_about_means_that()
    {
        const string Text = "a ride to the pharmacy to pick up my prescription";
        Assert.Contains("health/medicine", Wording.Read(Text, "health", null, NeedCategories.Default).Things);
    }

    [Theory]
    [InlineData("Northside", "north side", true)]
    [InlineData("downtown", "Centro", true)]
    [InlineData("zona norte", "NORTHSIDE", true)]
    [InlineData("Centro", "city centre", true)]
    [InlineData("Casco Viejo", "old town", true)]
    [InlineData("Puerto", "the harbor", true)]
    [InlineData("Northside", "Eastside", false)]
    [InlineData("Kreuzberg", "kreuzberg ", true)]
    [InlineData("Kreuzberg", "Neukölln", false)]
    public void An_area_is_one_however_it_is_written(string one, string other, bool same)
    {
        var fit = FitOf("Warm soup", one, "Warm soup", other);
        Assert.Equal((same, same), (fit.SameArea, fit.IsEnough));
    }

    [Fact]
    public void Where_one_says_no_area_the_other_may_be_anywhere()
    {
        Assert.True(FitOf("Warm soup", null, "Warm soup", "Northside").IsEnough);
        Assert.True(FitOf("Warm soup", "Northside", "Warm soup", null).IsEnough);
    }

    [Theory]
    [InlineData("Groceries for two", "grocerys for two please", true)]
    [InlineData("necesito pañales talla 3", "pañales talla 3 xfa", true)]
    [InlineData("Chairs for room 12", "Chairs for room 14", false)]
    [InlineData("A ride to the clinic", "A ride to the airport", false)]
    [InlineData("", "", false)]
    [InlineData("🍞", "🍞🍞", false)]
    public void Nearly_the_same_is_the_same(string one, string other, bool same) => Assert.Equal(same, Wording.SaysTheSame(one, other));

    [Theory]
    [InlineData("a room without deposit", "rent")]
    [InlineData("habitacion sin fianza", "bail")]
    public void What_it_is_without_it_is_not_about(string text, string thing) =>
        Assert.DoesNotContain(Wording.Read(text, null, null, NeedCategories.Default).Things, t => t.EndsWith(thing, StringComparison.Ordinal));

    [Fact]
    public void Any_text_is_read_alike_each_time_and_a_fit_is_between_nothing_and_all() =>
        Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 0, 60], Gen.String[Gen.Char, 0, 300], Gen.Int[0, 11]).Sample((plain, any, kind) =>
        {
            var one = Wording.Read(any, null, plain, NeedCategories.Default);
            var again = Wording.Read(any, null, plain, NeedCategories.Default);
            Assert.Equal(one.Things.Concat(one.Facets).Concat(one.Words), again.Things.Concat(again.Facets).Concat(again.Words));
            var other = Wording.Read(plain, NeedCategories.Default[kind], any, NeedCategories.Default);
            Assert.InRange(Fit.Of(one, other).Score, 0, 1);
            Assert.InRange(MatchKeys.Of(one).Length, 0, 40);
            Assert.InRange(MatchKeys.For(other).Length, 0, 32);
            // Who needs just what is offered finds it.
            Assert.Equal(MatchKeys.Of(one).IsEmpty, !MatchKeys.For(one).Intersect(MatchKeys.Of(one)).Any());
        });

    /// <summary>A hang is what this is for; how fast it is stands in the benchmarks.</summary>
    [Theory]
    [InlineData("a")]
    [InlineData("a ")]
    [InlineData("ride to the ")]
    [InlineData("\ud800")]
    [InlineData("ñ\u0303")]
    public async Task A_text_of_a_hundred_thousand_letters_is_read(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 100_000 / piece.Length));
        await Task.Run(() => Wording.Read(text, null, text, NeedCategories.Default)).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.InRange(Wording.Read(text, null, null, NeedCategories.Default).Words.Length, 0, 80);
    }

    private static Fit FitOf(string need, string? needArea, string offer, string? offerArea) => Fit.Of(
        Wording.Read(need, null, needArea, NeedCategories.Default), Wording.Read(offer, null, offerArea, NeedCategories.Default));
}
