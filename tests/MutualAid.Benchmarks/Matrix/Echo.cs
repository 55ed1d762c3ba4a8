using System.Diagnostics;
using MutualAid.Benchmarks.Discord;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Matrix.Synapse;

namespace MutualAid.Benchmarks.Matrix;

/// <summary>From a person's send to the bot's card in their sync, beside what a plain echo between two people takes, on a real Synapse.</summary>
internal static class Echo
{
    private const int Warm = 10;
    private const int Runs = 50;

    public static async Task RunAsync()
    {
        if (SynapseTools.Missing is { } reason)
        {
            Console.WriteLine("not run: " + reason);
            return;
        }

        await using var server = await SynapseServer.StartAsync();
        await using var people = SynapsePeople.On(server);
        var account = await people.AddBotAsync("Aid");
        using var ana = new BareClient(server.Url, await people.AddBotAsync("Ana"));
        using var bo = new BareClient(server.Url, await people.AddBotAsync("Bo"));
        var folder = Directory.CreateTempSubdirectory("mutualaid-echo-").FullName;
        await using (await BotProcess.StartAsync(
            folder,
            new Dictionary<string, string> { ["Matrix__HomeserverUrl"] = server.Url, ["Matrix__UserId"] = account.UserId, ["Matrix__Password"] = account.Password },
            "Connected to the homeserver"))
        {
            var room = await ana.CreateRoomAsync(bo.UserId, account.UserId);
            await bo.JoinAsync(room);
            using var stop = new CancellationTokenSource();
            var echoing = bo.EchoAsync(room, stop.Token);
            await ana.HearAsync(room, b => b.StartsWith("I am here", StringComparison.Ordinal));
            foreach (var limit in new[] { "open-needs", "needs-an-hour" }) await ana.SayAsync(room, $"!settings setting: {limit} value: 10000");
            await Task.Delay(TimeSpan.FromSeconds(3));

            var (cards, echoes) = (new List<double>(), new List<double>());
            for (var run = 0; run < Warm + Runs; run++)
            {
                var echo = await TimeAsync(ana, room, $"echo {run}.", $"heard echo {run}.", echoing);
                var card = await TimeAsync(ana, room, $"!need thing {run}.", $"thing {run}.", echoing);
                if (run < Warm) continue;
                echoes.Add(echo);
                cards.Add(card);
                // As fast as one person may go on without being told that it is too fast.
                await Task.Delay(TimeSpan.FromSeconds(1.2));
            }

            await stop.CancelAsync();
            await echoing;
            cards.Sort();
            echoes.Sort();
            Console.WriteLine($"echo       p50 {Latency.At(echoes, 0.50),6:N1} ms   p95 {Latency.At(echoes, 0.95),6:N1} ms");
            Console.WriteLine($"the card   p50 {Latency.At(cards, 0.50),6:N1} ms   p95 {Latency.At(cards, 0.95),6:N1} ms");
            Console.WriteLine($"           {Latency.At(cards, 0.50) / Latency.At(echoes, 0.50),10:N2} times {Latency.At(cards, 0.95) / Latency.At(echoes, 0.95),9:N2} times (at most 2 is wanted)");
            Report.Row("Matrix: a card beside the bare echo, p95", $"{Latency.At(cards, 0.95) / Latency.At(echoes, 0.95):N2} times", "at most 2");
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task<double> TimeAsync(BareClient person, string room, string says, string hears, Task others)
    {
        var began = Stopwatch.GetTimestamp();
        var hearing = person.HearAsync(room, b => b.Contains(hears, StringComparison.Ordinal));
        await person.SayAsync(room, says);
        await await Task.WhenAny(hearing, others);
        await hearing;
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }
}
