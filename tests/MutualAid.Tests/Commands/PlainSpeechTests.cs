using CsCheck;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;
using MutualAid.Tests.Localisation.When;
using Xunit;

namespace MutualAid.Tests.Commands;

public sealed class PlainSpeechTests
{
    // Letters, digits, spaces and signs, but nothing that marks: no "#", "~" or ":".
    private static readonly Gen<string> Unmarked = Gen.OneOf(
        Gen.String[Gen.Char["abcdefg äñß水أ🍲0123456789 .,;-!?\"'()/\n\t"], 0, 60],
        Gen.OneOf("soup", "for", "two", "by grandma", "para el perro", "18.00", "friday", "5", "C++", "mañana", "😀", "\ud800", "\u202e").Array[0, 8].Select(w => string.Join(' ', w)));

    private static readonly Gen<string> Marked = Gen.OneOf(
        "by", "para el", "friday", "18:00", "#food", "#42", "~Northside", "~\"two words\"", "~\"", "#", "~", "2", "bags", "when:", "category:", ",", "\n", "antes del", "viernes")
        .Array[0, 12].Select(w => string.Join(' ', w));

    private static readonly Gen<string> Anything = Gen.OneOf(Gen.String, Marked, Gen.String.Select(s => $"2 {s} by {s} ~{s} #{s} ~\"{s}\""));

    [Theory]
    [InlineData("need 2 bags of groceries by friday 18:00 #food ~Northside", "area=Northside|category=food|quantity=2|what=2 bags of groceries|when=friday 18:00")]
    [InlineData("!need #food ~Northside by friday #water Soup", "area=Northside|category=food|what=#water Soup|when=friday")]
    [InlineData("/need Soup #food, please", "category=food|what=Soup, please")]
    [InlineData("need #food, soup", "category=food|what=soup")]
    [InlineData("need Soup by friday #food 18:00", "category=food|what=Soup|when=friday 18:00")]
    [InlineData("need Soup #food category: care", "category=care|what=Soup #food")]
    [InlineData("need Soup by friday when: tomorrow", "what=Soup by friday|when=tomorrow")]
    [InlineData("need Soup ~Northside area: East", "area=East|what=Soup ~Northside")]
    [InlineData("need Soup #food details: door #5 ~ by friday", "category=food|details=door #5 ~ by friday|what=Soup")]
    [InlineData("needs #food ~Northside", "area=Northside|category=food")]
    [InlineData("needs waiting ~Northside", "area=Northside|show=waiting")]
    [InlineData("need #food", "category=food")]
    [InlineData("need", "")]
    public void Marks_fill_options_and_named_options_win(string line, string options) => Assert.Equal(options, Read(line));

    [Theory]
    [InlineData("Soup #food", "category=food|what=Soup")]
    [InlineData("Soup #水", "category=水|what=Soup")]
    [InlineData("Sopa #compañía", "category=compañía|what=Sopa")]
    [InlineData("Sopa #compan\u0303i\u0301a", "category=compan\u0303i\u0301a|what=Sopa")]
    [InlineData("Soup #baby-food.", "category=baby-food|what=Soup.")]
    [InlineData("Soup #food #hot", "category=food|what=Soup #hot")]
    [InlineData("Help with #42", "what=Help with #42")]
    [InlineData("Lessons in C#", "what=Lessons in C#")]
    [InlineData("Lessons in #c#", "what=Lessons in #c#")]
    [InlineData("Ask in #room:example.org", "what=Ask in #room:example.org")]
    [InlineData("Soup #food/drink", "what=Soup #food/drink")]
    [InlineData("Soup # food", "what=Soup # food")]
    public void A_category_is_a_word_after_a_hash(string text, string options) => Assert.Equal(options, Read("need " + text));

    [Theory]
    [InlineData("Soup ~Northside", "area=Northside|what=Soup")]
    [InlineData("Soup ~North-side, please", "area=North-side|what=Soup, please")]
    [InlineData("Soup ~\"Old Town 5\" please", "area=Old Town 5|what=Soup please")]
    [InlineData("Soup ~“Old Town”", "area=Old Town|what=Soup")]
    [InlineData("Soup ~\"Block #C north\" #food", "area=Block #C north|category=food|what=Soup")]
    [InlineData("Soup ~St.Pauli", "area=St.Pauli|what=Soup")]
    [InlineData("Soup ~\"Old Town", "what=Soup ~\"Old Town")]
    [InlineData("Soup ~\" \"", "what=Soup ~\" \"")]
    [InlineData("About ~20 bags", "what=About ~20 bags")]
    [InlineData("Soup ~ hot", "what=Soup ~ hot")]
    [InlineData("Soup ~East ~West", "area=East|what=Soup ~West")]
    public void An_area_is_what_follows_a_tilde(string text, string options) => Assert.Equal(options, Read("need " + text));

    [Theory]
    [InlineData("Soup by friday", "what=Soup|when=friday")]
    [InlineData("Soup By Friday at 6, for two", "what=Soup for two|when=Friday at 6")]
    [InlineData("Soup by friday for grandma", "what=Soup for grandma|when=friday")]
    [InlineData("by tomorrow 2 bags of rice", "quantity=2|what=2 bags of rice|when=tomorrow")]
    [InlineData("Soup by friday 2 bags", "what=Soup 2 bags|when=friday")]
    [InlineData("Soup no later than 18:00", "what=Soup|when=18:00")]
    [InlineData("Soup by 2020-01-01", "what=Soup|when=2020-01-01")]
    [InlineData("Soup by 1 jan 2030", "what=Soup|when=1 jan 2030")]
    [InlineData("A ride by 6", "what=A ride|when=by 6")]
    [InlineData("A ride by 6 #transport", "category=transport|what=A ride|when=by 6")]
    [InlineData("Pasta made by 2 people", "what=Pasta made by 2 people")]
    [InlineData("Planks, 2 by 4", "what=Planks, 2 by 4")]
    [InlineData("Planks, 2 by 4 by friday", "what=Planks, 2 by 4|when=friday")]
    [InlineData("Someone to sit by grandma", "what=Someone to sit by grandma")]
    [InlineData("Someone to sit by grandma by friday", "what=Someone to sit by grandma|when=friday")]
    [InlineData("Soup by friday or by sunday", "what=Soup or by sunday|when=friday")]
    [InlineData("Someone to drop by", "what=Someone to drop by")]
    [InlineData("Bring standby friday", "what=Bring standby friday")]
    public void A_time_follows_a_marker_word(string text, string options) => Assert.Equal(options, Read("need " + text));

    [Theory]
    [InlineData("compra para dos para el viernes a las 18:00 #comida ~Centro", "area=Centro|category=comida|what=compra para dos|when=viernes a las 18:00")]
    [InlineData("sopa para mañana", "what=sopa|when=mañana")]
    [InlineData("sopa PARA MANANA por favor", "what=sopa por favor|when=MANANA")]
    [InlineData("3 mantas para la noche", "quantity=3|what=3 mantas|when=noche")]
    [InlineData("un viaje antes del miércoles para la abuela", "what=un viaje para la abuela|when=miércoles")]
    [InlineData("un viaje antes de las 6 de la tarde", "what=un viaje|when=las 6 de la tarde")]
    [InlineData("un viaje a más tardar el 27 de noviembre", "what=un viaje|when=el 27 de noviembre")]
    [InlineData("soup by friday", "what=soup|when=friday")]
    [InlineData("comida para 6", "what=comida para 6")]
    [InlineData("comida para el perro", "what=comida para el perro")]
    [InlineData("ropa para una familia", "what=ropa para una familia")]
    [InlineData("6 de la mañana una compra", "what=6 de la mañana una compra")]
    public void Spanish_is_read_in_its_own_words(string text, string options) => Assert.Equal(options, Read("pedir " + text, "es"));

    [Theory]
    [InlineData("2 bags of groceries", "2")]
    [InlineData("3x sandbags", "3")]
    [InlineData("3 x sandbags", "3")]
    [InlineData("4 × mantas", "4")]
    [InlineData("5 X-ray films", "5")]
    [InlineData("12 Flaschen Wasser", "12")]
    [InlineData("999 candles", "999")]
    [InlineData("1 水", "1")]
    [InlineData("5 Rose Street", "5")]
    [InlineData("4 tonight", "4")]
    public void A_number_in_front_counts_and_stays(string text, string quantity) => Assert.Equal($"quantity={quantity}|what={text}", Read("need " + text));

    [Theory]
    [InlineData("18:00 a ride")]
    [InlineData("3pm a ride")]
    [InlineData("3 pm a ride")]
    [InlineData("6 in the morning a ride")]
    [InlineData("27 november a ride")]
    [InlineData("2026-11-27 a ride")]
    [InlineData("2nd-hand coat")]
    [InlineData("1,000 sandbags")]
    [InlineData("1.5 litres of milk")]
    [InlineData("2-3 bags")]
    [InlineData("3x4 planks")]
    [InlineData("1000 candles")]
    [InlineData("0 bags")]
    [InlineData("007 films")]
    [InlineData("2")]
    [InlineData("2 3")]
    public void Another_number_in_front_is_only_text(string text) => Assert.Equal("what=" + text, Read("need " + text));

    [Fact]
    public void A_quantity_by_name_wins() => Assert.Equal("quantity=5|what=2 bags", Read("need 2 bags quantity: 5"));

    [Theory]
    [InlineData("claim #42 2", "number=42|quantity=2")]
    [InlineData("claim 42 2", "number=42|quantity=2")]
    [InlineData("done #42", "number=42")]
    [InlineData("close #42 same as #41 by friday #food", "number=42|reason=same as #41 by friday #food")]
    [InlineData("settings zone Europe/Madrid", "setting=zone|value=Europe/Madrid")]
    public void Other_commands_read_as_before_and_a_need_may_have_its_hash(string line, string options) => Assert.Equal(options, Read(line));

    [Theory]
    [InlineData("pedir", "es")]
    [InlineData("AYUDAR", "es")]
    [InlineData("need", null)]
    [InlineData("Help", null)]
    [InlineData("fly", null)]
    [InlineData("", null)]
    public void A_name_of_one_language_only_tells_the_language(string name, string? language) => Assert.Equal(language, CommandList.LanguageOf(name));

    [Fact]
    public void Every_name_in_a_language_tells_it_or_nothing() =>
        Assert.All(Languages.All, l => Assert.All(CommandList.All, c => Assert.Contains(CommandList.LanguageOf(c.NameIn(l)), new[] { null, l.Tag })));

    [Fact]
    public void Text_without_a_mark_comes_back_whole() => Gen.Select(Unmarked, Gen.OneOf("en", "es"), Gen.OneOf("need ", "!pedir ")).Sample(
        (text, language, name) =>
        {
            var what = Parse(name + text, language).Options.GetValueOrDefault("what");
            Assert.Equal(text.Trim(), what ?? "");
        },
        iter: 5_000);

    [Fact]
    public void Whatever_is_said_it_never_throws() =>
        Gen.Select(Anything, Gen.OneOf("", "need ", "!needs ", "claim ", "close ", "pedir ", "settings "), Gen.OneOf("en", "es", "xx"))
            .Sample((text, name, language) => Assert.NotNull(Parse(name + text, language)), iter: 10_000);

    [Fact]
    public void What_a_mark_takes_keeps_to_the_limits_of_its_option() => Anything.Where(t => !t.Contains(':', StringComparison.Ordinal)).Sample(
        text => Assert.All(Parse("need " + text).Options.Where(o => o.Key != "what"), o => Assert.InRange(o.Value.Length, 1, o.Key == "quantity" ? 3 : 100)),
        iter: 10_000);

    [Fact]
    public void No_word_of_what_was_said_is_lost() => Marked.Where(t => !t.Contains(':', StringComparison.Ordinal)).Sample(
        text =>
        {
            var said = string.Join(' ', Parse("need " + text).Options.Values);
            Assert.All(text.Split((char[])[' ', '\n', '"', '#', '~', ',', ':'], StringSplitOptions.RemoveEmptyEntries).Except(["by", "para", "el", "antes", "del"]),
                word => Assert.Contains(word, said, StringComparison.Ordinal));
        },
        iter: 10_000);

    [Fact]
    public void A_very_long_line_is_read_at_once()
    {
        foreach (var piece in new[] { "by ", "by friday at ", "~a.", "~\"a ", "#a-", "#a ", "para el " })
            Assert.NotNull(Parse("need " + string.Concat(Enumerable.Repeat(piece, 20_000))));
        Assert.NotNull(Parse("need " + string.Concat(Enumerable.Repeat("by ", 333))));
    }

    private static ParsedLine Parse(string line, string language = "en") =>
        CommandLine.Parse(line, new PlainSpeech(language, WhenReader.At(WhenReader.Monday)));

    private static string Read(string line, string language = "en")
    {
        var parsed = Parse(line, language);
        Assert.Null(parsed.Stray);
        return string.Join('|', parsed.Options.OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => $"{o.Key}={o.Value}"));
    }
}
