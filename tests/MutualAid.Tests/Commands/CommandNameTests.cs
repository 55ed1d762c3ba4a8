using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;
using Xunit;

namespace MutualAid.Tests.Commands;

public sealed class CommandNameTests
{
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
}
