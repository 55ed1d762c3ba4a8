using CsCheck;
using Xunit;

namespace MutualAid.Tests.Commands;

/// <summary>What holds for every line that anybody may say.</summary>
public sealed class PlainSpeechProperties
{
    // Letters, digits, spaces and signs, but nothing that marks: no "#", "~" or ":".
    private static readonly Gen<string> Unmarked = Gen.OneOf(
        Gen.String[Gen.Char["abcdefg äñß水أ🍲0123456789 .,;-!?\"'()/\n\t"], 0, 60],
        Gen.OneOf("soup", "for", "two", "by grandma", "para el perro", "18.00", "friday", "5", "C++", "mañana", "😀", "\ud800", "\u202e").Array[0, 8].Select(w => string.Join(' ', w)));

    private static readonly Gen<string> Marked = Gen.OneOf(
        "by", "para el", "friday", "18:00", "#food", "#42", "~Northside", "~\"two words\"", "~\"", "#", "~", "2", "bags", "when:", "category:", ",", "\n", "antes del", "viernes")
        .Array[0, 12].Select(w => string.Join(' ', w));

    private static readonly Gen<string> Anything = Gen.OneOf(Gen.String, Marked, Gen.String.Select(s => $"2 {s} by {s} ~{s} #{s} ~\"{s}\""));

    [Fact]
    public void Text_without_a_mark_comes_back_whole() => Gen.Select(Unmarked, Gen.OneOf("en", "es"), Gen.OneOf("need ", "!pedir ")).Sample(
        (text, language, name) =>
        {
            var what = PlainSpeechTests.Parse(name + text, language).Options.GetValueOrDefault("what");
            Assert.Equal(text.Trim(), what ?? "");
        },
        iter: 5_000);

    [Fact]
    public void Whatever_is_said_it_never_throws() =>
        Gen.Select(Anything, Gen.OneOf("", "need ", "!needs ", "claim ", "close ", "pedir ", "settings "), Gen.OneOf("en", "es", "xx"))
            .Sample((text, name, language) => Assert.NotNull(PlainSpeechTests.Parse(name + text, language)), iter: 10_000);

    [Fact]
    public void What_a_mark_takes_keeps_to_the_limits_of_its_option() => Anything.Where(NamesNoOption).Sample(
        text => Assert.All(PlainSpeechTests.Parse("need " + text).Options.Where(o => o.Key != "what"), o => Assert.InRange(o.Value.Length, 1, o.Key == "quantity" ? 3 : 100)),
        iter: 10_000);

    [Fact]
    public void No_word_of_what_was_said_is_lost() => Marked.Where(NamesNoOption).Sample(
        text =>
        {
            var said = string.Join(' ', PlainSpeechTests.Parse("need " + text).Options.Values);
            Assert.All(text.Split((char[])[' ', '\n', '"', '#', '~', ',', ':'], StringSplitOptions.RemoveEmptyEntries).Except(["by", "para", "el", "antes", "del"]),
                word => Assert.Contains(word, said, StringComparison.Ordinal));
        },
        iter: 10_000);

    [Fact]
    public void A_very_long_line_is_read_at_once()
    {
        foreach (var piece in new[] { "by ", "by friday at ", "~a.", "~\"a ", "#a-", "#a ", "para el " })
            Assert.NotNull(PlainSpeechTests.Parse("need " + string.Concat(Enumerable.Repeat(piece, 20_000))));
        Assert.NotNull(PlainSpeechTests.Parse("need " + string.Concat(Enumerable.Repeat("by ", 333))));
    }

    /// <summary>What stands in a named option is as long as it is, and the last of a name wins.</summary>
    private static bool NamesNoOption(string text) =>
        !text.Contains("when:", StringComparison.Ordinal) && !text.Contains("category:", StringComparison.Ordinal);
}
