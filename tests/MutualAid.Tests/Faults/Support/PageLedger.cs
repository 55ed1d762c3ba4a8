using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MutualAid.Tests.Support;

namespace MutualAid.Tests.Faults;

/// <summary>How what is there differs from what was acknowledged.</summary>
internal sealed record Difference(int Lost, int Twice, IReadOnlyList<string> Lines);

/// <summary>
/// People at the page who ask, help, and note what they were told was done. Nothing that was acknowledged may be missing afterwards. What
/// they were told nothing about they ask for once more under the same key, as the page does: it may be there once, and not twice.
/// </summary>
internal sealed partial class PageLedger
{
    private static readonly string[] People = ["ana", "bo", "cruz"];

    /// <summary>How long it may take until what was due is shown.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<int, (string Who, string What)> needs = [];
    private readonly ConcurrentDictionary<int, string> claims = [];
    private readonly ConcurrentDictionary<string, (string Who, string Line)> open = [];
    private int asked;

    /// <summary>How many needs and claims were acknowledged.</summary>
    public int Acknowledged => needs.Count + claims.Count;

    /// <summary>What people were told when it could not be done; a reference for the log is left out.</summary>
    public ConcurrentDictionary<string, int> Refusals { get; } = [];

    /// <summary>The needs that nobody knows of whether they were posted.</summary>
    public int Unanswered => open.Values.Count(o => o.Line.StartsWith("/need", StringComparison.Ordinal));

    /// <summary>Limits that would stop a few people from doing what a crowd does.</summary>
    public static async Task LiftLimitsAsync(BotProcess bot)
    {
        foreach (var limit in new[] { "open-needs", "needs-an-hour", "open-claims" })
        {
            if (await bot.SaysAsync("dani", $"/settings {limit} 10000") is not { } answer || !answer.Contains("10000", StringComparison.Ordinal))
                throw new InvalidOperationException("The limits were not lifted: " + bot.Written);
        }
    }

    /// <summary>Asks and helps, some at once, until told to stop or nobody answers any more.</summary>
    public Task LoadAsync(BotProcess bot, int workers, CancellationToken stop, int most = int.MaxValue) => Task.WhenAll(Enumerable.Range(0, workers).Select(async worker =>
    {
        for (var i = 0; i < most && !stop.IsCancellationRequested; i++)
        {
            var (who, helper) = (People[worker % 3], People[(worker + 1) % 3]);
            var (reached, number) = await AskAsync(bot, who, $"thing {Interlocked.Increment(ref asked)}.");
            if (!reached || (number is { } n && !await ClaimAsync(bot, helper, n))) return;
        }
    }));

    /// <summary>Asks for so many things, some at once, and helps with none.</summary>
    public Task AskOnlyAsync(BotProcess bot, int workers, int needed) => Task.WhenAll(Enumerable.Range(0, workers).Select(async worker =>
    {
        for (var i = worker; i < needed; i += workers) await AskAsync(bot, People[worker % 3], $"thing {Interlocked.Increment(ref asked)}.");
    }));

    /// <summary>Asks once more for what nobody answered, under the same keys.</summary>
    public async Task AskAgainAsync(BotProcess bot)
    {
        foreach (var (key, (who, line)) in open.ToList()) await DoAsync(bot, who, line, key);
    }

    /// <summary>
    /// As soon as what was due has been looked at: every acknowledged need has one card that says what it said, and whoever was told that they
    /// are on it stands there. <paramref name="inStore"/>: the bot itself is asked for each as well, because a card is kept by its platform.
    /// </summary>
    public async Task<Difference> CompareAsync(BotProcess bot, bool inStore = false)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var found = OnCards(await bot.SnapshotAsync("dani"));
            foreach (var person in People) found = Sum(found, InConversations(await bot.SnapshotAsync(person)));
            if (found is { Lost: 0, Twice: 0 } && inStore) found = await InStoreAsync(bot);
            if (found is { Lost: 0, Twice: 0 } || TimeProvider.System.GetElapsedTime(began) > Patience) return found;
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }

    /// <summary>How many of the needs that nobody was told of are there all the same.</summary>
    public async Task<int> UnansweredButThereAsync(BotProcess bot)
    {
        var shown = Cards(await bot.SnapshotAsync("dani")).Select(c => c.What).ToHashSet();
        return open.Values.Count(o => shown.Contains(o.Line["/need ".Length..]));
    }

    private async Task<(bool Reached, int? Number)> AskAsync(BotProcess bot, string who, string what)
    {
        var answer = await DoAsync(bot, who, "/need " + what, Guid.NewGuid().ToString("N"));
        return (answer is not null, answer is not null && Posted().Match(answer) is { Success: true } match ? NumberOf(match) : null);
    }

    private async Task<bool> ClaimAsync(BotProcess bot, string who, int number) =>
        await DoAsync(bot, who, $"/claim {number}", Guid.NewGuid().ToString("N")) is not null;

    private async Task<string?> DoAsync(BotProcess bot, string who, string line, string key)
    {
        open[key] = (who, line);
        if (await bot.SaysAsync(who, line, key) is not { } answer) return null;
        if (Posted().Match(answer) is { Success: true } posted) needs[NumberOf(posted)] = (who, line["/need ".Length..]);
        else if (On().Match(answer) is { Success: true } on) claims[NumberOf(on)] = who;
        else
        {
            Refusals.AddOrUpdate(Reference().Replace(answer, ""), 1, (_, n) => n + 1);
            return answer;
        }

        open.TryRemove(key, out _);
        return answer;
    }

    private Difference OnCards(JsonElement snapshot)
    {
        var (lost, lines) = (0, new List<string>());
        var cards = Cards(snapshot).ToList();
        var twice = cards.GroupBy(c => c.What).Where(g => g.Count() > 1).Concat(cards.GroupBy(c => c.Number.ToString(CultureInfo.InvariantCulture)).Where(g => g.Count() > 1)).Select(g => g.Key).ToList();
        lines.AddRange(twice.Select(t => $"'{t}' is shown more than once."));
        var byNumber = cards.ToLookup(c => c.Number);
        foreach (var (number, (_, what)) in needs)
        {
            if (byNumber[number].FirstOrDefault() is not { } card) Miss($"#{number} was acknowledged and has no card.");
            else if (card.What != what) Miss($"#{number} is '{card.What}' and was '{what}'.");
            else if (claims.TryGetValue(number, out var who) && !card.Raw.Contains($"\"{Name(who)}\"", StringComparison.Ordinal)) Miss($"#{number} does not show {who}, who was told that they are on it.");
        }

        return new Difference(lost, twice.Count, lines);

        void Miss(string line)
        {
            lost++;
            lines.Add(line);
        }
    }

    private static Difference InConversations(JsonElement snapshot)
    {
        var twice = snapshot.GetProperty("places").EnumerateArray().Where(p => p.GetProperty("kind").GetString() == "conversation")
            .GroupBy(p => p.GetProperty("name").GetString()!).Where(g => g.Count() > 1).Select(g => $"There are {g.Count()} conversations of {g.Key}.").ToList();
        return new Difference(0, twice.Count, twice);
    }

    private async Task<Difference> InStoreAsync(BotProcess bot)
    {
        var lines = new List<string>();
        foreach (var (number, (who, what)) in needs)
        {
            using var answer = await bot.PostAsync("/api/say", new { @as = who, place = "playground:needs", text = $"/edit {number}", key = Guid.NewGuid().ToString("N") });
            if (!(await answer.Content.ReadAsStringAsync()).Contains($"\"{what}\"", StringComparison.Ordinal)) lines.Add($"#{number} is not in the store as '{what}'.");
        }

        foreach (var (number, who) in claims)
        {
            if (await bot.SaysAsync(who, $"/claim {number}") is not { } answer || !answer.Contains($"You are on #{number} already", StringComparison.Ordinal))
                lines.Add($"The claim of #{number} by {who} is not in the store.");
        }

        return new Difference(lines.Count, 0, lines);
    }

    private static IEnumerable<SeenNeed> Cards(JsonElement snapshot) => snapshot.GetProperty("places").EnumerateArray()
        .SelectMany(p => p.GetProperty("messages").EnumerateArray()).Select(m => m.GetProperty("card"))
        .Where(c => c.ValueKind == JsonValueKind.Object && c.GetProperty("kind").GetString() == "need")
        .Select(c => (Card: c, Label: Label().Match(c.GetProperty("label").GetString()!)))
        .Select(c => new SeenNeed(NumberOf(c.Label), c.Label.Groups["what"].Value, c.Card.GetRawText()));

    private static Difference Sum(Difference one, Difference other) => new(one.Lost + other.Lost, one.Twice + other.Twice, [.. one.Lines, .. other.Lines]);

    private static int NumberOf(Match match) => int.Parse(match.Groups["n"].Value, CultureInfo.InvariantCulture);

    private static string Name(string who) => char.ToUpperInvariant(who[0]) + who[1..];

    private sealed record SeenNeed(int Number, string What, string Raw);

    [GeneratedRegex(@"^#(?<n>\d+) is posted", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Posted();

    [GeneratedRegex(@"^You are on #(?<n>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex On();

    [GeneratedRegex(@"^Need #(?<n>\d+) (?<what>.*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Label();

    [GeneratedRegex(@"[Rr]eference:? \w{6}", RegexOptions.None, 1000)]
    private static partial Regex Reference();
}
