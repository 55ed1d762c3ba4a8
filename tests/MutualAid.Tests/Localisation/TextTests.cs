using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using MutualAid.Core.Commands;
using MutualAid.Core.Groups;
using MutualAid.Core.Localisation;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Core.Privacy;
using Xunit;

namespace MutualAid.Tests.Localisation;

public sealed partial class TextTests
{
    public static TheoryData<string> Tags => [.. Languages.All.Select(l => l.Tag)];

    [Theory]
    [MemberData(nameof(Tags))]
    public void A_language_has_every_text_that_is_used_and_none_that_is_not(string tag)
    {
        var keys = Languages.Best(tag).Keys.ToHashSet();
        Assert.Empty(Used().Except(keys));
        Assert.Empty(keys.Except(Used()));
    }

    [Fact]
    public void Every_key_is_said_somewhere()
    {
        var source = string.Concat(Directory.EnumerateFiles(Core(), "*.cs", SearchOption.AllDirectories)
            .Where(f => Path.GetFileName(f) != "Texts.cs").Select(File.ReadAllText));
        Assert.All(Constants(typeof(Texts)), c => Assert.Contains("Texts." + c.Name, source, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Tags))]
    public void A_text_asks_for_the_same_values_in_every_language(string tag)
    {
        var english = Languages.Best("en");
        var language = Languages.Best(tag);
        foreach (var key in english.Keys)
            Assert.Equal((key, string.Join(' ', Placeholders(english, key))), (key, string.Join(' ', Placeholders(language, key))));
    }

    [Theory]
    [MemberData(nameof(Tags))]
    public void A_plural_has_exactly_the_forms_of_its_language(string tag)
    {
        var language = Languages.Best(tag);
        foreach (var key in language.Keys.Where(k => Languages.Best("en").Forms(k).Count > 1))
            Assert.Equal((key, string.Join(' ', Plurals.Categories(tag).Order())), (key, string.Join(' ', language.Forms(key).Keys.Order())));
    }

    [Theory]
    [MemberData(nameof(Tags))]
    public void Nothing_shouts_and_no_text_is_empty(string tag)
    {
        var language = Languages.Best(tag);
        foreach (var text in language.Keys.Where(k => k != "say.digest-overdue").SelectMany(k => language.Forms(k).Values))
        {
            Assert.DoesNotContain('!', text);
            Assert.NotEqual("", text.Trim());
        }
    }

    [Theory]
    [InlineData("en", 1, "one")]
    [InlineData("en", 0, "other")]
    [InlineData("es", 1, "one")]
    [InlineData("es", 2, "other")]
    [InlineData("es", 2_000_000, "many")]
    public void Plurals_follow_CLDR(string tag, int n, string category) => Assert.Equal(category, Plurals.Category(tag, n));

    [Theory]
    [InlineData("en", 1.0, "one")]
    [InlineData("en", 1.5, "other")]
    [InlineData("es", 0.5, "other")]
    [InlineData("es", 2000000.0, "many")]
    public void Plurals_of_fractions_follow_CLDR(string tag, double n, string category) => Assert.Equal(category, Plurals.Category(tag, (decimal)n));

    [Theory]
    [InlineData("es-MX", "es")]
    [InlineData("ES", "es")]
    [InlineData("de", "en")]
    [InlineData(null, "en")]
    public void The_best_language_is_found(string? wanted, string found) => Assert.Equal(found, Languages.Best(wanted).Tag);

    private static HashSet<string> Used() =>
    [
        .. Constants(typeof(Texts)).Select(c => (string)c.GetRawConstantValue()!),
        .. Constants(typeof(PlatformTexts)).Select(c => (string)c.GetRawConstantValue()!),
        .. Constants(typeof(WhisperText)).Select(c => (string)c.GetRawConstantValue()!),
        .. Constants(typeof(OfferWords)).Select(c => (string)c.GetRawConstantValue()!),
        .. CommandList.All.Select(c => "command." + c.Name),
        .. CommandList.All.SelectMany(c => c.Options.Select(o => $"option.{c.Name}.{o.Name}")),
        .. CommandList.All.Select(c => "name." + c.Name),
        .. CommandList.All.SelectMany(c => c.Options.Select(o => "name.option." + o.Name)).Distinct(),
        .. NeedCategories.Default.Select(c => "category." + c),
        .. Setting.All.Select(s => "setting." + s.Name),
        .. new[] { "what", "when", "area", "quantity", "details", "for", "reason", "anonymous", "until", "standing", "category" }.Select(f => "field." + f),
        .. ExportMine.Labels.Select(l => "export." + l),
        .. Enumerable.Range(1, 7).Select(d => $"weekday.{d}"),
        .. Enumerable.Range(1, 12).Select(m => $"month.{m}"),
        "language.name", "moment.absolute", "number.decimal",
    ];

    private static IEnumerable<FieldInfo> Constants(Type type) => type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static).Where(f => f.IsLiteral);

    private static IEnumerable<string> Placeholders(Language language, string key) =>
        Placeholder().Matches(language.Forms(key)["other"]).Select(m => m.Value).Distinct().Order();

    private static string Core([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "..", "src", "MutualAid.Core"));

    [GeneratedRegex(@"\{[a-z]+\}")]
    private static partial Regex Placeholder();
}
