using System.Diagnostics;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Faults;

/// <summary>SIGTERM under load: it finishes what it took, ends in time, and whoever was not answered was not served.</summary>
[Collection(FaultCollection.Name)]
public sealed class TerminateTests(FaultTable table, ITestOutputHelper output)
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(20);

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
        var (ledger, moments, difference, slowest, unsaid) = (new PageLedger(), new Moments(times), new Difference(0, 0, []), TimeSpan.Zero, 0);
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
            var took = Stopwatch.StartNew();
            Assert.Equal(0, await bot.TerminateAsync());
            slowest = took.Elapsed > slowest ? took.Elapsed : slowest;
            await stop.CancelAsync();
            await load;
        }

        output.WriteLine(string.Join('\n', difference.Lines));
        Assert.Equal(0, unsaid);
        Assert.True(slowest < Within, $"It took {slowest} to end.");
        table.Note(new FaultRow("SIGTERM, page", times, ledger.Acknowledged, difference.Lost, difference.Twice, $"exit 0 after at most {slowest.TotalSeconds:0.0} s"), output);
    }

    private async Task OnDiscordAsync(int times)
    {
        await using var town = await DiscordTown.StartAsync();
        var (moments, slowest) = (new Moments(times), TimeSpan.Zero);
        for (var time = 0; time < times; time++)
        {
            using var stop = new CancellationTokenSource();
            var load = town.LoadAsync(stop.Token);
            await moments.PassAsync(100, 1200);
            var took = Stopwatch.StartNew();
            Assert.Equal(0, await town.EndBotAsync(bot => bot.TerminateAsync()));
            slowest = took.Elapsed > slowest ? took.Elapsed : slowest;
            await stop.CancelAsync();
            await load;
            await town.StartBotAsync();
        }

        var difference = await town.CompareAsync();
        output.WriteLine(string.Join('\n', difference.Lines));
        Assert.Empty(town.UnansweredButThere());
        Assert.True(slowest < Within, $"It took {slowest} to end.");
        table.Note(new FaultRow("SIGTERM, Discord", times, town.Acknowledged, difference.Lost, difference.Twice, $"exit 0 after at most {slowest.TotalSeconds:0.0} s"), output);
    }
}
