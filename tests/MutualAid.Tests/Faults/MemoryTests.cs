using System.Globalization;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Faults;

/// <summary>150 MB are enough for 10,000 open needs. Under a limit of the kernel's where one may be set; what it used at most is looked at in any case.</summary>
[Collection(FaultCollection.Name)]
public sealed class MemoryTests(FaultTable table, ITestOutputHelper output)
{
    private const int Limit = 150;
    private const int Workers = 12;

    [Fact(Explicit = true)]
    public Task Ten_thousand_open_needs_and_a_thousand_actions_fit_into_150_MB() => FitsAsync(10_000, 1_000);

    private async Task FitsAsync(int needs, int actions)
    {
        Assert.SkipUnless(File.Exists("/proc/self/status"), "What a process used at most is read from /proc.");
        using var folder = new TestFolder();
        var ledger = new PageLedger { Patience = TimeSpan.FromMinutes(2) };
        await using var bot = await BotProcess.StartAsync(folder.Path);
        await PageLedger.LiftLimitsAsync(bot);
        await ledger.AskOnlyAsync(bot, Workers, needs);
        await ledger.LoadAsync(bot, Workers, CancellationToken.None, most: actions / 2 / Workers);
        var peak = Peak(bot.Id);
        output.WriteLine($"{peak} MB at most.");
        var difference = await ledger.CompareAsync(bot);
        Assert.True(peak < Limit, $"{peak} MB were used.");
        table.Note(new FaultRow($"memory: {needs} open needs", 1, ledger.Acknowledged, difference.Lost, difference.Twice, $"{peak} MB at most, with the playground's own chat"), output);
    }

    private static long Peak(int process) =>
        long.Parse(File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
}
