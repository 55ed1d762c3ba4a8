using System.Collections.Concurrent;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Discord;

namespace MutualAid.Tests.Faults;

/// <summary>The real program on the fake Discord, and people who note what it told them. Whoever gets no answer does not ask again.</summary>
internal sealed class DiscordTown : IAsyncDisposable
{
    private static readonly string[] People = ["ana", "bo", "cruz"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Long after Discord told the person that the application did not respond.</summary>
    private static readonly TimeSpan GivesUpAfter = TimeSpan.FromSeconds(6);

    private readonly TestFolder folder = new();
    private readonly IReadOnlyList<string> by;
    private readonly IReadOnlyDictionary<string, string> settings;
    private readonly ConcurrentDictionary<string, byte> needs = [];
    private readonly ConcurrentDictionary<string, string> claims = [];
    private readonly ConcurrentQueue<(string What, FakeInteraction Interaction)> asking = [];
    private int asked;

    private DiscordTown(DiscordStage stage, IReadOnlyList<string> by, IReadOnlyDictionary<string, string>? settings) =>
        (Stage, this.by, this.settings) = (stage, by, settings ?? new Dictionary<string, string>());

    public DiscordStage Stage { get; }

    public BotProcess Bot { get; private set; } = null!;

    /// <summary>The bot's store; nobody else may open it while the bot runs.</summary>
    public string Store => folder.File("data/mutualaid.db");

    public int Acknowledged => needs.Count + claims.Count;

    /// <summary>How many people have no answer, not even that it is at work.</summary>
    public int Unanswered
    {
        get
        {
            lock (Stage.Fake.Sync) return asking.Count(a => !a.Interaction.IsAnswered);
        }
    }

    /// <summary>How many needs were typed.</summary>
    public int Asked => asked;

    /// <summary>The bot is started by another program that becomes it, where one is given.</summary>
    public static Task<DiscordTown> StartAsync(params IReadOnlyList<string> by) => StartAsync(by, settings: null);

    /// <summary>The same with settings of its own, and with what is made there first.</summary>
    public static async Task<DiscordTown> StartAsync(IReadOnlyList<string> by, IReadOnlyDictionary<string, string>? settings, Func<DiscordTown, Task>? first = null)
    {
        var town = new DiscordTown(await DiscordStage.StartAsync(), by, settings);
        // A session a start: whoever kills a bot twenty times in a minute would else wait for the next one each time.
        town.Stage.Fake.Gateway.IdentifyEvery = TimeSpan.Zero;
        if (first is not null) await first(town);
        await town.StartBotAsync();
        foreach (var limit in new[] { "open-needs", "needs-an-hour", "open-claims" })
            await town.Stage.DoesAsync("dani", null, new CommandTyped($"/settings setting: {limit} value: 10000"), "", null);
        return town;
    }

    public async Task StartBotAsync()
    {
        var all = Stage.Settings.ToDictionary(s => s.Key.Replace(":", "__", StringComparison.Ordinal), s => s.Value!);
        foreach (var (key, value) in settings) all[key] = value;
        Bot = await BotProcess.StartByAsync(folder.Path, by, all, "stands");
        await Stage.Fake.UntilAsync(() => Stage.Fake.Commands.Find(Stage.Guild, 1, "need") is not null, "the commands");
    }

    /// <summary>Ends it in some way and lets go of it.</summary>
    public async Task<T> EndBotAsync<T>(Func<BotProcess, Task<T>> end)
    {
        var result = await end(Bot);
        await Bot.DisposeAsync();
        return result;
    }

    /// <summary>Asks and helps, three at once, until told to stop.</summary>
    public Task LoadAsync(CancellationToken stop) => Task.WhenAll(People.Select(async (who, i) =>
    {
        while (!stop.IsCancellationRequested)
        {
            var what = $"thing {Interlocked.Increment(ref asked)}x";
            var interaction = await Stage.Fake.SlashAsync(Stage.Person(who), Stage.Needs, "need", ("what", what));
            asking.Enqueue((what, interaction));
            if (!await SaysAsync(interaction, "is posted", stop)) continue;
            needs[what] = 0;
            var helper = People[(i + 1) % 3];
            if (await CardAsync(what, stop) is not { } card) continue;
            if (await SaysAsync(await Stage.Fake.PressAsync(Stage.Person(helper), card, "I can help"), "You are on #", stop)) claims[what] = helper;
        }
    }));

    /// <summary>Once all is quiet: each acknowledged need has one card, with whoever was told to be on it, and no card is there twice.</summary>
    public async Task<Difference> CompareAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var found = Compare();
            if (found is { Lost: 0, Twice: 0 } || TimeProvider.System.GetElapsedTime(began) > Patience) return found;
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }

    /// <summary>Needs that are there though nobody was told so.</summary>
    public IReadOnlyList<string> UnansweredButThere()
    {
        lock (Stage.Fake.Sync) return [.. asking.Where(a => !needs.ContainsKey(a.What) && !IsSaid(a.Interaction, "is posted") && CardsOf(a.What).Any()).Select(a => a.What)];
    }

    public async ValueTask DisposeAsync()
    {
        await Bot.DisposeAsync();
        folder.Dispose();
        await Stage.DisposeAsync();
    }

    private Difference Compare()
    {
        lock (Stage.Fake.Sync)
        {
            var lines = new List<string>();
            var lost = 0;
            foreach (var what in needs.Keys)
            {
                if (CardsOf(what).FirstOrDefault() is not { } card) Miss($"'{what}' was acknowledged and has no card.");
                else if (claims.TryGetValue(what, out var who) && !card.TextOf().Contains($"<@{Stage.Person(who).Id}>", StringComparison.Ordinal)) Miss($"'{what}' does not show {who}.");
            }

            var cards = Enumerable.Range(1, asked).Select(n => $"thing {n}x").Where(w => CardsOf(w).Count() > 1).Select(w => $"'{w}' is shown more than once.");
            var threads = Stage.Fake.World.Channels.Where(c => c.IsThread).GroupBy(c => c.Name).Where(g => g.Count() > 1).Select(g => $"There are {g.Count()} threads of {g.Key}.");
            var twice = cards.Concat(threads).ToList();
            return new Difference(lost, twice.Count, [.. lines, .. twice]);

            void Miss(string line)
            {
                lost++;
                lines.Add(line);
            }
        }
    }

    private IEnumerable<FakeMessage> CardsOf(string what) => Stage.Needs.Messages.Where(m => m.Author.IsBot && m.TextOf().Contains(what, StringComparison.Ordinal));

    private async Task<FakeMessage?> CardAsync(string what, CancellationToken stop)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!stop.IsCancellationRequested && TimeProvider.System.GetElapsedTime(began) < GivesUpAfter)
        {
            lock (Stage.Fake.Sync)
            {
                if (CardsOf(what).FirstOrDefault() is { } card && card.Buttons.Any(b => b.Label == "I can help")) return card;
            }

            await Briefly.PauseAsync();
        }

        return null;
    }

    private async Task<bool> SaysAsync(FakeInteraction interaction, string text, CancellationToken stop)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!IsSaid(interaction, text))
        {
            if (stop.IsCancellationRequested || TimeProvider.System.GetElapsedTime(began) > GivesUpAfter) return false;
            await Briefly.PauseAsync();
        }

        return true;
    }

    private static bool IsSaid(FakeInteraction interaction, string text) => interaction.Messages.Any(m => !m.IsLoading && m.TextOf().Contains(text, StringComparison.Ordinal));
}
