using System.Diagnostics;
using System.Globalization;
using MutualAid.Core.Needs;
using MutualAid.Storage.LiteDb;

namespace MutualAid.Benchmarks;

/// <summary>Kills a writing process again and again, and counts what it had been answered and is not there. Not part of a run without arguments.</summary>
internal static class Kills
{
    private const int Rounds = 20;
    private const int Writers = 8;

    public static async Task RunAsync()
    {
        foreach (var password in new[] { "", "secret" })
        {
            var folder = Directory.CreateTempSubdirectory("mutualaid-kills-").FullName;
            var path = Path.Combine(folder, "mutualaid.db");
            var answered = new Dictionary<int, int>();
            var lost = 0;
            for (var round = 0; round < Rounds; round++)
            {
                await WriteUntilKilledAsync(path, password, answered);
                lost += await CountLostAsync(path, password, answered);
            }

            Console.WriteLine($"{(password.Length == 0 ? "plain" : "encrypted"),9}: {Rounds} kills, {answered.Count} needs answered, {lost} lost");
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Adds and saves from several tasks, and says each on the output once it was answered.</summary>
    public static async Task<int> ChildAsync(string path, string? password)
    {
        var store = TemporaryStore.Open(path, string.IsNullOrEmpty(password) ? null : password);
        var needs = new LiteDbNeedStore(store);
        var next = Environment.ProcessId * 1_000;
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
        {
            while (true)
            {
                var need = TemporaryStore.Need(Interlocked.Increment(ref next));
                if (!await needs.AddAsync(need, CancellationToken.None)) continue;
                await Console.Out.WriteLineAsync($"{need.Number} 1");
                if (await needs.SaveAsync(need with { Version = 1 }, CancellationToken.None)) await Console.Out.WriteLineAsync($"{need.Number} 2");
            }
        })));
        return 0;
    }

    private static async Task WriteUntilKilledAsync(string path, string password, Dictionary<int, int> answered)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in new[] { "kill-child", path, password }) start.ArgumentList.Add(argument);
        using var child = Process.Start(start)!;
        var lines = Random.Shared.Next(50, 1_500);
        while (await child.StandardOutput.ReadLineAsync() is { } line)
        {
            // What the pipe still holds after the kill was answered too.
            if (line.Split(' ') is [var number, var version])
                answered[int.Parse(number, CultureInfo.InvariantCulture)] = int.Parse(version, CultureInfo.InvariantCulture);
            if (--lines == 0) child.Kill();
        }

        await child.WaitForExitAsync();
    }

    private static async Task<int> CountLostAsync(string path, string password, Dictionary<int, int> answered)
    {
        using var store = TemporaryStore.Open(path, password.Length == 0 ? null : password);
        var needs = new LiteDbNeedStore(store);
        var lost = 0;
        foreach (var (number, version) in answered)
        {
            var found = await needs.FindAsync(new NeedId($"need{number}"), CancellationToken.None);
            if (found is null || found.Version < version) lost++;
        }

        return lost;
    }
}
