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
    private const int Left = 320;

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
        int[] limits = [140, 200, 260, 639, 640];
        foreach (var limit in limits)
        {
            var (bot, code, written) = await BotProcess.TryAsync(folder.Path, ["prlimit", $"--nofile={limit}:{limit}", "--"]);
            said.Add($"{limit}: {(bot is null ? code.ToString(CultureInfo.InvariantCulture) : "serves")}");
            output.WriteLine($"{said[^1]} {written}");
            if (bot is not null) await bot.DisposeAsync();
            Assert.Equal(limit >= 640, bot is not null);
            if (bot is null) Assert.Equal($"The bot may have {limit} files and connections open, and needs 640. Let it have more: ulimit -n 640, or LimitNOFILE=640 in a systemd unit.", written.Trim());
        }

        await using var after = await BotProcess.StartAsync(folder.Path);
        var difference = await ledger.CompareAsync(after, inStore: true);
        table.Note(new FaultRow("few handles at start", limits.Length, ledger.Acknowledged, difference.Lost, difference.Twice, string.Join("; ", said)), output);
    }

    /// <summary>Then the runtime may end at the next thread that it wants: who starts it again finds everything.</summary>
    [Fact]
    public async Task With_no_handle_left_at_all_nothing_is_lost()
    {
        SkipUnlessLimits();
        using var folder = new TestFolder();
        var ledger = new PageLedger();
        string said;
        await using (var bot = await BotProcess.StartAsync(folder.Path))
        {
            await PageLedger.LiftLimitsAsync(bot);
            await ledger.LoadAsync(bot, 3, CancellationToken.None, most: 2);
            Limit(bot, OpenBy(bot) + 5);
            await HoldAsync(bot, ledger);
            var told = bot.Written.Contains("neither memory nor handles", StringComparison.Ordinal);
            // Where the runtime ends in its own code nobody else is asked, and its own word stands alone.
            if (bot.HasEnded && !told) Assert.EndsWith("Out of memory.", bot.Written.TrimEnd(), StringComparison.Ordinal);
            said = (bot.HasEnded, told) switch
            {
                (true, true) => "ends, and says why",
                (true, false) => "ends with the runtime's word alone",
                _ => "serves again",
            };
        }

        await using var after = await BotProcess.StartAsync(folder.Path);
        await ledger.AskAgainAsync(after);
        var difference = await ledger.CompareAsync(after, inStore: true);
        output.WriteLine(string.Join('\n', difference.Lines));
        Assert.Equal(0, ledger.Unanswered);
        table.Note(new FaultRow("no handle at all", 1, ledger.Acknowledged, difference.Lost, difference.Twice, said), output);
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
            Limit(bot, OpenBy(bot) + Left);
            await HoldAsync(bot, ledger);
            Assert.False(bot.HasEnded, bot.Written);
            Limit(bot, 4096);
            await ledger.AskAgainAsync(bot);
            await ledger.LoadAsync(bot, 3, CancellationToken.None, most: 1);
        }

        var difference = await ledger.CompareAsync(bot, inStore: true);
        output.WriteLine(string.Join('\n', difference.Lines));
        Assert.Equal(0, ledger.Unanswered);
        Assert.DoesNotContain("Out of memory", bot.Written, StringComparison.Ordinal);
        table.Note(new FaultRow("more connections than handles", times, ledger.Acknowledged, difference.Lost, difference.Twice, "serves again"), output);
    }

    /// <summary>Far more connections than handles are held while people ask, and are let go of.</summary>
    private static async Task HoldAsync(BotProcess bot, PageLedger ledger)
    {
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

        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        var load = ledger.LoadAsync(bot, 3, stop.Token, most: 2);
        await Task.WhenAny(load, Task.Delay(TimeSpan.FromSeconds(4)));
        connections.ForEach(c => c.Dispose());
        await load;
    }

    private static int OpenBy(BotProcess bot) => Directory.GetFileSystemEntries($"/proc/{bot.Id}/fd").Length;

    private static void Limit(BotProcess bot, int handles) =>
        Assert.Equal(0, Shell.Run("prlimit", "--pid", $"{bot.Id}", string.Create(CultureInfo.InvariantCulture, $"--nofile={handles}:4096")).Code);

    private static void SkipUnlessLimits() => Assert.SkipUnless(OperatingSystem.IsLinux() && Shell.Run("prlimit", "--version").Code == 0, "prlimit (util-linux) is not here.");
}
