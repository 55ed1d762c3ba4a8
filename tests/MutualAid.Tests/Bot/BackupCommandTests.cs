using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using MutualAid.Bot.Operations;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Bot;

/// <summary>Backup and restore as whoever runs the bot types them, with the real program.</summary>
public sealed partial class BackupCommandTests
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_backup_under_load_is_restored_with_everything_answered_before_and_each_card_stands_once()
    {
        using var folder = new TestFolder();
        var copy = folder.File("copy.mutualaid");
        var answered = new List<int>[3];
        var promised = new List<int>();
        await using (var bot = await BotProcess.StartAsync(folder.Path))
        {
            foreach (var limit in new[] { "open-needs", "needs-an-hour" })
                Assert.Contains("is now 10000", await bot.SaysAsync("dani", $"/settings {limit} 10000"), StringComparison.Ordinal);
            using var stop = new CancellationTokenSource();
            var load = new[] { "ana", "bo", "cruz" }.Select((who, i) => LoadAsync(bot, who, answered[i] = [], stop.Token)).ToList();
            while (!answered.All(a => Count(a) > 10))
            {
                if (load.Find(l => l.IsCompleted) is { } ended) await ended;
                await Briefly.PauseAsync();
            }

            foreach (var numbers in answered)
            {
                lock (numbers) promised.AddRange(numbers);
            }

            await SaysAsync(folder, 0, "The store is copied to", "backup", copy);
            await stop.CancelAsync();
            await Task.WhenAll(load);
            Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(copy) == OwnerOnly);
            // Whoever asked for it can't take it on: of those who ask nobody knows who is first.
            Assert.Contains("You are on #1", await bot.SaysAsync("dani", "/claim 1"), StringComparison.Ordinal);
            await SaysAsync(folder, 74, "is in use", "restore", copy);
            await SaysAsync(folder, 0, "is whole", "restore", "--check", copy);
            Assert.Equal(0, await bot.TerminateAsync());
        }

        var last = answered.SelectMany(a => a).Max();
        await SaysAsync(folder, 0, "It is now the store", "restore", copy);
        await using var again = await BotProcess.StartAsync(folder.Path);
        foreach (var number in promised) Assert.DoesNotContain("no", (await again.SaysAsync("dani", $"/needs {number}") ?? "")[..2], StringComparison.OrdinalIgnoreCase);
        // What came after the backup is not known any more, and its number is not given to anything else.
        var next = NumberIn(await again.SaysAsync("ana", "/need Something else"));
        Assert.Equal(last + 1, next);
        // #1 is nobody's again, and its card says so; no card is there twice.
        await UntilAsync(async () =>
        {
            var cards = CardsIn(await again.SnapshotAsync("dani"));
            Assert.All(cards, c => Assert.Single(c));
            Assert.All(promised, number => Assert.True(cards.Contains(number), $"#{number} has no card."));
            return !cards[1].Single().Contains("\"Dani\"", StringComparison.Ordinal) && cards.Contains(next);
        });
    }

    [Fact]
    public async Task Without_a_running_bot_the_same_commands_work_on_the_store_itself()
    {
        using var folder = new TestFolder();
        await SaysAsync(folder, 74, "There is no store at 'data/mutualaid.db'", "backup", "copy");
        await SaysAsync(folder, 74, "There is no store at 'data/mutualaid.db'", "groups");
        Assert.False(Directory.Exists(folder.File("data")), "A store was made.");
        Assert.Empty(Directory.GetFiles(folder.Path));
        await using (var bot = await BotProcess.StartAsync(folder.Path))
        {
            await bot.SaysAsync("ana", "/need Groceries");
            // kill -9 leaves a socket and a log.
            await bot.KillAsync();
        }

        Assert.True(File.Exists(folder.File("data/mutualaid.sock")));
        await SaysAsync(folder, 0, "playground:neighbours", "groups");
        await SaysAsync(folder, 0, "The store is copied to", "backup", "copy");
        await SaysAsync(folder, 64, "'copy' is there already: give another name, or add --replace.", "backup", "copy");
        await SaysAsync(folder, 0, "The store is copied to", "backup", "copy", "--replace");
        await SaysAsync(folder, 64, "is the store itself", "backup", "data/mutualaid.db", "--replace");
        await SaysAsync(folder, 64, "is a folder", "backup", "data");
        await SaysAsync(folder, 74, "choose a folder that is there", "backup", "nowhere/copy");
        await using var again = await BotProcess.StartAsync(folder.Path);
        await SaysAsync(folder, 0, "playground:neighbours", "groups");
        Assert.Equal(0, await again.TerminateAsync());
        Assert.False(File.Exists(folder.File("data/mutualaid.sock")), "The socket was left.");
    }

    [Fact]
    public async Task A_backup_of_an_encrypted_store_says_nothing_to_who_has_no_password()
    {
        using var folder = new TestFolder();
        var settings = new Dictionary<string, string> { ["Storage__LiteDb__Password"] = "correct horse battery" };
        await using (var bot = await BotProcess.StartAsync(folder.Path, settings, "Open http://"))
        {
            await bot.SaysAsync("ana", "/need PLAIN-MARKER details: PLAIN-MARKER");
            var (code, said) = await BotProcess.RunToEndAsync(folder.Path, settings, "backup", "copy");
            Assert.True(code == 0, said);
            Assert.Contains("The store's password is needed as well.", said, StringComparison.Ordinal);
        }

        var copy = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(folder.File("copy"), Now));
        Assert.DoesNotContain("PLAIN-MARKER", copy, StringComparison.Ordinal);
        Assert.DoesNotContain("correct horse", copy, StringComparison.Ordinal);
        await SaysAsync(folder, 74, "is encrypted: give its password", "restore", "copy");
        var (ok, whole) = await BotProcess.RunToEndAsync(folder.Path, settings, "restore", "copy");
        Assert.True(ok == 0, whole);
        Assert.Contains("nobody was forgotten and no group was erased since the copy was made.", whole, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_was_forgotten_since_is_counted_and_forgotten_again_at_the_start()
    {
        using var folder = new TestFolder();
        await using (var bot = await BotProcess.StartAsync(folder.Path))
        {
            await bot.SaysAsync("ana", "/need Zwiebelkuchen");
            await bot.SaysAsync("bo", "/need Bread");
            await SaysAsync(folder, 0, "The store is copied to", "backup", "copy");
            using var pressed = await bot.PostAsync("/api/press", new { @as = "ana", place = "playground:needs", action = "privacy::erase", key = "erase" });
            Assert.True(pressed.IsSuccessStatusCode);
            Assert.Equal(0, await bot.TerminateAsync());
        }

        await SaysAsync(folder, 0, "people 1 were forgotten and groups 0 were erased", "restore", "copy");
        await using var again = await BotProcess.StartAsync(folder.Path);
        Assert.Contains("is erased again: people 1, groups 0", again.Written, StringComparison.Ordinal);
        Assert.Contains("1 need,", await again.SaysAsync("dani", "/needs"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bot_that_is_killed_in_the_middle_leaves_its_store_whole_and_no_file()
    {
        using var folder = new TestFolder();
        var bot = await BotProcess.StartAsync(folder.Path);
        await using (bot)
        {
            await bot.SaysAsync("ana", "/need Groceries");
            // Nobody reads on, so the answer is under way when it is killed.
            using var half = await ConnectAsync(folder);
            await half.SendAsync("mutualaid-1 backup\n"u8.ToArray(), Now);
            Assert.True(await half.ReceiveAsync(new byte[100], Now) > 0);
            Assert.Contains("#2 is posted", await bot.SaysAsync("ana", "/need More"), StringComparison.Ordinal);
            await bot.KillAsync();
        }

        // What the command sees of it: an answer that breaks off.
        File.Delete(folder.File("data/mutualaid.sock"));
        using (var dying = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dying.Bind(new UnixDomainSocketEndPoint(folder.File("data/mutualaid.sock")));
            dying.Listen();
            var command = SaysAsync(folder, 74, "stopped answering in the middle", "backup", "copy");
            using (var asking = await dying.AcceptAsync(Now))
            {
                await asking.ReceiveAsync(new byte[100], Now);
                await asking.SendAsync("8\n12345678100\nonly half"u8.ToArray(), Now);
            }

            await command;
        }

        Assert.Empty(Directory.GetFiles(folder.Path));
        await using var again = await BotProcess.StartAsync(folder.Path);
        Assert.Contains("You are on #2", await again.SaysAsync("bo", "/claim 2"), StringComparison.Ordinal);
        await SaysAsync(folder, 0, "The store is copied to", "backup", "copy");
    }

    [Fact]
    public async Task A_full_disk_leaves_no_file()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "A limit that a shell sets.");
        using var folder = new TestFolder();
        await using (var bot = await BotProcess.StartAsync(folder.Path))
        {
            await bot.SaysAsync("ana", "/need Groceries");
            Assert.Equal(0, await bot.TerminateAsync());
        }

        // A limit on the size of files, as the shell sets it, ends the write as a full disk does.
        var start = new System.Diagnostics.ProcessStartInfo(
            "bash", ["-c", $"trap '' XFSZ; ulimit -f 200; export DOTNET_EnableWriteXorExecute=0; exec dotnet '{typeof(global::MutualAid.Bot.BotHost).Assembly.Location}' backup copy"])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var command = System.Diagnostics.Process.Start(start)!;
        var said = await command.StandardError.ReadToEndAsync(Now);
        await command.WaitForExitAsync(Now);
        Assert.True(command.ExitCode == 74, said);
        Assert.Contains("See that the disk has room", said, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task A_wrong_token_does_not_stand_in_the_way_and_a_wrong_store_does()
    {
        using var folder = new TestFolder();
        await using (var bot = await BotProcess.StartAsync(folder.Path)) await bot.SaysAsync("ana", "/need Groceries");
        var (code, said) = await BotProcess.RunToEndAsync(folder.Path, new Dictionary<string, string> { ["Matrix__UserId"] = "nobody" }, "backup", "copy");
        Assert.True(code == 0, said);
        (code, said) = await BotProcess.RunToEndAsync(folder.Path, new Dictionary<string, string> { ["Storage__Provider"] = "Papyrus" }, "backup", "copy2");
        Assert.Equal((78, "Storage:Provider is 'Papyrus'; it may be LiteDb or Postgres."), (code, said));
    }

    [Theory]
    [InlineData("Unrecognized command or argument 'bakup'. See what there is with: --help", "bakup")]
    [InlineData("Required argument 'FILE' missing for command: 'backup'. See what there is with: --help", "backup")]
    [InlineData("Unrecognized command or argument '--fresh'. See what there is with: --help", "backup", "x", "--fresh")]
    public async Task A_bad_command_line_ends_with_64_and_one_line(string line, params string[] arguments)
    {
        using var folder = new TestFolder();
        Assert.Equal((64, line), await BotProcess.RunToEndAsync(folder.Path, arguments: arguments));
    }

    [Fact]
    public async Task Help_and_version_say_what_there_is()
    {
        using var folder = new TestFolder();
        var (code, help) = await BotProcess.RunToEndAsync(folder.Path, arguments: "--help");
        Assert.Equal(0, code);
        foreach (var command in new[] { "run ", "backup <FILE>", "restore <FILE>", "export <GROUP>", "groups ", "version " }) Assert.Contains("  " + command, help, StringComparison.Ordinal);
        await SaysAsync(folder, 0, "neither its key nor the playground's chat", "backup", "--help");
        await SaysAsync(folder, 0, "store schema 6", "version");
    }

    private static async Task LoadAsync(BotProcess bot, string who, List<int> answered, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var number = NumberIn(await bot.SaysAsync(who, "/need thing " + Guid.NewGuid().ToString("N")));
            lock (answered) answered.Add(number);
        }
    }

    private static int Count(List<int> answered)
    {
        lock (answered) return answered.Count;
    }

    private static int NumberIn(string? answer)
    {
        var number = Number().Match(answer ?? "");
        Assert.True(number.Success, answer);
        return int.Parse(number.Groups["n"].Value, CultureInfo.InvariantCulture);
    }

    private static ILookup<int, string> CardsIn(System.Text.Json.JsonElement snapshot) => snapshot.GetProperty("places").EnumerateArray()
        .SelectMany(p => p.GetProperty("messages").EnumerateArray()).Select(m => m.GetProperty("card"))
        .Where(c => c.ValueKind == System.Text.Json.JsonValueKind.Object && c.GetProperty("kind").GetString() == "need")
        .ToLookup(c => NumberIn(c.GetProperty("label").GetString()), c => c.GetRawText());

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(60), "It did not come to that.");
            await Briefly.PauseAsync();
        }
    }

    private static async Task<Socket> ConnectAsync(TestFolder folder)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath.Of(folder.File("data/mutualaid.db"))), Now);
        return socket;
    }

    private static async Task SaysAsync(TestFolder folder, int exitCode, string what, params string[] arguments)
    {
        var (code, written) = await BotProcess.RunToEndAsync(folder.Path, arguments: arguments);
        Assert.True(code == exitCode, $"{code}: {written}");
        Assert.Contains(what, written, StringComparison.Ordinal);
        if (exitCode != 0) Assert.DoesNotContain('\n', written);
    }

    [GeneratedRegex(@"#(?<n>\d+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Number();
}
