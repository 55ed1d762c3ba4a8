using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Discord;
using Xunit;

namespace MutualAid.Tests.Faults;

/// <summary>
/// SIGTERM under load: it finishes what it took, ends in time, and whoever was not answered was not served. The time is the one that the
/// process says: how long this one waits to be told is the machine's.
/// </summary>
[Collection(FaultCollection.Name)]
public sealed partial class TerminateTests(FaultTable table, ITestOutputHelper output)
{
    private const double Within = 10;

    [Fact]
    public Task Asked_to_end_on_the_page_it_drains() => OnThePageAsync(2);

    [Fact(Explicit = true)]
    public Task Asked_to_end_on_the_page_fifteen_times_it_drains() => OnThePageAsync(15);

    [Fact]
    public Task Asked_to_end_on_Discord_it_drains() => OnDiscordAsync(2);

    [Fact(Explicit = true)]
    public Task Asked_to_end_on_Discord_ten_times_it_drains() => OnDiscordAsync(10);

    private async Task OnThePageAsync(int times)
    {
        using var folder = new TestFolder();
        var (ledger, moments, difference, slowest, unsaid) = (new PageLedger(), new Moments(times), new Difference(0, 0, []), 0.0, 0);
        for (var time = 0; time <= times; time++)
        {
            await using var bot = await BotProcess.StartAsync(folder.Path);
            if (time == 0) await PageLedger.LiftLimitsAsync(bot);
            difference = await ledger.CompareAsync(bot, inStore: time == times);
            unsaid += await ledger.UnansweredButThereAsync(bot);
            await ledger.AskAgainAsync(bot);
            if (time == times || difference is not { Lost: 0, Twice: 0 }) break;
            using var stop = new CancellationTokenSource();
            var load = ledger.LoadAsync(bot, 6, stop.Token);
            await moments.PassAsync(50, 900);
            slowest = Math.Max(slowest, await EndedAsync(bot));
            await stop.CancelAsync();
            await load;
        }

        output.WriteLine(string.Join('\n', difference.Lines));
        Assert.Equal(0, unsaid);
        table.Note(new FaultRow("SIGTERM, page", times, ledger.Acknowledged, difference.Lost, difference.Twice, $"exit 0 after at most {slowest:0.0} s"), output);
    }

    private async Task OnDiscordAsync(int times)
    {
        await using var town = await DiscordTown.StartAsync();
        var (moments, slowest) = (new Moments(times), 0.0);
        for (var time = 0; time < times; time++)
        {
            using var stop = new CancellationTokenSource();
            var load = town.LoadAsync(stop.Token);
            await moments.PassAsync(100, 1200);
            slowest = Math.Max(slowest, await town.EndBotAsync(EndedAsync));
            await stop.CancelAsync();
            await load;
            await town.StartBotAsync();
        }

        var difference = await town.CompareAsync();
        output.WriteLine(string.Join('\n', difference.Lines));
        Assert.Empty(town.UnansweredButThere());
        table.Note(new FaultRow("SIGTERM, Discord", times, town.Acknowledged, difference.Lost, difference.Twice, $"exit 0 after at most {slowest:0.0} s"), output);
    }

    [Fact]
    public async Task Asked_to_end_while_Discord_answers_nothing_it_ends_in_time()
    {
        await using var town = await DiscordTown.StartAsync();
        using var stop = new CancellationTokenSource();
        var load = town.LoadAsync(stop.Token);
        await town.Stage.Fake.UntilAsync(() => town.Acknowledged >= 3, "a load");
        town.Stage.Fake.Faults.Next(int.MaxValue, new RestFault.Hang(AfterActing: true));
        await Task.Delay(TimeSpan.FromSeconds(1));
        var took = await town.EndBotAsync(EndedAsync);
        town.Stage.Fake.Faults.ReleaseAll();
        await stop.CancelAsync();
        await load;
        await town.StartBotAsync();
        var difference = await town.CompareAsync();
        output.WriteLine(string.Join('\n', difference.Lines));
        table.Note(new FaultRow("SIGTERM, Discord answers nothing", 1, town.Acknowledged, difference.Lost, difference.Twice, $"exit 0 after {took:0.0} s"), output);
    }

    [Fact]
    public async Task Asked_to_end_while_somebody_has_sent_half_of_what_they_say_it_ends_in_time()
    {
        using var folder = new TestFolder();
        var ledger = new PageLedger();
        double took;
        await using (var bot = await BotProcess.StartAsync(folder.Path))
        {
            await ledger.LoadAsync(bot, 3, CancellationToken.None, most: 1);
            using var slow = new TcpClient();
            await slow.ConnectAsync("127.0.0.1", new Uri(bot.Url).Port);
            await slow.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST /api/say HTTP/1.1\r\nHost: {new Uri(bot.Url).Authority}\r\nContent-Type: application/json\r\nContent-Length: 4000\r\n\r\n{{"));
            await Task.Delay(TimeSpan.FromSeconds(1));
            took = await EndedAsync(bot);
            // Others are to be answered in the rest of the time.
            Assert.True(took < Within / 2, $"It took {took} s.");
            Assert.DoesNotContain("Not all that was under way", bot.Written, StringComparison.Ordinal);
        }

        await using var after = await BotProcess.StartAsync(folder.Path);
        var difference = await ledger.CompareAsync(after, inStore: true);
        table.Note(new FaultRow("SIGTERM, half a request", 1, ledger.Acknowledged, difference.Lost, difference.Twice, $"exit 0 after {took:0.0} s"), output);
    }

    /// <summary>How long it took to end, in seconds, by its own clock.</summary>
    private static async Task<double> EndedAsync(BotProcess bot)
    {
        Assert.Equal(0, await bot.TerminateAsync());
        var said = Assert.Single(bot.Written.Split('\n'), l => l.Contains("after it was asked to", StringComparison.Ordinal));
        var took = double.Parse(Ended().Match(said).Groups["s"].Value, CultureInfo.InvariantCulture);
        Assert.True(took <= Within, said);
        return took;
    }

    [GeneratedRegex(@"ended (?<s>[\d.]+) s after it was asked to", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Ended();
}
