using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Bot;

/// <summary>The real program against the fake Discord.</summary>
public sealed class DiscordProcessTests
{
    [Fact]
    public async Task A_wrong_token_ends_with_69_and_one_line_that_does_not_show_it()
    {
        await using var stage = await DiscordStage.StartAsync();
        using var folder = new TestFolder();
        var (code, written) = await BotProcess.RunToEndAsync(folder.Path, new Dictionary<string, string>
        {
            ["Discord__Token"] = "a-wrong-token",
            ["Discord__ApiBaseUrl"] = stage.Fake.ApiBaseUrl,
        });
        Assert.Equal(69, code);
        var lines = written.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("Discord refused the token in Discord:Token.", lines[^1], StringComparison.Ordinal);
        Assert.Equal("MutualAid.Bot: connecting to Discord. Stop with Ctrl+C.", Assert.Single(lines[..^1]));
        Assert.DoesNotContain("a-wrong-token", written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_is_reset_while_it_runs_ends_it_too()
    {
        await using var stage = await DiscordStage.StartAsync();
        using var folder = new TestFolder();
        var token = stage.Fake.Token!;
        var running = BotProcess.RunToEndAsync(folder.Path, new Dictionary<string, string> { ["Discord__Token"] = token, ["Discord__ApiBaseUrl"] = stage.Fake.ApiBaseUrl });
        await stage.Fake.Gateway.ReadyAsync();
        stage.Fake.Token = null;
        stage.Fake.Gateway.DropAll();
        var (code, written) = await running;
        Assert.Equal(69, code);
        Assert.DoesNotContain(token, written, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Discord__Token", "two words", "is not a bot token")]
    [InlineData("Discord__ApiBaseUrl", "discord", "Discord:ApiBaseUrl is 'discord'")]
    [InlineData("Discord__Shards", "none", "Discord:Shards is 'none'")]
    [InlineData("Discord__ShardRange", "0-3", "Discord:ShardRange is '0-3'")]
    [InlineData("Discord__TokenFile", "/nowhere", "both set")]
    public async Task A_bad_value_ends_with_78_and_one_line_that_names_the_key(string key, string value, string says)
    {
        using var folder = new TestFolder();
        var (code, written) = await BotProcess.RunToEndAsync(folder.Path, new Dictionary<string, string> { ["Discord__Token"] = "a-token", [key] = value });
        Assert.Equal(78, code);
        Assert.Contains(says, Assert.Single(written.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }
}
