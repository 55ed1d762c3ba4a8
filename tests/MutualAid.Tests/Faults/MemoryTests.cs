using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using MutualAid.Storage;
using MutualAid.Storage.LiteDb;
using MutualAid.Tests.Support;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Faults;

/// <summary>150 MB are enough for 10,000 open needs. Under a limit of the kernel's where one may be set; elsewhere what it used at most is looked at.</summary>
[Collection(FaultCollection.Name)]
public sealed class MemoryTests(FaultTable table, ITestOutputHelper output)
{
    private const int Limit = 150;
    private const int Workers = 6;
    private const int Groups = 100;

    [Fact(Explicit = true)]
    public Task Ten_thousand_open_needs_and_a_thousand_actions_fit_into_150_MB() => FitsAsync(10_000, 1_000);

    private async Task FitsAsync(int needs, int actions)
    {
        Assert.SkipUnless(File.Exists("/proc/self/status"), "What a process used at most is read from /proc.");
        using var folder = new TestFolder();
        await FillAsync(folder.File("data/mutualaid.db"), needs);
        var ledger = new PageLedger { Patience = TimeSpan.FromMinutes(2) };
        using var limit = new MemoryLimit(Limit);
        await using var bot = await BotProcess.StartByAsync(folder.Path, limit.By);
        await PageLedger.LiftLimitsAsync(bot);
        await ledger.LoadAsync(bot, Workers, CancellationToken.None, most: actions / 2 / Workers);
        Assert.False(bot.HasEnded, "It ended: " + bot.Written);
        var peak = MemoryLimit.Peak(bot.Id);
        output.WriteLine($"{peak} MB at most, {(limit.IsSet ? "limited by the kernel" : "no limit could be set")}.");
        var difference = await ledger.CompareAsync(bot);
        table.Note(
            new FaultRow($"memory: {Limit} MB, {needs} open needs", 1, ledger.Acknowledged, difference.Lost, difference.Twice, $"{peak} MB at most, with the playground's own chat{(limit.IsSet ? ", limited by the kernel" : "")}"), output);
        // Within a limit the kernel counts only what can't be given back, and it is alive; what is looked at elsewhere is all that was ever mapped.
        if (!limit.IsSet) Assert.True(peak < Limit, $"{peak} MB were used.");
        Assert.Equal(0, await bot.TerminateAsync());
    }

    /// <summary>As many groups would have them: a hundred in each.</summary>
    private static async Task FillAsync(string path, int needs)
    {
        var stop = CancellationToken.None;
        using var store = new LiteDbStore(new StorageOptions(path, null), TimeProvider.System, Migrations.All);
        store.Open();
        var now = Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow());
        var (keptNeeds, keptGroups) = (new LiteDbNeedStore(store), new LiteDbGroupStore(store));
        await Task.WhenAll(Enumerable.Range(0, Groups).Select(g => keptGroups.AddAsync(
            new Group { Id = GroupOf(g), Home = new PlaceId($"elsewhere:place{g}"), NextNumber = (needs / Groups) + 1 }, stop)));
        for (var from = 0; from < needs; from += 500)
        {
            await Task.WhenAll(Enumerable.Range(from, Math.Min(500, needs - from)).Select(i => keptNeeds.AddAsync(
                new Need
                {
                    Id = new NeedId($"filled{i}"),
                    Group = GroupOf(i % Groups),
                    Number = 1 + (i / Groups),
                    Requester = new PersonId($"elsewhere:person{i % 997}"),
                    What = $"groceries for {i}, and whatever else is there",
                    Details = new string('d', 200),
                    PostedAt = now,
                },
                stop)));
        }
    }

    private static GroupId GroupOf(int number) => new($"elsewhere:group{number}");
}
