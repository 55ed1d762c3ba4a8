using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using MutualAid.Bot.Operations;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Bot;

/// <summary>What comes in at the socket of the running bot.</summary>
public sealed class OperatorSocketTests
{
    private static CancellationToken Now => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nonsense_silence_and_floods_harm_nothing()
    {
        using var folder = new TestFolder();
        await using var bot = await BotProcess.StartAsync(folder.Path);
        var path = folder.File("data/mutualaid.sock");
        // It is closed to others before it listens; and it listens some time after the start.
        await Eventually.TrueAsync(() => Task.FromResult(
            File.Exists(path) && (OperatingSystem.IsWindows() || File.GetUnixFileMode(path) == (UnixFileMode.UserRead | UnixFileMode.UserWrite))));

        var random = new Random(20261128);
        var noise = new byte[200_000];
        random.NextBytes(noise);
        foreach (var nonsense in new[]
        {
            "\n"u8.ToArray(), "hello\n"u8.ToArray(), "GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(), "mutualaid-1\n"u8.ToArray(), "mutualaid-1 shutdown\n"u8.ToArray(),
            "mutualaid-1 export\n"u8.ToArray(), "mutualaid-1 backup /etc/passwd\n"u8.ToArray(), "mutualaid-2 backup\n"u8.ToArray(), new byte[5000], noise,
            [.. "mutualaid-1 export "u8, .. noise], Encoding.UTF8.GetBytes("mutualaid-1 export " + new string('x', 100_000) + "\n"),
        })
        {
            var answer = await AskAsync(path, nonsense);
            Assert.True(answer.Length == 0 || answer.StartsWith("!64 ", StringComparison.Ordinal), answer);
        }

        Assert.StartsWith("!64 There is no group 'nope'", await AskAsync(path, "mutualaid-1 export nope\n"u8.ToArray()), StringComparison.Ordinal);
        // More than there is room for say nothing, or half of something, or don't listen; they are let go after a while.
        var silent = new List<Socket>();
        for (var i = 0; i < 20; i++)
        {
            silent.Add(await ConnectAsync(path));
            if (i % 3 == 1) await silent[^1].SendAsync("mutualaid-1 gro"u8.ToArray(), Now);
            if (i % 3 == 2) await silent[^1].SendAsync("mutualaid-1 backup\n"u8.ToArray(), Now);
        }

        Assert.Contains("#1 is posted", await bot.SaysAsync("ana", "/need Groceries"), StringComparison.Ordinal);
        silent.ForEach(s => s.Dispose());
        var (code, said) = await BotProcess.RunToEndAsync(folder.Path, arguments: "groups");
        Assert.True(code == 0, said);
        Assert.Contains("playground:neighbours  1 ", said, StringComparison.Ordinal);
        Assert.Equal(0, await bot.TerminateAsync());
        Assert.DoesNotContain("rror", bot.Written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_too_deep_for_a_socket_has_it_in_a_folder_of_its_own()
    {
        using var folder = new TestFolder();
        var store = folder.File(string.Join('/', Enumerable.Repeat("a-rather-long-name", 6)) + "/mutualaid.db");
        var path = SocketPath.Of(store);
        Assert.InRange(Encoding.UTF8.GetByteCount(path), 1, 100);
        Assert.Equal(path, SocketPath.Of(store));
        Assert.NotEqual(path, SocketPath.Of(store + "2"));
        var settings = new Dictionary<string, string> { ["Storage__LiteDb__Path"] = store };
        try
        {
            await using var bot = await BotProcess.StartAsync(folder.Path, settings, "Open http://");
            await bot.SaysAsync("ana", "/need Groceries");
            var (code, said) = await BotProcess.RunToEndAsync(folder.Path, settings, "groups");
            Assert.True(code == 0, said);
            Assert.True(File.Exists(path));
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(path)!));
        }
        finally
        {
            if (Directory.Exists(Path.GetDirectoryName(path))) Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void A_folder_that_others_may_enter_is_not_trusted()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix file modes.");
        using var folder = new TestFolder();
        var socket = folder.File("shared/mutualaid.sock");
        Directory.CreateDirectory(folder.File("shared"), (UnixFileMode)0b111_111_111);
        Assert.False(SocketPath.MakeFolder(socket, "/elsewhere/mutualaid.db"));
        Assert.False(SocketPath.IsOurs(socket, "/elsewhere/mutualaid.db"));
        Assert.True(SocketPath.IsOurs(socket, folder.File("shared/mutualaid.db")));
        Assert.True(SocketPath.MakeFolder(folder.File("own/mutualaid.sock"), "/elsewhere/mutualaid.db"));
    }

    [Theory]
    [InlineData("/srv/aid/mutualaid.db", "/srv/aid/mutualaid.sock")]
    [InlineData("/srv/aid/store", "/srv/aid/store.sock")]
    [InlineData("/srv/aid/odd.sock", "/srv/aid/odd.sock.sock")]
    public void It_stands_beside_the_store(string store, string socket)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix paths.");
        Assert.Equal(socket, SocketPath.Of(store));
    }

    private static async Task<Socket> ConnectAsync(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), Now);
        return socket;
    }

    /// <summary>Everything that is answered; a bot that hangs up in the middle of nonsense answers nothing.</summary>
    private static async Task<string> AskAsync(string path, byte[] request)
    {
        using var socket = await ConnectAsync(path);
        var answer = new StringBuilder();
        try
        {
            await socket.SendAsync(request, Now);
            socket.Shutdown(SocketShutdown.Send);
            var buffer = new byte[4096];
            while (await socket.ReceiveAsync(buffer, Now) is > 0 and var read) answer.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }
        catch (SocketException)
        {
            return answer.ToString();
        }

        return answer.ToString();
    }
}
