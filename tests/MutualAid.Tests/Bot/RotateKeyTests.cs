using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Bot;

/// <summary>The key, for whoever runs the bot.</summary>
public sealed class RotateKeyTests
{
    [Fact]
    public async Task The_key_is_changed_while_the_bot_is_stopped_and_everything_is_there_afterwards()
    {
        using var folder = new TestFolder();
        string old;
        await using (var bot = await BotProcess.StartAsync(folder.Path))
        {
            Assert.Contains("#1 is posted", await bot.SaysAsync("ana", "/need Groceries"), StringComparison.Ordinal);
            old = await File.ReadAllTextAsync(folder.File("data/mutualaid.key"));
            var (used, line) = await BotProcess.RunToEndAsync(folder.Path, arguments: "rotate-key");
            Assert.Equal(74, used);
            Assert.Contains("is in use", line, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', line);
            Assert.Equal(old, await File.ReadAllTextAsync(folder.File("data/mutualaid.key")));
            Assert.Equal(0, await bot.TerminateAsync());
        }

        var (code, written) = await BotProcess.RunToEndAsync(folder.Path, arguments: "rotate-key");
        Assert.Equal(0, code);
        Assert.StartsWith("The store has another key now: ", written, StringComparison.Ordinal);
        var now = await File.ReadAllTextAsync(folder.File("data/mutualaid.key"));
        Assert.NotEqual(old, now);
        Assert.DoesNotContain(now.Split('\n')[1], written, StringComparison.Ordinal);
        var kept = Assert.Single(Directory.GetFiles(folder.File("data"), "mutualaid.key.old-*"));
        Assert.Equal(old.Split('\n')[1], (await File.ReadAllLinesAsync(kept))[1]);
        Assert.Contains($"is kept in {kept}\n", written, StringComparison.Ordinal);

        await using (var bot = await BotProcess.StartAsync(folder.Path))
        {
            Assert.Contains("You are on #1", await bot.SaysAsync("bo", "/claim 1"), StringComparison.Ordinal);
            Assert.Equal(0, await bot.TerminateAsync());
        }

        await File.WriteAllTextAsync(folder.File("data/mutualaid.key"), old);
        var (wrong, refusal) = await BotProcess.RunToEndAsync(folder.Path);
        Assert.Equal(74, wrong);
        Assert.Contains("is sealed with another key", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal);
        File.Delete(folder.File("data/mutualaid.key"));
        (wrong, refusal) = await BotProcess.RunToEndAsync(folder.Path);
        Assert.Equal(74, wrong);
        Assert.Contains("is missing", refusal, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("data/mutualaid.key")), "A key was made in place of the one that is lost.");
    }

    [Fact]
    public async Task Where_the_new_key_goes_is_said_exactly_when_the_key_is_given()
    {
        using var folder = new TestFolder();
        var key = new Dictionary<string, string> { ["Storage__Key"] = Convert.ToBase64String(new byte[32]) };
        var (code, line) = await BotProcess.RunToEndAsync(folder.Path, key, "rotate-key");
        Assert.Equal((64, true), (code, line.Contains("--to", StringComparison.Ordinal)));
        (code, line) = await BotProcess.RunToEndAsync(folder.Path, arguments: ["rotate-key", "--to", "next"]);
        Assert.Equal((64, true), (code, line.Contains("leave --to out", StringComparison.Ordinal)));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task With_a_given_key_both_files_are_named_before_anything_is_changed()
    {
        using var folder = new TestFolder();
        await (await BotProcess.StartAsync(folder.Path)).DisposeAsync();
        File.Move(folder.File("data/mutualaid.key"), folder.File("given"));
        var given = new Dictionary<string, string> { ["Storage__KeyFile"] = "given" };
        var (code, written) = await BotProcess.RunToEndAsync(folder.Path, given, "rotate-key", "--to", "next");
        Assert.Equal(0, code);
        Assert.StartsWith($"The new key goes to {folder.File("next")}. Keep both keys until this says that it is done", written, StringComparison.Ordinal);
        Assert.Contains($"\nThe store has another key now: {folder.File("next")}\n", written, StringComparison.Ordinal);
        Assert.Equal(["given", "next"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());
        given["Storage__KeyFile"] = "next";
        Assert.Equal(0, (await BotProcess.RunToEndAsync(folder.Path, given, "groups")).ExitCode);
    }

    [Fact]
    public async Task A_key_that_is_none_ends_with_78_and_is_not_shown()
    {
        using var folder = new TestFolder();
        foreach (var arguments in new string[][] { [], ["rotate-key"] })
        {
            var (code, line) = await BotProcess.RunToEndAsync(folder.Path, new Dictionary<string, string> { ["Storage__Key"] = "aHVudGVyMg==" }, arguments);
            Assert.Equal(78, code);
            Assert.StartsWith("Storage:Key is a text of 12 characters that is no key", line, StringComparison.Ordinal);
            Assert.DoesNotContain("aHVudGVy", line, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', line);
        }
    }
}
