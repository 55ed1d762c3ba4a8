using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Faults;

/// <summary>A disk that can't be written to, from the start or from some moment on.</summary>
[Collection(FaultCollection.Name)]
public sealed class ReadOnlyDiskTests(FaultTable table, ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public Task On_a_disk_that_turns_read_only_it_ends_and_says_so() => TurnsReadOnlyAsync(2);

    [Fact(Explicit = true)]
    public Task On_a_disk_that_turns_read_only_ten_times_it_ends_and_says_so() => TurnsReadOnlyAsync(10);

    [Fact]
    public async Task On_a_read_only_disk_it_does_not_start_and_says_so()
    {
        using var disk = SmallDisk.Mount(8 * 1024);
        var ledger = new PageLedger();
        await using (var bot = await BotProcess.StartAsync(disk.Folder.Path))
        {
            await ledger.LoadAsync(bot, 3, CancellationToken.None, most: 2);
            await bot.KillAsync();
        }

        disk.MakeReadOnly(true);
        var (code, written) = await BotProcess.RunToEndAsync(disk.Folder.Path);
        Assert.Equal(74, code);
        Assert.Single(written.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        disk.MakeReadOnly(false);
        await using var again = await BotProcess.StartAsync(disk.Folder.Path);
        var difference = await ledger.CompareAsync(again, inStore: true);
        table.Note(new FaultRow("disk read-only at start", 1, ledger.Acknowledged, difference.Lost, difference.Twice, "74: " + written.Replace(disk.Folder.Path, "", StringComparison.Ordinal)), output);
    }

    private async Task TurnsReadOnlyAsync(int times)
    {
        using var disk = FailingDisk.Mount();
        var (ledger, moments, difference, said) = (new PageLedger(), new Moments(times), new Difference(0, 0, []), "");
        for (var time = 0; time <= times; time++)
        {
            await using var bot = await BotProcess.StartAsync(disk.Path);
            if (time == 0) await PageLedger.LiftLimitsAsync(bot);
            await ledger.AskAgainAsync(bot);
            difference = await ledger.CompareAsync(bot, inStore: time == times);
            if (time == times || difference is not { Lost: 0, Twice: 0 }) break;
            using var stop = new CancellationTokenSource();
            var load = ledger.LoadAsync(bot, 6, stop.Token);
            await moments.PassAsync(50, 600);
            disk.Fail();
            Assert.Equal(74, await bot.EndAsync(Patience));
            await stop.CancelAsync();
            await load;
            output.WriteLine(bot.Written);
            said = Assert.Single(bot.Written.Split('\n'), l => l.Contains("Read-only file system", StringComparison.Ordinal));
            disk.Repair();
        }

        output.WriteLine(string.Join('\n', difference.Lines));
        table.Note(new FaultRow("disk turns read-only", times, ledger.Acknowledged, difference.Lost, difference.Twice, "74: " + said.Replace(disk.Path, "", StringComparison.Ordinal)), output);
    }
}
