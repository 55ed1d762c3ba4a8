using System.Globalization;
using System.Text.RegularExpressions;
using MutualAid.Core.Chat;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Matrix;
using Xunit;

namespace MutualAid.Tests.Bot;

/// <summary>Everything that is counted and every span that is sent, of the real program on two platforms at once.</summary>
public sealed partial class MeasuresTests
{
    private const string Marker = "MARKER7f3a";

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_that_is_counted_or_sent_says_who_where_or_what_and_the_dashboard_shows_what_is_counted()
    {
        await using var discord = await DiscordStage.StartAsync();
        var people = await FakePeople.StartAsync();
        await using var matrix = await MatrixStage.StartAsync(people);
        await using var collector = await Collector.StartAsync();
        using var folder = new TestFolder();
        var url = OperationsTests.Url();
        var settings = OperationsTests.Settings(url, new Dictionary<string, string>
        {
            ["Operations__Otlp"] = collector.Url,
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
        });
        foreach (var (key, value) in discord.Settings.Concat(matrix.Settings)) settings[key.Replace(":", "__", StringComparison.Ordinal)] = value!;
        await using var bot = await BotProcess.StartAsync(folder.Path, settings, "stands");
        using var http = new HttpClient { BaseAddress = new Uri(url) };
        await http.GetStringAsync("/metrics", Now);
        await discord.StartAsync(null!);
        await matrix.StartAsync(null!);
        await DriveAsync(discord, matrix);
        people.Homeserver.Faults.Next(1, r => r.IsWriting, new HttpFault.TooMany(TimeSpan.FromMilliseconds(300)));
        await matrix.DoesAsync("ana", null, new CommandTyped("/mine"), "", null);
        people.Homeserver.Faults.Next(3, r => r.IsSync, new HttpFault.Answer(502));
        discord.Fake.Gateway.DropAll();

        var metrics = "";
        string[] shown = [.. MetricsIn(await File.ReadAllTextAsync(Path.Combine(WallTests.Top, "src/MutualAid.Bot/Operations/grafana-dashboard.json"), Now))];
        Assert.NotEmpty(shown);
        var missing = shown;
        await WithinAsync(
            async () =>
            {
                metrics = await http.GetStringAsync("/metrics", Now);
                missing = [.. shown.Where(m => !metrics.Split('\n').Any(l => l.StartsWith(m + "{", StringComparison.Ordinal) || l.StartsWith(m + " ", StringComparison.Ordinal)))];
                return missing.Length == 0;
            },
            () => $"The dashboard shows what nobody counts: {string.Join(", ", missing)}");
        string[] spans = ["intent", "keep", "discord request", "matrix request"];
        await WithinAsync(() => Task.FromResult(spans.All(s => collector.Received("/v1/traces").Contains(s, StringComparison.Ordinal))), () => "Not every kind of span was sent.");
        await WithinAsync(() => Task.FromResult(collector.Received("/v1/metrics").Contains("mutualaid.intent.duration", StringComparison.Ordinal)), () => "No metrics were sent.");
        Assert.Equal(0, await bot.TerminateAsync());

        var all = string.Join('\n', metrics, collector.Received("/v1/traces"), collector.Received("/v1/metrics"), bot.Written);
        foreach (var secret in Secrets(discord, matrix)) Assert.False(all.Contains(secret, StringComparison.OrdinalIgnoreCase), $"'{secret}' was told: {Around(all, secret)}");
        // Nor do the platforms hear which of our spans asked.
        Assert.DoesNotContain(discord.Fake.Requests.All, r => r.Headers.Keys.Contains("traceparent", StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>What people do, with the marker in all that they write.</summary>
    private static async Task DriveAsync(DiscordStage discord, MatrixStage matrix)
    {
        var needs = new[] { "kettle", "ladder", "mattress" }.Select(what => $"/need what: {what} {Marker} details: {Marker} area: {Marker}");
        foreach (var (who, line) in needs.Select(n => ("ana", n)).Append(("bo", "/claim number: 1")).Append(("ana", "/done number: 1"))) await discord.DoesAsync(who, null, new CommandTyped(line), "", null);
        foreach (var line in new[] { $"/need {Marker} details: {Marker}", $"/offer {Marker}", $"/{Marker}" }) await matrix.DoesAsync("ana", null, new CommandTyped(line), "", null);
    }

    /// <summary>What was written, and every id and name of these two towns.</summary>
    private static IEnumerable<string> Secrets(DiscordStage discord, MatrixStage matrix)
    {
        static string Text(ulong id) => id.ToString(CultureInfo.InvariantCulture);
        yield return Marker;
        yield return Text(discord.Guild.Id);
        yield return Text(discord.Needs.Id);
        yield return Text(discord.Fake.Bot.Id);
        yield return discord.Fake.Token!;
        foreach (var person in new[] { "ana", "bo", "dani" })
        {
            yield return Text(discord.Person(person).Id);
            yield return matrix.UserOf(person);
        }

        yield return matrix.Room;
        yield return matrix.BotUser;
        yield return "Neighbours";
        yield return "Cruz";
        yield return "Founder";
    }

    private static string Around(string all, string secret) =>
        all.IndexOf(secret, StringComparison.OrdinalIgnoreCase) is >= 0 and var at
            ? string.Concat(all[Math.Max(0, at - 200)..Math.Min(all.Length, at + 200)].Select(c => c is >= ' ' and <= '~' ? c : '.'))
            : "";

    private static IEnumerable<string> MetricsIn(string dashboard) => Metric().Matches(dashboard).Select(m => m.Value).Distinct();

    private static async Task WithinAsync(Func<Task<bool>> holds, Func<string> otherwise)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            if (TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromSeconds(60)) Assert.Fail(otherwise());
            await Briefly.PauseAsync();
        }
    }

    /// <summary>Every metric of this program's and of the runtime's that a query names.</summary>
    [GeneratedRegex(@"\b(mutualaid|dotnet)_[a-z_0-9]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Metric();
}
