using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Matrix;
using Xunit;

namespace MutualAid.Tests.Bot;

/// <summary>How whoever runs the bot watches it.</summary>
public sealed class OperationsTests
{
    private static readonly Uri Nowhere = new("http://127.0.0.1:9");

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_says_that_it_lives_that_it_is_ready_and_what_it_counted_to_this_machine_alone()
    {
        using var folder = new TestFolder();
        var url = Url();
        await using var bot = await BotProcess.StartAsync(folder.Path, Settings(url), "Open http://");
        using var http = new HttpClient { BaseAddress = new Uri(url) };
        Assert.Equal("live\n", await http.GetStringAsync("/live", Now));
        var (status, ready) = await ReadyAsync(http);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("""{"ready":true,"store":"writable","platforms":{"playground":{"state":"up","silentSeconds":0}}}""", ready.GetRawText());
        Assert.Contains("mutualaid_platform_up{", await http.GetStringAsync("/metrics", Now), StringComparison.Ordinal);
        await bot.SaysAsync("ana", "/need Groceries");
        await bot.SaysAsync("bo", "/claim 1");
        await bot.SaysAsync("ana", "/done 1");
        var metrics = await http.GetStringAsync("/metrics", Now);
        foreach (var state in new[] { "open", "covered", "met" })
            Assert.Contains(metrics.Split('\n'), l => l.StartsWith("mutualaid_needs_total{", StringComparison.Ordinal) && l.Contains($"state=\"{state}\"", StringComparison.Ordinal) && l.EndsWith(" 1", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/other", Now)).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await http.PostAsync("/live", content: null, Now)).StatusCode);
        using var foreign = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        foreign.Headers.Host = "evil.example";
        Assert.Equal(HttpStatusCode.Forbidden, (await http.SendAsync(foreign, Now)).StatusCode);
        Assert.Equal((0, "live"), await BotProcess.RunToEndAsync(folder.Path, Settings(url), "health"));
        Assert.Equal(0, (await BotProcess.RunToEndAsync(folder.Path, Settings(url), "health", "--ready")).ExitCode);
        Assert.Equal(0, await bot.TerminateAsync());
        Assert.Equal((1, $"No bot answers at {url}."), await BotProcess.RunToEndAsync(folder.Path, Settings(url), "health"));
        Assert.Equal(78, (await BotProcess.RunToEndAsync(folder.Path, arguments: "health")).ExitCode);
    }

    [Fact]
    public async Task One_platform_that_is_away_is_told_and_not_fatal_and_without_any_it_is_not_ready()
    {
        var away = new Dictionary<string, string> { ["Matrix__HomeserverUrl"] = Nowhere.ToString(), ["Matrix__UserId"] = "@aid:example.org", ["Matrix__AccessToken"] = "a-token" };
        using var folder = new TestFolder();
        var url = Url();
        await using (await BotProcess.StartAsync(folder.Path, Settings(url, away), "connecting to Matrix"))
        {
            using var http = new HttpClient { BaseAddress = new Uri(url) };
            var (status, ready) = await ReadyAsync(http);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
            Assert.Equal("down", ready.GetProperty("platforms").GetProperty("matrix").GetProperty("state").GetString());
            Assert.Equal("live\n", await http.GetStringAsync("/live", Now));
            Assert.Equal(1, (await BotProcess.RunToEndAsync(folder.Path, Settings(url), "health", "--ready")).ExitCode);
        }

        await using var stage = await DiscordStage.StartAsync();
        foreach (var (key, value) in stage.Settings) away[key.Replace(":", "__", StringComparison.Ordinal)] = value!;
        await using var bot = await BotProcess.StartAsync(folder.Path, Settings(url, away), "stands");
        using var both = new HttpClient { BaseAddress = new Uri(url) };
        var (code, answer) = await ReadyAsync(both);
        Assert.Equal(HttpStatusCode.OK, code);
        Assert.Equal("up", answer.GetProperty("platforms").GetProperty("discord").GetProperty("state").GetString());
        Assert.Equal("down", answer.GetProperty("platforms").GetProperty("matrix").GetProperty("state").GetString());
        stage.Fake.Faults.RefuseConnections = true;
        stage.Fake.Gateway.DropAll();
        await UntilAsync(async () => (await ReadyAsync(both)).Status == HttpStatusCode.ServiceUnavailable);
        stage.Fake.Faults.RefuseConnections = false;
        await UntilAsync(async () => (await ReadyAsync(both)).Status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Where_the_usual_port_is_taken_it_goes_on_without_and_where_a_chosen_one_is_it_ends_with_78()
    {
        using var folder = new TestFolder();
        using var other = new TcpListener(IPAddress.Loopback, 5081);
        try
        {
            other.Start();
        }
        catch (SocketException)
        {
            // Somebody else has it, which is just what is wanted.
        }

        await using (var bot = await BotProcess.StartByAsync(folder.Path, ["env", "-u", "Operations__Url"]))
        {
            Assert.Contains("Operations:Url is http://127.0.0.1:5081 by default, which another program uses", bot.Written, StringComparison.Ordinal);
            Assert.Contains("#1 is posted", await bot.SaysAsync("ana", "/need Groceries"), StringComparison.Ordinal);
        }

        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}";
        Assert.Equal(
            (78, $"Operations:Url is '{url}', which another program uses; stop that one, choose another port, or set it to off."), await BotProcess.RunToEndAsync(folder.Path, Settings(url)));
    }

    [Theory]
    [InlineData("Logging__Format", "json")]
    [InlineData("DOTNET_RUNNING_IN_CONTAINER", "true")]
    public async Task Lines_are_JSON_where_a_machine_reads_them(string key, string value)
    {
        await using var people = await FakePeople.StartAsync();
        var bot = await people.AddBotAsync("Aid");
        using var folder = new TestFolder();
        var settings = new Dictionary<string, string>
        {
            [key] = value,
            ["Matrix__HomeserverUrl"] = people.HomeserverUrl,
            ["Matrix__UserId"] = bot.UserId,
            ["Matrix__AccessToken"] = bot.AccessToken,
        };
        await using var process = await BotProcess.StartAsync(folder.Path, settings, "Connected to the homeserver");
        Assert.Equal(0, await process.TerminateAsync());
        var lines = process.Written.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Contains(lines, l => l.GetProperty("Message").GetString() == "MutualAid.Bot: connecting to Matrix. Stop with Ctrl+C.");
        Assert.All(lines, l => Assert.EndsWith("Z", l.GetProperty("Timestamp").GetString(), StringComparison.Ordinal));
        Assert.DoesNotContain(bot.UserId, process.Written, StringComparison.Ordinal);
    }

    internal static string Url() => $"http://127.0.0.1:{BotProcess.FreePort()}";

    internal static Dictionary<string, string> Settings(string url, IReadOnlyDictionary<string, string>? more = null) => new(more ?? new Dictionary<string, string>()) { ["Operations__Url"] = url };

    internal static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            if (TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromSeconds(60)) Assert.Fail("It did not come to that in time.");
            await Briefly.PauseAsync();
        }
    }

    private static async Task<(HttpStatusCode Status, JsonElement Answer)> ReadyAsync(HttpClient http)
    {
        using var answer = await http.GetAsync("/ready", Now);
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Now)).RootElement);
    }
}
