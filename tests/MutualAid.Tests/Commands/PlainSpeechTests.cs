using MutualAid.Core.Commands;
using MutualAid.Tests.Localisation.When;
using Xunit;

namespace MutualAid.Tests.Commands;

/// <summary>What one line says, mark by mark.</summary>
public sealed class PlainSpeechTests
{
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

    internal static ParsedLine Parse(string line, string language = "en") =>
        CommandLine.Parse(line, new PlainSpeech(language, WhenReader.At(WhenReader.Monday)));

    private static string Read(string line, string language = "en")
    {
        var parsed = Parse(line, language);
        Assert.Null(parsed.Stray);
        return string.Join('|', parsed.Options.OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => $"{o.Key}={o.Value}"));
    }
}
