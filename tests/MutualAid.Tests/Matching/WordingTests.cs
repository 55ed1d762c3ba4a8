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
    [InlineData("Northside", "north side", true)]
    [InlineData("zona norte", "NORTHSIDE", true)]
    [InlineData("Centro", "city centre", true)]
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
            Assert.Equal(one.Words.AsEnumerable(), again.Words);
            var other = Wording.Read(plain, NeedCategories.Default[kind], any, NeedCategories.Default);
            Assert.InRange(Fit.Of(one, other).Score, 0, 1);
            Assert.InRange(MatchKeys.Of(one).Length, 0, 40);
            Assert.InRange(MatchKeys.For(other).Length, 0, 32);
            Assert.Superset(MatchKeys.For(one with { Area = null }).ToHashSet(), MatchKeys.Of(one).ToHashSet());
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
