using System.Diagnostics;
using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Bot;

/// <summary>What the image runs, run as the image would: read-only, without a shell, as nobody in particular. No engine is needed.</summary>
public sealed partial class ContainerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact(Explicit = true)]
    public async Task On_a_read_only_root_without_a_shell_and_without_rights_it_serves_and_stops()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root of a Linux machine may mount what this needs.");
        var dockerfile = await File.ReadAllTextAsync(Path.Combine(WallTests.Top, "Dockerfile"));
        Assert.Contains("USER 1654", dockerfile, StringComparison.Ordinal);
        using var folder = new TestFolder();
        var (app, data) = (Path.GetDirectoryName(BotProgram.Published ?? await PublishAsync(folder.File("app")))!, folder.File("volume"));
        Directory.CreateDirectory(data);
        var url = $"http://127.0.0.1:{BotProcess.FreePort()}";
        var variables = Variables().Match(dockerfile).Groups["all"].Value.Split(' ');
        var start = new ProcessStartInfo(Path.Combine(WallTests.Top, "tests/container/contained"), [app, data, .. variables, "Playground__Enabled=true", "Playground__Url=" + url])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var bot = Process.Start(start)!;
        var said = Task.WhenAll(bot.StandardError.ReadToEndAsync(), bot.StandardOutput.ReadToEndAsync());
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri(url) };
            await UntilAsync(async () => bot.HasExited || await AnswersAsync(http));
            if (bot.HasExited) Assert.Fail(string.Join('\n', await said));
            using var answer = await http.PostAsJsonAsync("/api/say", new { @as = "ana", place = "playground:needs", text = "/need water", key = "1" });
            Assert.Contains("is posted", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            var status = await File.ReadAllLinesAsync($"/proc/{bot.Id}/status");
            Assert.Contains(status, line => line.StartsWith("Uid:\t1654\t1654\t1654", StringComparison.Ordinal));
            Assert.Contains(status, line => line == "CapEff:\t0000000000000000");
            if (OperatingSystem.IsLinux()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(data, "mutualaid.db")));
            using var stop = Process.Start("kill", ["-TERM", bot.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await bot.WaitForExitAsync().WaitAsync(Patience);
            Assert.Equal(0, bot.ExitCode);
        }
        finally
        {
            if (!bot.HasExited) bot.Kill();
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient http)
    {
        try
        {
            using var page = await http.GetAsync("/");
            return page.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // Not yet.
            return false;
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            if (TimeProvider.System.GetElapsedTime(began) > Patience) Assert.Fail("It did not answer in time.");
            await Briefly.PauseAsync();
        }
    }

    private static async Task<string> PublishAsync(string folder)
    {
        var kind = "linux-" + RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant();
        string[] arguments = ["publish", Path.Combine(WallTests.Top, "src/MutualAid.Bot"), "-c", "Release", "-r", kind, "-o", folder, "-v", "q", "--nologo"];
        using var publish = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var written = await publish.StandardOutput.ReadToEndAsync();
        await publish.WaitForExitAsync();
        Assert.True(publish.ExitCode == 0, written);
        return Path.Combine(folder, "MutualAid.Bot");
    }

    [GeneratedRegex("^ENV (?<all>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variables();
}
