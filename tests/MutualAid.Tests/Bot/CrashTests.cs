using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Bot;

/// <summary>The real process is killed at random moments under load, through the playground's own interface.</summary>
public sealed partial class CrashTests(ITestOutputHelper output)
{
    private const int Kills = 20;

    [Fact]
    public async Task Twenty_kills_under_load_lose_nothing_that_was_answered_and_post_each_card_once()
    {
        using var folder = new TestFolder();
        var port = BotProcess.FreePort();
        var random = new Random(20261123);
        var posted = new ConcurrentDictionary<int, string>();
        var claimed = new ConcurrentDictionary<int, string>();
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var bot = await BotProcess.StartAsync(folder.Path, port);
            if (kill == 0)
            {
                foreach (var limit in new[] { "open-needs", "needs-an-hour", "open-claims" })
                    Assert.Contains("is now 10000", await bot.SaysAsync("dani", $"/settings {limit} 10000"), StringComparison.Ordinal);
            }

            await VerifyAsync(bot, posted, claimed);
            using var stop = new CancellationTokenSource();
            var load = Task.WhenAll(Enumerable.Range(0, 6).Select(i => LoadAsync(bot, i, kill, posted, claimed, stop.Token)));
            // On a machine that is busy the first answer takes a while; what is killed is to be in the middle of something.
            var before = posted.Count;
            while (posted.Count == before && !load.IsCompleted) await Briefly.PauseAsync();
            using (var moment = new PeriodicTimer(TimeSpan.FromMilliseconds(random.Next(150, 900)))) await moment.WaitForNextTickAsync();
            await bot.KillAsync();
            await stop.CancelAsync();
            await load;
        }

        await using var last = await BotProcess.StartAsync(folder.Path, port);
        await VerifyAsync(last, posted, claimed);
        output.WriteLine($"{Kills} kills: {posted.Count} needs and {claimed.Count} claims answered, 0 lost, 0 cards twice.");
        Assert.True(posted.Count > Kills && !claimed.IsEmpty, "There was no load.");
    }

    private static async Task LoadAsync(
        BotProcess bot, int worker, int round, ConcurrentDictionary<int, string> posted, ConcurrentDictionary<int, string> claimed, CancellationToken stop)
    {
        string[] people = ["ana", "bo", "cruz"];
        var who = people[worker % 3];
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var what = $"thing {round}-{worker}-{i}";
            if (await bot.SaysAsync(who, "/need " + what) is not { } answer) return;
            var number = Number().Match(answer);
            Assert.True(number.Success, answer);
            var n = int.Parse(number.Groups["n"].Value, CultureInfo.InvariantCulture);
            posted[n] = what;
            var helper = people[(worker + 1) % 3];
            if (await bot.SaysAsync(helper, $"/claim {n}") is not { } claim) return;
            Assert.StartsWith($"You are on #{n}", claim, StringComparison.Ordinal);
            claimed[n] = helper;
        }
    }

    /// <summary>Right after a restart, as soon as what was due has been looked at: every answered need has one card, and every answered claim is on it.</summary>
    private static async Task VerifyAsync(BotProcess bot, ConcurrentDictionary<int, string> posted, ConcurrentDictionary<int, string> claimed)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var wrong = Wrong(await bot.SnapshotAsync("dani"), posted, claimed);
            if (wrong.Count == 0) return;
            Assert.True(TimeProvider.System.GetElapsedTime(deadline) < TimeSpan.FromSeconds(60), string.Join('\n', wrong.Take(10)) + "\n" + bot.Written);
            using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
            await tick.WaitForNextTickAsync();
        }
    }

    private static List<string> Wrong(JsonElement snapshot, ConcurrentDictionary<int, string> posted, ConcurrentDictionary<int, string> claimed)
    {
        var cards = snapshot.GetProperty("places").EnumerateArray().SelectMany(p => p.GetProperty("messages").EnumerateArray())
            .Select(m => m.GetProperty("card")).Where(c => c.ValueKind == JsonValueKind.Object && c.GetProperty("kind").GetString() == "need")
            .ToLookup(c => int.Parse(Number().Match(c.GetProperty("label").GetString()!).Groups["n"].Value, CultureInfo.InvariantCulture));
        var wrong = new List<string>();
        foreach (var shown in cards.Where(c => c.Count() > 1)) wrong.Add($"#{shown.Key} is posted {shown.Count()} times.");
        foreach (var (number, what) in posted)
        {
            if (cards[number].FirstOrDefault() is not { ValueKind: JsonValueKind.Object } card) wrong.Add($"#{number} was answered and has no card.");
            else if (!card.GetProperty("label").GetString()!.Contains(what, StringComparison.Ordinal)) wrong.Add($"#{number} says something else.");
            else if (claimed.TryGetValue(number, out var who) && !card.GetRawText().Contains($"\"{char.ToUpperInvariant(who[0])}{who[1..]}\"", StringComparison.Ordinal)) wrong.Add($"The claim of #{number} was answered and is not on its card.");
        }

        return wrong;
    }

    [GeneratedRegex(@"#(?<n>\d+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Number();
}
