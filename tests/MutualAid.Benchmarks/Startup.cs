using System.Diagnostics;
using System.Globalization;
using MutualAid.Storage.LiteDb;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Discord;

namespace MutualAid.Benchmarks;

/// <summary>
/// How long the real program takes until it serves, and what it takes in memory when it is left alone, by how many open needs are stored. It is
/// the published one where <c>MUTUALAID_PROGRAM</c> names it, which is what groups run.
/// </summary>
internal static class Startup
{
    private const int Runs = 5;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(15);

    /// <summary>By then a sweep was made often enough for its code to be compiled again, and garbage had time to gather.</summary>
    private static readonly TimeSpan LongIdle = TimeSpan.FromSeconds(60);

    private static string Form => BotProgram.Published is null ? "as built" : "as published";

    public static async Task RunAsync()
    {
        double? empty = null;
        foreach (var needs in new[] { 0, 1_000, 10_000, 100_000 })
        {
            var folder = Directory.CreateTempSubdirectory("mutualaid-startup-").FullName;
            try
            {
                await FillAsync(folder, needs);
                var (start, memory) = await MeasureAsync(folder);
                empty ??= start;
                Console.WriteLine($"{needs,8:N0} open needs   serves after {start,6:N0} ms   {start / empty:N2} times the empty one (at most 1.3 is wanted)   idle {memory,6:N1} MB, the playground's web server included");
                Report.Row($"start with {needs:N0} open needs beside none", $"{start / empty:N2} times ({start:N0} ms)", "at most 1.3");
                Report.Row($"idle memory with {needs:N0} open needs, playing the playground", $"{memory:N1} MB", "");
                if (needs != 10_000) continue;
                var onDiscord = await OnDiscordAsync(folder);
                Console.WriteLine($"{needs,8:N0} open needs   idle on Discord {onDiscord,6:N1} MB (under 90 is wanted), {Form}");
                Report.Row($"idle memory with {needs:N0} open needs, on Discord, {Form}", $"{onDiscord:N1} MB", "under 90");
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static async Task FillAsync(string folder, int needs)
    {
        var data = Directory.CreateDirectory(Path.Combine(folder, "data"));
        using var store = TemporaryStore.Open(Path.Combine(data.FullName, "mutualaid.db"), password: null);
        await Claims.AddManyAsync(new LiteDbNeedStore(store), needs);
    }

    /// <summary>The median of several starts, the first one left out, and what the last of them took.</summary>
    private static async Task<(double Start, double Memory)> MeasureAsync(string folder)
    {
        var (times, memory) = (new List<double>(), 0.0);
        for (var run = 0; run <= Runs; run++)
        {
            var clock = Stopwatch.StartNew();
            await using var bot = await BotProcess.StartAsync(folder);
            if (run > 0) times.Add(clock.Elapsed.TotalMilliseconds);
            if (run == Runs)
            {
                await Task.Delay(Idle);
                memory = Resident(bot.Id);
            }

            await bot.TerminateAsync();
        }

        times.Sort();
        return (times[times.Count / 2], memory);
    }

    /// <summary>As a group runs it: in touch with a platform, and no playground.</summary>
    private static async Task<double> OnDiscordAsync(string folder)
    {
        await using var fake = await FakeDiscord.StartAsync();
        fake.AddGuild().AddChannel("needs");
        var settings = new Dictionary<string, string>
        {
            ["Discord__Token"] = fake.Token!,
            ["Discord__ApiBaseUrl"] = fake.ApiBaseUrl,
            // As the image and the unit have it.
            ["DOTNET_GCgen0size"] = "400000",
            ["MALLOC_ARENA_MAX"] = "1",
            ["MALLOC_TRIM_THRESHOLD_"] = "131072",
        };
        await using var bot = await BotProcess.StartAsync(folder, settings, "stands");
        await Task.Delay(LongIdle);
        var memory = Resident(bot.Id);
        await bot.TerminateAsync();
        return memory;
    }

    private static double Resident(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
