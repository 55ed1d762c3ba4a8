using System.Diagnostics;
using System.Globalization;
using MutualAid.Core.Reminders;

namespace MutualAid.Benchmarks.Discord;

/// <summary>The bot in a process of its own, on a store that is there already. It stands a minute before an hour until it is told that the hour has come.</summary>
internal sealed class SweepingBot : IAsyncDisposable
{
    /// <summary>As often as the host's schedule.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    private readonly Process process;

    private SweepingBot(Process process) => this.process = process;

    public static SweepingBot Start(string api, string token, string path, DateTimeOffset hour)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(SweepingBot).Assembly.Location, "sweeping-child", api, token, path, hour.ToString("O", CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        return new SweepingBot(Process.Start(start)!);
    }

    /// <summary>The process: a line comes in, a line of figures goes out.</summary>
    public static async Task<int> ChildAsync(string api, string token, string path, DateTimeOffset hour)
    {
        var time = new MovableTime(hour - TimeSpan.FromMinutes(1));
        await using var bot = await DiscordBot.StartAsync(api, token, path, time);
        await Console.In.ReadLineAsync();
        Console.WriteLine(Megabytes());
        await Console.In.ReadLineAsync();
        time.Set(hour);
        using var stop = new CancellationTokenSource();
        var sweeping = SweepAsync(bot.Get<DueWork>(), stop.Token);
        await Console.In.ReadLineAsync();
        await stop.CancelAsync();
        Console.WriteLine($"{(await sweeping).ToString(CultureInfo.InvariantCulture)} {Megabytes()}");
        return 0;
    }

    /// <summary>What the process takes now, in MB.</summary>
    public async Task<double> MemoryAsync() => double.Parse((await AskAsync())!, CultureInfo.InvariantCulture);

    public Task StrikeAsync() => process.StandardInput.WriteLineAsync();

    /// <summary>The longest sweep in milliseconds, and what the process takes now, in MB.</summary>
    public async Task<(double LongestSweep, double Memory)> EndAsync()
    {
        var figures = (await AskAsync())!.Split(' ').Select(f => double.Parse(f, CultureInfo.InvariantCulture)).ToArray();
        return (figures[0], figures[1]);
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static async Task<double> SweepAsync(DueWork due, CancellationToken stop)
    {
        var longest = 0.0;
        while (!stop.IsCancellationRequested)
        {
            var watch = Stopwatch.StartNew();
            await due.SweepAsync(CancellationToken.None);
            longest = Math.Max(longest, watch.Elapsed.TotalMilliseconds);
            await Task.Delay(Every, stop).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        return longest;
    }

    private static string Megabytes()
    {
        using var self = Process.GetCurrentProcess();
        return (self.WorkingSet64 / 1024.0 / 1024.0).ToString(CultureInfo.InvariantCulture);
    }

    private async Task<string?> AskAsync()
    {
        await process.StandardInput.WriteLineAsync();
        return await process.StandardOutput.ReadLineAsync();
    }

    /// <summary>The system's clock, set to another time of day. Spans and timers are the system's.</summary>
    private sealed class MovableTime(DateTimeOffset now) : TimeProvider
    {
        private long ahead = (now - System.GetUtcNow()).Ticks;

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Volatile.Read(ref ahead));

        public void Set(DateTimeOffset to) => Volatile.Write(ref ahead, (to - System.GetUtcNow()).Ticks);
    }
}
