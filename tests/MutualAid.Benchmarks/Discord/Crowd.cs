using System.Diagnostics;
using System.Globalization;
using MutualAid.Tests.Support.Discord;

namespace MutualAid.Benchmarks.Discord;

/// <summary>
/// People who do something twenty times a second, half of them where a digest is due: out of twenty, one claims by the button, five ask for
/// something, and the others look around. More changes than that Discord itself would not let through: a claim alone takes seven requests.
/// </summary>
internal sealed class Crowd(FakeDiscord fake, IReadOnlyList<ManyGroup> due, IReadOnlyList<ManyGroup> others)
{
    private const int PerSecond = 20;
    private const int AskEvery = 4;

    private readonly Random random = new(2);
    private readonly List<(FakeInteraction Interaction, Func<LoggedRequest, bool>? Shows)> done = [];
    private DateTimeOffset from;

    public int Count => Counted.Count();

    public int Changes => Counted.Count(d => d.Shows is not null);

    private IEnumerable<(FakeInteraction Interaction, Func<LoggedRequest, bool>? Shows)> Counted => done.Where(d => d.Interaction.Created >= from);

    /// <summary>What was done before was to warm up.</summary>
    public void CountFrom(DateTimeOffset began) => from = began;

    public async Task RunAsync(CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var at = TimeSpan.FromSeconds((double)i / PerSecond);
            await clock.ReachesAsync(at);
            done.Add(await ActAsync(i));
        }
    }

    /// <summary>From each act to its answer, in milliseconds, sorted.</summary>
    public async Task<List<double>> AnsweredAsync()
    {
        var times = new List<double>();
        foreach (var (interaction, _) in Counted) times.Add(((await interaction.Response).When - interaction.Created).TotalMilliseconds);
        times.Sort();
        return times;
    }

    /// <summary>From each act that changes a card to when that is shown, in milliseconds, sorted; fewer than <see cref="Changes"/> where some are not.</summary>
    public List<double> Shown()
    {
        var written = fake.Requests.All.Where(r => r.Status == 200 && IsCard(r)).ToLookup(r => r.Path, r => r);
        var times = new List<double>();
        foreach (var (interaction, shows) in Counted.Where(d => d.Shows is not null))
        {
            var path = interaction.Source is { } card ? $"/channels/{interaction.Channel.Id}/messages/{card.Id}" : $"/channels/{interaction.Channel.Id}/messages";
            if (written[path].FirstOrDefault(r => r.When >= interaction.Created && shows!(r)) is { } shown) times.Add((shown.When - interaction.Created).TotalMilliseconds);
        }

        times.Sort();
        return times;
    }

    /// <summary>A digest has no buttons.</summary>
    public static bool IsCard(LoggedRequest request) => request.Body?.ToJsonString().Contains("custom_id", StringComparison.Ordinal) is true;

    private async Task<(FakeInteraction Interaction, Func<LoggedRequest, bool>? Shows)> ActAsync(int i)
    {
        var (second, slot) = Math.DivRem(i, PerSecond);
        var groups = (second + slot) % 2 == 0 ? due : others;
        var group = groups[random.Next(groups.Count)];
        if (slot == 0 && Unclaimed(group) is { } card) return (await fake.PressAsync(group.Guild.Owner, card, "I can help"), _ => true);
        if (slot % AskEvery == 1)
        {
            var what = string.Create(CultureInfo.InvariantCulture, $"Wanted {i} times");
            return (await fake.SlashAsync(group.Guild.Owner, group.Channel, "need", ("what", what)), r => r.Body!.ToJsonString().Contains(what, StringComparison.Ordinal));
        }

        return (await fake.SlashAsync(group.Guild.Owner, group.Channel, slot % 2 == 0 ? "needs" : "mine"), null);
    }

    private FakeMessage? Unclaimed(ManyGroup group)
    {
        lock (fake.Sync) return group.Cards.FirstOrDefault(c => c is { Edits: 0, IsDeleted: false });
    }
}
