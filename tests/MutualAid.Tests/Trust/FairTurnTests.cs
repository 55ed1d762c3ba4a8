using System.Collections.Immutable;
using CsCheck;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using MutualAid.Tests.Support;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Trust;

/// <summary>One person's flood holds up nobody else for longer than their own share. Steps are counted, not time.</summary>
public sealed class FairTurnTests
{
    [Fact]
    public async Task After_a_thousand_commands_of_one_person_another_ones_first_is_done_second()
    {
        await using var world = await World.StartAsync(stage: new RecordingStage());
        var queues = new PlaceQueues();
        var line = new List<(string Who, int Nth, PlaceTurn Turn)>();
        for (var i = 0; i < 1000; i++) line.Add(("cruz", i, await queues.EnterAsync("square", "cruz", mayRefuse: true, CancellationToken.None)));
        for (var i = 0; i < 3; i++) line.Add(("bo", i, await queues.EnterAsync("square", "bo", mayRefuse: true, CancellationToken.None)));
        Assert.Equal(1000 - PlaceQueues.MostOfOne, line.Count(l => l.Turn.IsRefused));
        Assert.Single(line, l => l.Turn.IsFirstRefused);

        var done = new List<(string Who, int Nth)>();
        var waiting = line.Where(l => !l.Turn.IsRefused).ToList();
        while (waiting.Count > 0)
        {
            var (who, nth, turn) = Assert.Single(waiting, l => l.Turn.Come.IsCompleted);
            Assert.False((await new Actor(world, who).TypesAsync($"/need Thing {nth}")).IsSilent);
            waiting.Remove((who, nth, turn));
            done.Add((who, nth));
            turn.Leave();
        }

        Assert.Equal([("cruz", 0), ("bo", 0), ("cruz", 1), ("bo", 1), ("cruz", 2), ("bo", 2)], done.Take(6));
        Assert.Equal(Enumerable.Range(0, PlaceQueues.MostOfOne), done.Where(d => d.Who == "cruz").Select(d => d.Nth));
        Assert.False((await queues.EnterAsync("square", "cruz", mayRefuse: true, CancellationToken.None)).IsRefused);
    }

    [Fact]
    public async Task Of_five_thousand_reactions_only_a_share_waits_what_is_taken_back_has_more_room_and_nobody_else_meets_it()
    {
        var queues = new PlaceQueues();
        var turns = new List<PlaceTurn>();
        async Task<bool> ReactsAsync(string who, int most)
        {
            var turn = await queues.EnterUntoldAsync("square", who, most, CancellationToken.None).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
            Assert.False(turn.IsFirstRefused);
            if (!turn.IsRefused) turns.Add(turn);
            return !turn.IsRefused;
        }

        for (var i = 0; i < 5000; i++) Assert.Equal(i < PlaceQueues.MostReactions, await ReactsAsync("cruz", PlaceQueues.MostReactions));
        for (var i = 0; i < 5000; i++) Assert.Equal(i < PlaceQueues.MostTakenBack - PlaceQueues.MostReactions, await ReactsAsync("cruz", PlaceQueues.MostTakenBack));
        Assert.Equal(PlaceQueues.MostTakenBack, turns.Count);
        Assert.True((await queues.EnterAsync("square", "cruz", mayRefuse: true, CancellationToken.None)).IsFirstRefused);
        for (var i = 0; i < 30; i++) Assert.True(await ReactsAsync("bo", PlaceQueues.MostReactions));

        turns[0].Leave();
        Assert.True(turns[PlaceQueues.MostTakenBack].Come.IsCompleted);
        foreach (var turn in turns) turn.Leave();
        Assert.True(await ReactsAsync("cruz", PlaceQueues.MostReactions));
    }

    /// <summary>Person 0 is nobody: what happens to the place itself.</summary>
    [Fact]
    public async Task However_turns_come_and_go_one_has_it_at_a_time_each_persons_are_in_order_and_what_is_nobodys_stands_between() =>
        await Gen.Int[-1, 3].Array[1, 60].SampleAsync(async acts =>
        {
            var queues = new PlaceQueues();
            var entered = new List<(int Person, PlaceTurn Turn)>();
            var done = new List<int>();
            async Task LeaveOneAsync()
            {
                var open = entered.Select((e, i) => (e.Turn, Index: i)).Where(e => !done.Contains(e.Index) && e.Turn.Come.IsCompleted).ToList();
                if (open.Count == 0) return;
                var (turn, index) = Assert.Single(open);
                done.Add(index);
                turn.Leave();
                turn.Leave();
                await Task.CompletedTask;
            }

            foreach (var act in acts)
            {
                if (act < 0) await LeaveOneAsync();
                else entered.Add((act, await queues.EnterAsync("square", act == 0 ? null : $"{act}", mayRefuse: false, CancellationToken.None)));
            }

            while (done.Count < entered.Count) await LeaveOneAsync();
            for (var person = 1; person <= 3; person++) Assert.Equal(done.Where(i => entered[i].Person == person).Order(), done.Where(i => entered[i].Person == person));
            foreach (var alone in done.Where(i => entered[i].Person == 0))
            {
                var at = done.IndexOf(alone);
                Assert.All(done.Take(at), i => Assert.True(i < alone));
                Assert.All(done.Skip(at + 1), i => Assert.True(i > alone));
            }
        });

    [Fact]
    public async Task Who_floods_a_channel_on_Discord_is_told_once_and_the_next_person_is_heard()
    {
        var stage = await DiscordStage.StartAsync();
        var (memory, gate) = (new MemoryStore(), new TaskCompletionSource());
        var groups = new GatedGroups(memory);
        await using var world = await World.StartAsync(new StoreUnderTest(memory, memory.Offers, groups, memory, memory), stage: stage);
        await world.Bo.TypesAsync("/need Groceries");
        groups.Gate = gate.Task;
        var flood = new List<Support.Discord.FakeInteraction>();
        for (var i = 0; i < 200; i++) flood.Add(await stage.Fake.SlashAsync(stage.Person("cruz"), stage.Needs, "help"));
        var bo = await stage.Fake.SlashAsync(stage.Person("bo"), stage.Needs, "need", ("what", "A bed"));
        // Announced, since it takes long: by then all that came before it is in line, or refused.
        await bo.Response;
        gate.SetResult();
        Assert.Contains("is posted", (await stage.AnsweredAsync("bo", bo)).Text, StringComparison.Ordinal);
        await stage.Fake.UntilAsync(() => flood.Count(f => f.Messages.Count > 0) == PlaceQueues.MostOfOne + 1, "the share of one person, and one word");
        Assert.Single(flood, f => f.Messages.Any(m => m.TextOf().Contains("You send more than I can do at once", StringComparison.Ordinal)));
    }
}
