using CsCheck;
using MutualAid.Core.Commands;
using Xunit;

namespace MutualAid.Tests.Commands;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("/need Groceries for two", "what=Groceries for two")]
    [InlineData("!need Groceries when: friday 18:00 category:food", "category=food|what=Groceries|when=friday 18:00")]
    [InlineData("need urgent: water at 18:00 http://x", "what=urgent: water at 18:00 http://x")]
    [InlineData("/NEED When:tomorrow What: a ride", "what=a ride|when=tomorrow")]
    [InlineData("/need Soup details: door code:4711, ring twice", "details=door code:4711, ring twice|what=Soup")]
    [InlineData("/claim 42 2", "number=42|quantity=2")]
    [InlineData("/close 42 found it elsewhere", "number=42|reason=found it elsewhere")]
    [InlineData("/settings zone Europe/Madrid", "setting=zone|value=Europe/Madrid")]
    [InlineData("/needs food", "category=food")]
    [InlineData("/needs waiting food Northside", "area=Northside|category=food|show=waiting")]
    public void Words_find_their_options(string line, string options)
    {
        var parsed = CommandLine.Parse(line);
        Assert.Null(parsed.Stray);
        Assert.Equal(options, string.Join('|', parsed.Options.OrderBy(o => o.Key).Select(o => $"{o.Key}={o.Value}")));
    }

    [Theory]
    [InlineData("/need Groceries colour:red", "colour")]
    [InlineData("/mine all", "all")]
    [InlineData("/claim 1 2 3", "3")]
    public void What_belongs_to_no_option_is_reported(string line, string stray) => Assert.Equal(stray, CommandLine.Parse(line).Stray);

    [Fact]
    public void Whatever_is_typed_it_never_throws() =>
        Gen.OneOf(Gen.String, Gen.String.Select(s => "/need " + s), Gen.String.Select(s => "/claim " + s + " when:" + s))
            .Sample(line => Assert.NotNull(CommandLine.Parse(line)), iter: 10_000);

    [Fact]
    public void Every_command_has_a_name_that_every_platform_takes() =>
        Assert.All(CommandList.All, c => Assert.Matches("^[a-z]{1,32}$", c.Name));
}
