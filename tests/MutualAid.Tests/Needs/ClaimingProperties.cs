using CsCheck;
using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using MutualAid.Tests.Support;
using NodaTime;
using Xunit;

namespace MutualAid.Tests.Needs;

public sealed class ClaimingProperties
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 23, 10, 0);
    private static readonly PersonId[] People = [.. Enumerable.Range(0, 5).Select(i => new PersonId($"test:{i}"))];

    [Fact]
    public void Whatever_happens_in_whatever_order_a_need_stays_legal() =>
        Gen.Int[0, 1_000_000].Array[1, 60].Sample(
            seeds =>
            {
                var need = NewNeed(quantity: (seeds[0] % 4) + 1);
                for (var i = 0; i < seeds.Length; i++)
                {
                    var person = People[seeds[i] % People.Length];
                    var before = need;
                    need = Act(need, seeds[i] / 8 % 9, person, key: $"{i}");
                    Assert.True(need.Covered <= need.Quantity, "More is claimed than is asked for.");
                    Assert.True(need.Claims.All(c => c.Quantity > 0), "A claim of nothing.");
                    Assert.Equal(need.ActiveClaims.Count(), need.ActiveClaims.DistinctBy(c => c.Person).Count());
                    Assert.DoesNotContain(need.ActiveClaims, c => c.Person == need.Requester);
                    Assert.True(need.Postings.Count(p => p is { Kind: PostingKind.Introduction, Retired: false }) <= 1, "Introduced twice.");
                    Assert.Single(need.Postings, p => p is { Kind: PostingKind.Card, Retired: false });
                    Assert.True(ReferenceEquals(before, need) || need.HasHandled($"{i}"), "A change that its redelivery would repeat.");
                    Assert.Same(need, Act(need, seeds[i] / 8 % 9, person, key: ReferenceEquals(before, need) ? "other" : $"{i}") is var again && ReferenceEquals(before, need) ? need : again);
                }
            },
            iter: 2_000);

    [Fact]
    public void In_every_interleaving_of_two_one_claims_and_the_other_hears_who_was_quicker()
    {
        // Each loads (L) and then saves (S), and loads again where the version had moved: all orders of A's and B's steps.
        foreach (var order in Interleavings("AA", "BB"))
        {
            var stored = NewNeed(quantity: 1) with { Version = 1 };
            var loaded = new Dictionary<char, Need>();
            var outcomes = new Dictionary<char, ClaimOutcome>();
            var steps = new Queue<char>(order);
            while (steps.TryDequeue(out var who))
            {
                var person = new PersonId("test:" + who);
                if (!loaded.Remove(who, out var need))
                {
                    loaded[who] = stored;
                    continue;
                }

                var (next, outcome) = need.ClaimedBy(person, quantity: null, $"{who}", Now);
                if (ReferenceEquals(next, need))
                {
                    outcomes[who] = outcome;
                }
                else if (stored.Version == need.Version)
                {
                    stored = next with { Version = next.Version + 1 };
                    outcomes[who] = outcome;
                }
                else
                {
                    steps.Enqueue(who);
                    steps.Enqueue(who);
                }
            }

            Assert.Equal([ClaimOutcome.Claimed, ClaimOutcome.AlreadyCovered], outcomes.Values.Order());
            Assert.Single(stored.Claims);
        }
    }

    [Fact]
    public async Task A_thousand_times_two_people_press_at_once_on_LiteDb_and_one_has_it()
    {
        await using var world = await World.StartAsync(StoreUnderTest.OnLiteDb());
        await world.Dani.TypesAsync("/settings open-needs 2000");
        await world.Dani.TypesAsync("/settings needs-an-hour 2000");
        await world.Dani.TypesAsync("/settings open-claims 2000");
        for (var round = 1; round <= 1000; round++)
        {
            await world.Ana.TypesAsync($"/need Thing {round}");
            using var together = new Barrier(2);
            Task<SeenReply> Press(Actor who) => Task.Run(async () =>
            {
                together.SignalAndWait();
                return await who.TypesAsync($"/claim {round}");
            });
            var replies = await Task.WhenAll(Press(world.Bo), Press(world.Cruz));
            Assert.Single(replies, r => r.Text.StartsWith("You are on #", StringComparison.Ordinal));
            Assert.Single(replies, r => r.Text.Contains("was quicker", StringComparison.Ordinal));
            Assert.Single((await world.NeedAsync(round)).Claims);
        }
    }

    private static Need Act(Need need, int what, PersonId person, string key) => what switch
    {
        0 => need.ClaimedBy(person, null, key, Now).Next,
        1 => need.ClaimedBy(person, 1, key, Now).Next,
        2 => need.ClaimedBy(person, Need.Everything, key, Now).Next,
        3 => need.ReleasedBy(person, key, Now).Next,
        4 => need.FinishedBy(person, DoneAnswer.Done, key, Now).Next,
        5 => need.FinishedBy(person, DoneAnswer.MoreNeeded, key, Now).Next,
        6 => need.NobodyCame(person, facilitator: true, null, key, Now).Next,
        7 => need.ReopenedBy(person, new PlaceId("test:square"), key, Now).Next,
        _ => need.EditedBy(person, need.Content with { Quantity = need.Quantity + 1 }, key, Now).Next,
    };

    private static Need NewNeed(int quantity) => Need.Asked(
        new NeedId("n"), new GroupId("test:g"), 1, People[0], new NeedContent("Thing", null, null, null, quantity, null, null, false),
        new PlaceId("test:p"), "new", Now);

    private static IEnumerable<string> Interleavings(string a, string b)
    {
        if (a.Length == 0 || b.Length == 0) return [a + b];
        return [.. Interleavings(a[1..], b).Select(r => a[0] + r), .. Interleavings(a, b[1..]).Select(r => b[0] + r)];
    }
}
