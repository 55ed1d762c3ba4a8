using System.Collections.Concurrent;
using System.Diagnostics;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Matrix.Synapse;
using Xunit;

namespace MutualAid.Tests.Matrix;

/// <summary>The real program on a real Synapse, hurt. Each takes a minute or more, so they run when asked for.</summary>
public sealed class SynapseFaultTests(SynapseFixture synapse, ITestOutputHelper output)
{
    private const int Kills = 20;
    private const int NeedsARound = 6;
    private static readonly TimeSpan BetweenNeeds = TimeSpan.FromSeconds(0.5);

    [Fact(Explicit = true)]
    public async Task Killed_twenty_times_under_load_it_does_nothing_twice_and_loses_nothing()
    {
        await using var town = await Town.StartAsync(await synapse.PeopleAsync(), NeedsARound);
        var asked = new ConcurrentDictionary<string, (string Asker, string EventId)>();
        for (var round = 0; round < Kills; round++)
        {
            if (town.Bot is null) await town.StartBotAsync();
            var saying = town.Askers.Select(async (asker, i) =>
            {
                var what = $"thing {round}-{i}.";
                asked[what] = (asker, await town.People.SayAsync(asker, town.Room, "!need " + what));
            }).ToList();
            // Anywhere between the first message's arrival and the last one's token.
            await Task.Delay(Random.Shared.Next(20, 400));
            await town.KillBotAsync();
            await Task.WhenAll(saying);
        }

        await town.StartBotAsync();
        await AllAreAnsweredOnceAsync(town, asked);
        output.WriteLine($"{Kills} kills, {asked.Count} needs asked: {asked.Count} cards and answers, 0 lost, 0 twice.");
    }

    [Fact(Explicit = true)]
    public async Task Synapse_gone_for_a_minute_under_load_every_accepted_command_is_answered_once()
    {
        SynapseFixture.SkipUnlessPresent();
        await using var server = await SynapseServer.StartAsync();
        await using var town = await Town.StartAsync(SynapsePeople.On(server), 8);
        var asked = new ConcurrentDictionary<string, (string Asker, string EventId)>();
        using var stop = new CancellationTokenSource();
        var load = town.Askers.Select((asker, i) => Task.Run(async () =>
        {
            for (var n = 0; !stop.IsCancellationRequested; n++)
            {
                var what = $"thing {i}-{n}.";
                try
                {
                    asked[what] = (asker, await town.People.SayAsync(asker, town.Room, "!need " + what));
                }
                catch (InvalidOperationException)
                {
                    // Not accepted: the homeserver is going.
                    return;
                }
                catch (Exception e) when (e.GetType().Name == "MatrixRefusedException")
                {
                    return;
                }

                await Task.Delay(BetweenNeeds);
            }
        })).ToList();
        await Task.Delay(TimeSpan.FromSeconds(4));
        await server.StopAsync();
        await stop.CancelAsync();
        await Task.WhenAll(load);
        await Task.Delay(TimeSpan.FromMinutes(1));
        await server.StartAgainAsync();
        var back = Stopwatch.StartNew();
        await AllAreAnsweredOnceAsync(town, asked);
        output.WriteLine($"{asked.Count} needs accepted before Synapse went; all shown and answered once {back.Elapsed.TotalSeconds:0} s after it was back.");
    }

    [Fact(Explicit = true)]
    public async Task Under_Synapse_s_own_limits_fifty_needs_in_a_minute_are_all_shown_in_the_end()
    {
        SynapseFixture.SkipUnlessPresent();
        await using var server = await SynapseServer.StartAsync(rateLimits: true);
        await using var town = await Town.StartAsync(SynapsePeople.On(server), 10);
        var asked = new ConcurrentDictionary<string, string>();
        var asking = Stopwatch.StartNew();
        await Task.WhenAll(town.Askers.Select(async (asker, i) =>
        {
            for (var n = 0; n < 5; n++) asked[$"thing {i}-{n}."] = await town.People.SayAsync(asker, town.Room, $"!need thing {i}-{n}.");
        }));
        var within = asking.Elapsed;
        Assert.True(within < TimeSpan.FromMinutes(1));
        await ShownAsync(town, asked.Keys, TimeSpan.FromMinutes(12));
        output.WriteLine($"50 needs in {within.TotalSeconds:0.0} s; all cards there {asking.Elapsed.TotalSeconds:0} s after the first.");
    }

    private static async Task ShownAsync(Town town, IEnumerable<string> wanted, TimeSpan within)
    {
        List<string> missing = [.. wanted];
        await town.UntilAsync(
            async () =>
            {
                var cards = await town.CardsAsync("thing ");
                missing.RemoveAll(what => cards.Any(c => c.Contains(what, StringComparison.Ordinal)));
                return missing.Count == 0;
            },
            () => $"card for {string.Join(", ", missing)}",
            within);
    }

    /// <summary>One card and one answer for each, and no more of either once all is quiet.</summary>
    private static async Task AllAreAnsweredOnceAsync(Town town, ConcurrentDictionary<string, (string Asker, string EventId)> asked)
    {
        await ShownAsync(town, asked.Keys, TimeSpan.FromMinutes(3));
        foreach (var (asker, eventId) in asked.Values)
            await town.UntilAsync(async () => await town.AnswersAsync(asker, eventId) > 0, "answer for each", TimeSpan.FromMinutes(2));
        await Task.Delay(TimeSpan.FromSeconds(5));
        var shown = await town.CardsAsync("thing ");
        Assert.All(asked.Keys, what => Assert.Single(shown, c => c.Contains(what, StringComparison.Ordinal)));
        foreach (var (asker, eventId) in asked.Values) Assert.Equal(1, await town.AnswersAsync(asker, eventId));
    }
}
