using CsCheck;
using MutualAid.Bot.Playground;
using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Needs;

/// <summary>
/// The histories of <see cref="HistoryProperties"/> where people really talk: after every step each conversation has whoever asked and who helps in it, and
/// nobody else; who left reads nothing of it, and who comes after somebody left nothing of before. Who left and comes back is new, and reads what others do who are new.
/// </summary>
public sealed class ConversationProperties
{
    [Fact]
    public async Task In_any_history_only_those_who_may_are_in_a_conversation_and_read_it() =>
        await HistoryProperties.Histories.SampleAsync(PlayAsync, iter: 40, threads: 1, print: h => string.Join("; ", (IEnumerable<HistoryProperties.Step>)h));

    private static async Task PlayAsync(HistoryProperties.Step[] history)
    {
        await using var world = await World.StartAsync(stage: new PlaygroundStage());
        await world.Ana.TypesAsync("/need Bags of rice category: food quantity: 3");
        await world.Bo.TypesAsync("/need A ride to the clinic category: transport quantity: 1");
        await world.Cruz.TypesAsync("/offer Bags of rice category: food quantity: 4");
        await world.SettleAsync();
        var talks = new[] { new Talk(world, 1), new Talk(world, 2) };
        foreach (var step in history)
        {
            var before = await HistoryProperties.BothAsync(world);
            await HistoryProperties.DoAsync(world, step, before[step.Need - 1]);
            await world.SettleAsync();
            var after = await HistoryProperties.BothAsync(world);
            for (var i = 0; i < 2; i++) await talks[i].GoesOnAsync(before[i], after[i]);
        }
    }

    /// <summary>What was said about one need, and who must not read which of it.</summary>
    private sealed class Talk(World world, int number)
    {
        private readonly List<string> said = [];
        private readonly List<string> saidHere = [];
        private readonly HashSet<PlaceId> places = [];
        private readonly HashSet<string> left = [];
        private readonly Dictionary<string, HashSet<string>> secret = HistoryProperties.People.ToDictionary(p => p, _ => new HashSet<string>());
        private PlaceId? place;
        private bool wasLeft;
        private int words;

        public async Task GoesOnAsync(Need before, Need after)
        {
            var (were, are) = (HelpersOf(before), HelpersOf(after));
            if (after.IsOpen && !before.IsOpen) BeginAnew(before);
            if (after.IsOpen) left.UnionWith(before.IsOpen ? were.Except(are) : []);
            wasLeft |= after.IsOpen && before.IsOpen && were.Except(are).Any();
            foreach (var came in after.IsOpen ? are.Except(before.IsOpen ? were : []) : [])
            {
                left.Remove(came);
                if (wasLeft) secret[came].UnionWith(said);
                else secret[came].ExceptWith(saidHere);
            }

            foreach (var gone in left) secret[gone].UnionWith(said);
            if (after.IsOpen && are.Count > 0) await TalkAsync(after, are);
            foreach (var person in HistoryProperties.People)
            {
                var read = await new Actor(world, person).ReadsAsync();
                Assert.All(secret[person], word => Assert.DoesNotContain(word, read, StringComparison.Ordinal));
            }

            foreach (var gone in left)
            {
                foreach (var one in places) Assert.False(await world.IsInAsync(new Actor(world, gone), one), $"{gone} left #{number} and is still in its conversation");
            }
        }

        private async Task TalkAsync(Need need, List<string> helpers)
        {
            var now = await world.ConversationAsync(number);
            if (now != place)
            {
                wasLeft = false;
                saidHere.Clear();
            }

            place = now;
            places.Add(now);
            var people = helpers.Append(KeyOf(need.Requester)).Order();
            Assert.Equal(people, ((PlaygroundStage)world.Stage).Chat.FindPlace(now.Value)!.Members.Order());
            var word = $"word-{number}-{++words}-";
            await new Actor(world, KeyOf(need.Requester)).WritesInAsync(world, now, word);
            said.Add(word);
            saidHere.Add(word);
            foreach (var helper in helpers) Assert.Contains(word, await new Actor(world, helper).ReadsAsync(), StringComparison.Ordinal);
            foreach (var gone in left) secret[gone].Add(word);
        }

        /// <summary>Who helped until it was closed may keep what they read; to everybody else it stays closed.</summary>
        private void BeginAnew(Need closed)
        {
            var knew = closed.Claims.Select(c => KeyOf(c.Person)).Append(KeyOf(closed.Requester)).ToList();
            foreach (var other in HistoryProperties.People.Except(knew)) secret[other].UnionWith(said);
            said.Clear();
            saidHere.Clear();
            places.Clear();
            left.Clear();
            (place, wasLeft) = (null, false);
        }

        private static List<string> HelpersOf(Need need) => [.. need.ActiveClaims.Select(c => KeyOf(c.Person))];

        private static string KeyOf(PersonId person) => person.Value[(PlaygroundWorld.Platform.Length + 1)..];
    }
}
