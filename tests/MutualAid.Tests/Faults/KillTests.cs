using System.Collections.Concurrent;
using MutualAid.Tests.Matrix;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Matrix;
using Xunit;

namespace MutualAid.Tests.Faults;

/// <summary>kill -9 at random moments under load.</summary>
[Collection(FaultCollection.Name)]
public sealed class KillTests(FaultTable table, ITestOutputHelper output)
{
    [Fact]
    public Task Killed_on_the_page_it_loses_nothing() => OnThePageAsync(3);

    [Fact(Explicit = true)]
    public Task Killed_on_the_page_thirty_times_it_loses_nothing() => OnThePageAsync(30);

    [Fact]
    public Task Killed_on_Discord_it_loses_nothing() => OnDiscordAsync(2);

    [Fact(Explicit = true)]
    public Task Killed_on_Discord_fifteen_times_it_loses_nothing() => OnDiscordAsync(15);

    [Fact]
    public Task Killed_on_Matrix_it_loses_nothing() => OnMatrixAsync(2);

    /// <summary>Not more often: then somebody has reached the limit of what they may ask for or take on.</summary>
    [Fact(Explicit = true)]
    public Task Killed_on_Matrix_six_times_it_loses_nothing() => OnMatrixAsync(6);

    private async Task OnThePageAsync(int kills)
    {
        using var folder = new TestFolder();
        var (ledger, moments, difference) = (new PageLedger(), new Moments(kills), new Difference(0, 0, []));
        for (var kill = 0; kill <= kills; kill++)
        {
            await using var bot = await BotProcess.StartAsync(folder.Path);
            if (kill == 0) await PageLedger.LiftLimitsAsync(bot);
            await ledger.AskAgainAsync(bot);
            difference = await ledger.CompareAsync(bot, inStore: kill == kills);
            if (kill == kills || difference is not { Lost: 0, Twice: 0 }) break;
            using var stop = new CancellationTokenSource();
            var load = ledger.LoadAsync(bot, 6, stop.Token);
            await moments.PassAsync(50, 700);
            await bot.KillAsync();
            await stop.CancelAsync();
            await load;
        }

        output.WriteLine(string.Join('\n', difference.Lines));
        table.Note(new FaultRow("kill -9, page", kills, ledger.Acknowledged, difference.Lost, difference.Twice, "nothing; the person's page asks again"), output);
    }

    private async Task OnDiscordAsync(int kills)
    {
        await using var town = await DiscordTown.StartAsync();
        var moments = new Moments(kills);
        for (var kill = 0; kill < kills; kill++)
        {
            using var stop = new CancellationTokenSource();
            var load = town.LoadAsync(stop.Token);
            await moments.PassAsync(100, 1200);
            await town.EndBotAsync(async bot =>
            {
                await bot.KillAsync();
                return 0;
            });
            await stop.CancelAsync();
            await load;
            await town.StartBotAsync();
        }

        var difference = await town.CompareAsync();
        output.WriteLine(string.Join('\n', difference.Lines));
        table.Note(new FaultRow("kill -9, Discord", kills, town.Acknowledged, difference.Lost, difference.Twice, "Discord: the application did not respond"), output);
    }

    /// <summary>What the homeserver took is acknowledged: the bot has to answer it some time.</summary>
    private async Task OnMatrixAsync(int kills)
    {
        await using var town = await Town.StartAsync(await FakePeople.StartAsync(), 4);
        var moments = new Moments(kills);
        var asked = new ConcurrentDictionary<string, (string Asker, string EventId)>();
        var helped = new Dictionary<string, string>();
        for (var kill = 0; kill < kills; kill++)
        {
            if (town.Bot is null) await town.StartBotAsync();
            foreach (var (asker, i) in town.Askers.Select((asker, i) => (asker, i)))
            {
                var what = $"thing {kill}-{i}.";
                asked[what] = (asker, await town.People.SayAsync(asker, town.Room, "!need " + what));
            }

            foreach (var card in (await CardsAsync(town)).Where(c => !c.Redacted))
            {
                if (asked.Keys.FirstOrDefault(w => card.Body.Contains(w, StringComparison.Ordinal)) is not { } what || helped.ContainsKey(what)) continue;
                helped[what] = town.Askers.First(a => a != asked[what].Asker);
                await town.People.ReactAsync(helped[what], town.Room, card.Id, "✋");
            }

            await moments.PassAsync(20, 600);
            await town.KillBotAsync();
        }

        await town.StartBotAsync();
        var lines = new List<string>();
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            var cards = await CardsAsync(town);
            lines = [.. asked.Keys.Where(w => !cards.Any(c => c.Body.Contains(w, StringComparison.Ordinal))).Select(w => $"'{w}' has no card.")];
            lines.AddRange(helped.Where(h => !cards.Any(c => c.Body.Contains(h.Key, StringComparison.Ordinal) && c.Body.Contains(h.Value, StringComparison.Ordinal))).Select(h => $"'{h.Key}' does not show {h.Value}."));
            foreach (var (what, (asker, said)) in asked)
            {
                if (lines.Count == 0 && await town.AnswersAsync(asker, said) == 0) lines.Add($"'{what}' was not answered.");
            }

            if (lines.Count == 0 || late.IsCancellationRequested) break;
            await Briefly.PauseAsync();
        }

        var shown = await town.CardsAsync("thing ");
        var twice = asked.Keys.Count(w => shown.Count(c => c.Contains(w, StringComparison.Ordinal)) > 1);
        foreach (var (asker, said) in asked.Values) twice += await town.AnswersAsync(asker, said) > 1 ? 1 : 0;
        output.WriteLine(string.Join('\n', lines));
        table.Note(new FaultRow("kill -9, Matrix", kills, asked.Count + helped.Count, lines.Count, twice, "nothing; what was said meanwhile is answered after the start"), output);
    }

    private static async Task<IReadOnlyList<SeenMessage>> CardsAsync(Town town) =>
        [.. (await town.People.ReadAsync("founder", town.Room)).Where(m => m.Sender == town.BotUser)];
}
