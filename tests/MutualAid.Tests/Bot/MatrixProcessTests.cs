using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Matrix;
using Xunit;

namespace MutualAid.Tests.Bot;

/// <summary>The real program against the fake homeserver.</summary>
public sealed class MatrixProcessTests
{
    [Theory]
    [InlineData("Matrix__Password", "Matrix:UserId and Matrix:Password were refused")]
    [InlineData("Matrix__AccessToken", "Matrix:AccessToken is no longer valid")]
    public async Task A_wrong_secret_ends_with_69_and_one_line_that_does_not_show_it(string key, string says)
    {
        await using var people = await FakePeople.StartAsync();
        var account = await people.AddBotAsync("Aid");
        using var folder = new TestFolder();
        var (code, written) = await BotProcess.RunToEndAsync(folder.Path, new Dictionary<string, string>
        {
            ["Matrix__HomeserverUrl"] = people.HomeserverUrl,
            ["Matrix__UserId"] = account.UserId,
            [key] = "a-wrong-secret",
        });
        Assert.Equal(69, code);
        var lines = written.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith(says, lines[^1], StringComparison.Ordinal);
        Assert.Equal("MutualAid.Bot: connecting to Matrix. Stop with Ctrl+C.", Assert.Single(lines[..^1]));
        Assert.DoesNotContain("a-wrong-secret", written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_of_another_account_ends_it_before_anything_is_done()
    {
        await using var people = await FakePeople.StartAsync();
        var account = await people.AddBotAsync("Aid");
        using var folder = new TestFolder();
        var (code, written) = await BotProcess.RunToEndAsync(folder.Path, new Dictionary<string, string>
        {
            ["Matrix__HomeserverUrl"] = people.HomeserverUrl,
            ["Matrix__UserId"] = "@somebody:fake.test",
            ["Matrix__AccessToken"] = account.AccessToken,
        });
        Assert.Equal(69, code);
        Assert.Contains("belongs to another account", written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_is_taken_back_while_it_runs_ends_it_too()
    {
        await using var people = await FakePeople.StartAsync();
        var account = await people.AddBotAsync("Aid");
        using var folder = new TestFolder();
        var running = BotProcess.RunToEndAsync(folder.Path, new Dictionary<string, string>
        {
            ["Matrix__HomeserverUrl"] = people.HomeserverUrl,
            ["Matrix__UserId"] = account.UserId,
            ["Matrix__AccessToken"] = account.AccessToken,
        });
        await people.Homeserver.UntilAsync(() => people.Homeserver.Requests.Count(r => r.Seen.IsSync) > 0, "a sync");
        people.Homeserver.InvalidateTokens(account.UserId);
        var (code, written) = await running;
        Assert.Equal(69, code);
        Assert.DoesNotContain(account.AccessToken, written, StringComparison.Ordinal);
    }
}
