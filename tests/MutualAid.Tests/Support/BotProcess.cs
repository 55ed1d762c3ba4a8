using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace MutualAid.Tests.Support;

/// <summary>The real program in a process of its own, on a folder and a port of its own, driven through the playground's interface.</summary>
internal sealed class BotProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);
    private static int lastPort = 10_000 + (Environment.ProcessId % 4_000);

    private readonly Process process;
    private readonly ConcurrentQueue<string> written = new();
    private readonly HttpClient http;

    private BotProcess(Process process, string url)
    {
        this.process = process;
        Url = url;
        http = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(100) };
        process.OutputDataReceived += (_, e) => Keep(e.Data);
        process.ErrorDataReceived += (_, e) => Keep(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Url { get; }

    /// <summary>Everything the process wrote so far.</summary>
    public string Written => string.Join('\n', written);

    /// <summary>Starts it and waits until the page is served.</summary>
    public static Task<BotProcess> StartAsync(string folder, int? port = null, params string[] arguments) =>
        ReadyAsync(Launch(folder, $"http://127.0.0.1:{port ?? FreePort()}", settings: null, arguments), "Open http://");

    /// <summary>Starts it on platforms and waits until it wrote this.</summary>
    public static Task<BotProcess> StartAsync(string folder, IReadOnlyDictionary<string, string> settings, string until) =>
        ReadyAsync(Launch(folder, $"http://127.0.0.1:{FreePort()}", settings), until);

    /// <summary>Starts it by another program, such as prlimit, that becomes it; waits until the page is served, or until it wrote this.</summary>
    public static Task<BotProcess> StartByAsync(string folder, IReadOnlyList<string> by, IReadOnlyDictionary<string, string>? settings = null, string until = "Open http://") =>
        ReadyAsync(Launch(folder, $"http://127.0.0.1:{FreePort()}", settings, by, []), until);

    /// <summary>Starts it on whatever is in the folder, perhaps by another program that becomes it; null where it ended instead, with its exit code.</summary>
    public static async Task<(BotProcess? Bot, int ExitCode, string Written)> TryAsync(string folder, params IReadOnlyList<string> by)
    {
        var bot = Launch(folder, $"http://127.0.0.1:{FreePort()}", settings: null, by, []);
        var deadline = Stopwatch.StartNew();
        while (!bot.Written.Contains("Open http://", StringComparison.Ordinal))
        {
            if (bot.process.HasExited)
            {
                await using (bot) return (null, await bot.EndAsync(Patience), bot.Written);
            }

            if (deadline.Elapsed > Patience)
            {
                await using (bot) throw new InvalidOperationException("The bot neither started nor ended: " + bot.Written);
            }

            await PauseAsync();
        }

        return (bot, 0, "");
    }

    private static async Task<BotProcess> ReadyAsync(BotProcess bot, string until)
    {
        var deadline = Stopwatch.StartNew();
        while (!bot.Written.Contains(until, StringComparison.Ordinal))
        {
            if (bot.process.HasExited || deadline.Elapsed > Patience)
            {
                // Nobody else has it, to end it.
                await using (bot) throw new InvalidOperationException("The bot did not start: " + bot.Written);
            }

            await PauseAsync();
        }

        return bot;
    }

    /// <summary>Runs it until it ends by itself.</summary>
    public static async Task<(int ExitCode, string Written)> RunToEndAsync(string folder, IReadOnlyDictionary<string, string>? settings = null, params string[] arguments)
    {
        await using var bot = Launch(folder, $"http://127.0.0.1:{FreePort()}", settings, arguments);
        using var stop = new CancellationTokenSource(Patience);
        await bot.process.WaitForExitAsync(stop.Token);
        return (bot.process.ExitCode, bot.Written);
    }

    /// <summary>A port that nobody has, and that the system gives nobody who asks for any: it may be a while until it is taken.</summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = Interlocked.Increment(ref lastPort);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // The next one is free.
            }
        }
    }

    public int Id => process.Id;

    public bool HasEnded => process.HasExited;

    /// <summary>Waits until it ends by itself; the exit code.</summary>
    public async Task<int> EndAsync(TimeSpan patience)
    {
        using var late = new CancellationTokenSource(patience);
        try
        {
            await process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"The bot did not end within {patience}. It wrote: {Written}", e);
        }

        return process.ExitCode;
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM; the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    /// <summary>Types a line; the answer, or null when there was none to be had.</summary>
    public async Task<string?> SaysAsync(string who, string text, string? key = null)
    {
        try
        {
            using var answer = await http.PostAsJsonAsync("/api/say", new { @as = who, place = "playground:needs", text, key = key ?? Guid.NewGuid().ToString("N") });
            if (!answer.IsSuccessStatusCode) return null;
            return TextOf(JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("reply"));
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
        {
            return null;
        }
    }

    public Task<HttpResponseMessage> PostAsync(string path, object body) => http.PostAsJsonAsync(path, body);

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => http.SendAsync(request);

    /// <summary>What a person sees when they open the page now.</summary>
    public async Task<JsonElement> SnapshotAsync(string who)
    {
        using var stream = new StreamReader(await http.GetStreamAsync("/api/events?as=" + who));
        while (await stream.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal)) return JsonDocument.Parse(line["data: ".Length..]).RootElement.Clone();
        }

        throw new InvalidOperationException("There was no snapshot.");
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) await KillAsync();
        process.Dispose();
        http.Dispose();
    }

    private static BotProcess Launch(string folder, string url, IReadOnlyDictionary<string, string>? settings = null, params string[] arguments) =>
        Launch(folder, url, settings, [], arguments);

    private static BotProcess Launch(string folder, string url, IReadOnlyDictionary<string, string>? settings, IReadOnlyList<string> by, string[] arguments)
    {
        string[] line = [.. by, .. BotProgram.Command, .. arguments];
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["Playground__Url"] = url;
        // One port for all of them would be taken for all but the first.
        start.Environment["Operations__Url"] = "off";
        foreach (var (key, value) in settings ?? new Dictionary<string, string>()) start.Environment[key] = value;
        return new BotProcess(Process.Start(start)!, url);
    }

    private static string TextOf(JsonElement reply) => reply.ValueKind == JsonValueKind.Null
        ? ""
        : string.Concat(reply.GetProperty("text").EnumerateArray().Select(s => s.GetProperty("text").GetString()));

    private static async Task PauseAsync()
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        await tick.WaitForNextTickAsync();
    }

    private void Keep(string? line)
    {
        if (line is not null) written.Enqueue(line);
    }
}
