using System.Globalization;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Faults;

/// <summary>Each sync of the disk takes a twentieth of a second longer, as on a worn card, from the start of the program to its end.</summary>
[Collection(FaultCollection.Name)]
public sealed class SlowDiskTests(FaultTable table, ITestOutputHelper output)
{
    private static readonly TimeSpan SyncTakes = TimeSpan.FromSeconds(0.05);

    [Fact]
    public Task On_a_slow_disk_everybody_is_answered_in_time_and_nothing_is_lost() => SlowAsync(TimeSpan.FromSeconds(15));

    [Fact(Explicit = true)]
    public Task On_a_disk_that_is_slow_for_two_minutes_everybody_is_answered_in_time_and_nothing_is_lost() => SlowAsync(TimeSpan.FromMinutes(2));

    private async Task SlowAsync(TimeSpan lasts)
    {
        await using var town = await DiscordTown.StartAsync(SlowSyncs.By(SyncTakes));
        using var stop = new CancellationTokenSource();
        var load = town.LoadAsync(stop.Token);
        await Task.Delay(lasts);
        await stop.CancelAsync();
        await load;
        await Eventually.TrueAsync(() => Task.FromResult(town.Unanswered == 0));
        var difference = await town.CompareAsync();
        output.WriteLine(string.Join('\n', difference.Lines));
        Assert.Empty(town.UnansweredButThere());
        // It ends as it should there, too: what was being stored is stored.
        Assert.Equal(0, await town.EndBotAsync(bot => bot.TerminateAsync()));
        await town.StartBotAsync();
        var after = await town.CompareAsync();
        var fault = string.Create(CultureInfo.InvariantCulture, $"slow disk ({SyncTakes.TotalSeconds} s more a sync)");
        table.Note(
            new FaultRow(fault, 1, town.Acknowledged, difference.Lost + after.Lost, difference.Twice + after.Twice, $"all {town.Asked} answered; Discord shows that it is thinking meanwhile"), output);
    }
}
