using CsCheck;
using MutualAid.Core.Localisation;
using Xunit;

namespace MutualAid.Tests.Localisation;

public sealed class MemberTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("two\nlines", "two\nlines")]
    [InlineData("bell\u0007esc\u001b[31m", "bell␇esc␛[31m")]
    [InlineData("del\u007f", "del␡")]
    public void Control_characters_are_drawn_and_do_not_act(string text, string shown) => Assert.Equal(shown, MemberText.Shown(text));

    [Fact]
    public void An_override_ends_with_the_text() =>
        Assert.Equal("\u2068\u202Eabc\u202C\u2069", MemberText.Shown("\u202Eabc"));

    [Fact]
    public void A_text_can_not_end_the_isolation_around_it() =>
        Assert.Equal("\u2068a\u202Db\u202C\u2069", MemberText.Shown("a\u2069\u202Db"));

    [Fact]
    public void Whatever_is_written_what_comes_out_is_balanced() =>
        Gen.Char["ab\n\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069א"].Array.Select(a => new string(a)).Sample(text =>
        {
            var depth = 0;
            foreach (var c in MemberText.Shown(text))
            {
                if (c is >= '\u2066' and <= '\u2068') depth++;
                if (c == '\u2069') Assert.True(--depth >= 0, "It ends an isolation that is not its own.");
            }

            Assert.Equal(0, depth);
        });

    [Fact]
    public void Only_white_space_is_nothing_and_broken_surrogates_are_mended()
    {
        Assert.Null(MemberText.Clean(" \r\n\t "));
        Assert.Equal("a\uFFFDb", MemberText.Clean("a\uD83Db"));
        Assert.Equal("a b", MemberText.CleanLine("a\r\nb"));
    }
}
