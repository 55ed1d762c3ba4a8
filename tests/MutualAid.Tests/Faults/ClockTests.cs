using System.Text.Json;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Faults;

/// <summary>The machine's clock jumps: nothing is said twice, nobody is flooded, nothing is erased too early, and the bot goes on.</summary>
[Collection(FaultCollection.Name)]
public sealed class ClockTests(FaultTable table, ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Two sweeps and a little more, in which what should not happen does not.</summary>
    private static readonly TimeSpan TwoSweeps = TimeSpan.FromSeconds(5);

    [Fact]
    public Task A_clock_that_goes_back_and_is_ten_years_ahead_for_a_while_does_no_harm() => JumpAsync(["-1h", "+10y", "+0"]);

    [Fact(Explicit = true)]
    public Task A_clock_that_jumps_to_and_fro_does_no_harm() => JumpAsync(["+1d", "+23h", "-1y", "+0", "+10y", "-1h", "+11d", "+0", "+1y", "-10y", "+0"]);

    [Fact]
    public async Task Started_with_a_clock_that_is_ten_years_ahead_it_does_no_harm()
    {
        using var folder = new TestFolder();
        using var clock = new FakedClock();
        var ledger = new PageLedger();
        await using (var bot = await BotProcess.StartByAsync(folder.Path, [], clock.Settings))
        {
            await PrepareAsync(bot, ledger);
            await bot.KillAsync();
        }

        clock.Set("+10y");
        string said;
        await using (var bot = await BotProcess.StartByAsync(folder.Path, [], clock.Settings))
        {
            await SaysAsync(bot, "days ahead");
            await Task.Delay(TwoSweeps);
            await AssertKeptAsync(bot);
            said = bot.Written.Split('\n').Single(l => l.Contains("days ahead", StringComparison.Ordinal));
            Assert.Equal(0, await bot.TerminateAsync());
        }

        clock.Set("+0");
        await using var after = await BotProcess.StartByAsync(folder.Path, [], clock.Settings);
        var difference = await ledger.CompareAsync(after, inStore: true);
        await AssertKeptAsync(after);
        table.Note(new FaultRow("clock ten years ahead at start", 1, ledger.Acknowledged, difference.Lost, difference.Twice, Said(said)), output);
    }

    private async Task JumpAsync(string[] jumps)
    {
        using var folder = new TestFolder();
        using var clock = new FakedClock();
        var (ledger, told) = (new PageLedger(), new HashSet<string>());
        await using var bot = await BotProcess.StartByAsync(folder.Path, [], clock.Settings);
        await PrepareAsync(bot, ledger);
        foreach (var jump in jumps)
        {
            clock.Set(jump);
            await Task.Delay(TwoSweeps);
            Note(await bot.SnapshotAsync("dani"), told);
            await AssertKeptAsync(bot);
            await ledger.LoadAsync(bot, 1, CancellationToken.None, most: 1);
        }

        // It still sweeps, and by the clock that holds now; what it said by another one is over by then.
        var before = told.Count;
        clock.Set("+3d");
        await UntilAsync(async () =>
        {
            Note(await bot.SnapshotAsync("dani"), told);
            return told.Count > before;
        }, "a reminder: " + bot.Written);
        clock.Set("+0");
        var difference = await ledger.CompareAsync(bot, inStore: true);
        output.WriteLine(bot.Written);
        // A reminder and a digest for each day that it was believed to be.
        Assert.True(told.Count <= 2 * (jumps.Length + 1), $"{told.Count} reminders and digests.");
        table.Note(
            new FaultRow($"clock jumps ({string.Join(", ", jumps)})", jumps.Length, ledger.Acknowledged, difference.Lost, difference.Twice, string.Join("; ", bot.Written.Split('\n').Where(l => l.Contains("clock", StringComparison.Ordinal)).Select(Said).Distinct().Take(2))),
            output);
    }

    /// <summary>Some needs, some of them taken on, and one that is closed.</summary>
    private static async Task PrepareAsync(BotProcess bot, PageLedger ledger)
    {
        await PageLedger.LiftLimitsAsync(bot);
        Assert.Contains("#1 is posted", await bot.SaysAsync("ana", "/need A closed book"), StringComparison.Ordinal);
        Assert.Contains("#1", await bot.SaysAsync("ana", "/close 1"), StringComparison.Ordinal);
        Assert.Contains("#2 is posted", await bot.SaysAsync("ana", "/need Someone to wait for"), StringComparison.Ordinal);
        await ledger.LoadAsync(bot, 3, CancellationToken.None, most: 3);
        await UntilAsync(async () => (await bot.SnapshotAsync("dani")).GetRawText().Contains("A closed book", StringComparison.Ordinal), "the card of what is closed");
        // Long enough for a sweep, which is when the clock is looked at first.
        await Task.Delay(TwoSweeps / 2);
    }

    /// <summary>What is closed still says what it said: nothing was erased.</summary>
    private static async Task AssertKeptAsync(BotProcess bot) => Assert.Contains("A closed book", (await bot.SnapshotAsync("dani")).GetRawText(), StringComparison.Ordinal);

    private static void Note(JsonElement snapshot, HashSet<string> told)
    {
        foreach (var message in snapshot.GetProperty("places").EnumerateArray().SelectMany(p => p.GetProperty("messages").EnumerateArray()))
        {
            if (message.GetProperty("card") is { ValueKind: JsonValueKind.Object } card && card.GetProperty("kind").GetString() is "reminder" or "digest") told.Add(message.GetProperty("id").GetString()!);
        }
    }

    private static Task SaysAsync(BotProcess bot, string text) => UntilAsync(() => Task.FromResult(bot.Written.Contains(text, StringComparison.Ordinal)), text);

    private static async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, "There was no " + what);
            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }
    }

    private static string Said(string line) => line[(line.IndexOf("] ", StringComparison.Ordinal) + 2)..];
}
