using System.Diagnostics;
using System.Globalization;
using MutualAid.Tests.Support.Discord;

namespace MutualAid.Benchmarks.Discord;

/// <summary>What an idle bot takes, in a process of its own, with one guild and with 2,500 of 100 members and 30 channels.</summary>
internal static class Memory
{
    private const int Many = 2_500;
    private const int Members = 100;
    private const int Channels = 30;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(15);

    public static async Task RunAsync()
    {
        var one = await MeasureAsync(1);
        var many = await MeasureAsync(Many);
        Console.WriteLine($"    1 guild    {one,7:N1} MB");
        Console.WriteLine($"{Many,5:N0} guilds   {many,7:N1} MB   {many - one:N1} MB more (at most 25 is wanted)");
        Report.Row($"memory of {Many:N0} guilds beside one", $"{many - one:N1} MB more", "at most 25");
    }

    /// <summary>The process that is measured: connects, is left alone for a while, and says what it takes then.</summary>
    public static async Task<int> ChildAsync(string api, string token)
    {
        await using var bot = await DiscordBot.StartAsync(api, token);
        // As the bot itself does after its start.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        await Console.In.ReadLineAsync();
        await Task.Delay(Idle);
        using var self = Process.GetCurrentProcess();
        Console.WriteLine((self.WorkingSet64 / 1024.0 / 1024.0).ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    private static async Task<double> MeasureAsync(int guilds)
    {
        await using var fake = await FakeDiscord.StartAsync();
        var people = Enumerable.Range(0, Members).Select(i => fake.AddUser($"P{i}")).ToList();
        for (var i = 0; i < guilds; i++)
        {
            var guild = fake.AddGuild($"Guild {i}");
            for (var c = 0; c < Channels; c++) guild.AddChannel($"channel-{c}");
            foreach (var person in people) guild.Join(person);
        }

        var start = new ProcessStartInfo("dotnet", [typeof(Memory).Assembly.Location, "discord-child", fake.ApiBaseUrl, fake.Token!])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var child = Process.Start(start)!;
        await fake.Gateway.ReadyAsync();
        // Every guild has come in when the connection has nothing more to send, and what was sent is acknowledged with a heartbeat.
        fake.Gateway.AskForHeartbeat();
        await fake.UntilAsync(() => fake.Gateway.Heartbeats > 0, "a heartbeat", TimeSpan.FromMinutes(2));
        await child.StandardInput.WriteLineAsync("go");
        var taken = double.Parse((await child.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        await child.WaitForExitAsync();
        return taken;
    }
}
