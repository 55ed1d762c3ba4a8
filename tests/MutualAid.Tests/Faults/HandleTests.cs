using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Faults;

/// <summary>There are no handles left, for files and connections.</summary>
[Collection(FaultCollection.Name)]
public sealed class HandleTests(FaultTable table, ITestOutputHelper output)
{
    /// <summary>More than the page takes connections, and fewer than are made.</summary>
    private const int Left = 400;

    [Fact]
    public Task With_more_connections_held_than_there_are_handles_it_serves_again_when_they_are_free() => TakenAsync(2);

    [Fact(Explicit = true)]
    public Task With_more_connections_held_than_there_are_handles_ten_times_it_serves_again() => TakenAsync(10);

    [Fact]
    public async Task Started_with_few_handles_it_serves_or_says_why_not()
    {
        SkipUnlessLimits();
        using var folder = new TestFolder();
        var ledger = new PageLedger();
        await using (var bot = await BotProcess.StartAsync(folder.Path))
        {
            await ledger.LoadAsync(bot, 3, CancellationToken.None, most: 2);
            await bot.KillAsync();
        }

        var said = new List<string>();
        int[] limits = [140, 170, 200, 230, 260];
        foreach (var limit in limits)
        {
            var (bot, code, written) = await BotProcess.TryAsync(folder.Path, ["prlimit", $"--nofile={limit}:{limit}", "--"]);
            said.Add($"{limit}: {(bot is null ? code.ToString(CultureInfo.InvariantCulture) : "serves")}");
            output.WriteLine($"{said[^1]} {written}");
            if (bot is null) Assert.NotEmpty(written.Trim());
            else await bot.DisposeAsync();
        }

        await using var after = await BotProcess.StartAsync(folder.Path);
        var difference = await ledger.CompareAsync(after, inStore: true);
        table.Note(new FaultRow("few handles at start", limits.Length, ledger.Acknowledged, difference.Lost, difference.Twice, string.Join("; ", said)), output);
    }

    private async Task TakenAsync(int times)
    {
        SkipUnlessLimits();
        using var folder = new TestFolder();
        var ledger = new PageLedger();
        await using var bot = await BotProcess.StartAsync(folder.Path);
        await PageLedger.LiftLimitsAsync(bot);
        await ledger.LoadAsync(bot, 3, CancellationToken.None, most: 2);
        for (var time = 0; time < times; time++)
        {
            var open = Directory.GetFileSystemEntries($"/proc/{bot.Id}/fd").Length;
            Assert.Equal(0, Shell.Run("prlimit", "--pid", $"{bot.Id}", $"--nofile={open + Left}:4096").Code);
            var connections = new List<Socket>();
            for (var i = 0; i < 2 * Left; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                connections.Add(socket);
                try
                {
                    await socket.ConnectAsync(IPAddress.Loopback, new Uri(bot.Url).Port);
                }
                catch (SocketException)
                {
                    break;
                }
            }

            using (var stop = new CancellationTokenSource(TimeSpan.FromSeconds(2)))
            {
                var load = ledger.LoadAsync(bot, 3, stop.Token, most: 2);
                await Task.WhenAny(load, Task.Delay(TimeSpan.FromSeconds(4)));
                connections.ForEach(c => c.Dispose());
                await load;
            }

            Assert.False(bot.HasEnded, bot.Written);
            Assert.Equal(0, Shell.Run("prlimit", "--pid", $"{bot.Id}", "--nofile=4096:4096").Code);
            await ledger.AskAgainAsync(bot);
            await ledger.LoadAsync(bot, 3, CancellationToken.None, most: 1);
        }

        var difference = await ledger.CompareAsync(bot, inStore: true);
        output.WriteLine(string.Join('\n', difference.Lines));
        Assert.Equal(0, ledger.Unanswered);
        table.Note(new FaultRow("no handles left", times, ledger.Acknowledged, difference.Lost, difference.Twice, "serves again"), output);
    }

    private static void SkipUnlessLimits() => Assert.SkipUnless(OperatingSystem.IsLinux() && Shell.Run("prlimit", "--version").Code == 0, "prlimit (util-linux) is not here.");
}
