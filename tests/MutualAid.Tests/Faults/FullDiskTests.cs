using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Faults;

/// <summary>The disk fills up under load: it ends with 74 and a line, and with room again everything acknowledged is there.</summary>
[Collection(FaultCollection.Name)]
public sealed class FullDiskTests(FaultTable table, ITestOutputHelper output)
{
    private const int Kilobytes = 24 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public Task On_a_full_disk_it_ends_and_says_so() => FullAsync(2);

    [Fact(Explicit = true)]
    public Task On_a_disk_that_is_full_fifteen_times_it_ends_and_says_so() => FullAsync(15);

    private async Task FullAsync(int times)
    {
        using var disk = SmallDisk.Mount(Kilobytes);
        var (ledger, moments, difference, said) = (new PageLedger(), new Moments(times), new Difference(0, 0, []), "");
        for (var time = 0; time <= times; time++)
        {
            await using var bot = await BotProcess.StartAsync(disk.Folder.Path);
            if (time == 0) await PageLedger.LiftLimitsAsync(bot);
            await ledger.AskAgainAsync(bot);
            difference = await ledger.CompareAsync(bot, inStore: time == times);
            if (time == times || difference is not { Lost: 0, Twice: 0 }) break;
            using var stop = new CancellationTokenSource();
            var load = ledger.LoadAsync(bot, 6, stop.Token);
            await moments.PassAsync(50, 400);
            disk.FillUpTo(moments.Random.Next(100_000));
            Assert.Equal(74, await bot.EndAsync(Patience));
            await stop.CancelAsync();
            await load;
            output.WriteLine(bot.Written);
            said = Assert.Single(bot.Written.Split('\n'), l => l.Contains("No space left", StringComparison.Ordinal));
            await StartedWhenFullAsync(disk.Folder.Path);
            disk.Free();
        }

        output.WriteLine(string.Join('\n', difference.Lines));
        output.WriteLine(string.Join('\n', ledger.Refusals));
        table.Note(new FaultRow("disk full", times, ledger.Acknowledged, difference.Lost, difference.Twice, "74: " + said.Replace(disk.Folder.Path, "", StringComparison.Ordinal)), output);
    }

    /// <summary>With next to no room left it either serves or says why not.</summary>
    private static async Task StartedWhenFullAsync(string folder)
    {
        var (bot, code, written) = await BotProcess.TryAsync(folder);
        if (bot is not null)
        {
            await bot.DisposeAsync();
            return;
        }

        Assert.Equal(74, code);
        Assert.Single(written.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
