using System.Text;
using CsCheck;
using MutualAid.Discord.Rest;
using Xunit;

namespace MutualAid.Tests.Discord.Rest;

/// <summary>Random calls over a strict Discord whose requests and answers overtake each other.</summary>
public sealed class RestLimitProperties
{
    private static readonly string[] Routes = ["POST a", "GET a", "POST b", "DELETE c"];

    private static readonly Gen<Plan> Plans = Gen.Select(
        Gen.Int[1, 6].Array[3],
        Gen.Int[1, 30].Array[3],
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 2], Gen.OneOf(Gen.Const(0), Gen.Int[0, 4]), Gen.Bool).Array[1, 80],
        Gen.Int,
        (most, tenths, calls, seed) => new Plan(most, tenths, calls, seed));

    [Fact]
    public void Our_own_pacing_never_meets_a_429_nothing_is_lost_and_each_bucket_serves_the_equally_urgent_in_order() =>
        Plans.Sample(
            plan =>
            {
                using var world = new RestWorld();
                var discord = new StrictLimits(world, plan.Limits, plan.Seed) { LongestDelay = 0.02 };
                LearnBuckets(world);
                discord.LongestDelay = 0.3;
                var sent = Send(world, plan);
                world.Advance(120, step: 0.02, until: () => sent.All(s => s.IsOver));
                Assert.Equal(0, discord.Refusals);
                AssertAllAnsweredInOrder(world, plan, sent);
            },
            iter: 600);

    [Fact]
    public void Whatever_others_use_up_and_whatever_breaks_nothing_is_lost() =>
        Plans.Sample(
            plan =>
            {
                using var world = new RestWorld();
                _ = new StrictLimits(world, plan.Limits, plan.Seed) { SharedInHundred = 10, FaultsInHundred = 5 };
                var sent = Send(world, plan);
                world.Advance(300, step: 0.05, until: () => sent.All(s => s.IsOver));
                Assert.All(sent, s => Assert.Null(s.Failure));
            },
            iter: 300);

    [Fact]
    public void However_requests_are_delayed_no_more_than_50_arrive_in_a_second()
    {
        using var world = new RestWorld();
        var discord = new StrictLimits(world, new Dictionary<string, Limit> { ["POST a"] = new("", 0, 0) }, seed: 7);
        var sent = Enumerable.Range(0, 400).Select(i => world.Send(Request("POST a", $"{i}", i))).ToArray();
        world.Advance(60, until: () => sent.All(s => s.IsOver));
        Assert.Equal(0, discord.Refusals);
        Assert.All(sent, s => Assert.True(s.HasWorked, "Lost."));
    }

    /// <summary>Nobody can know that two routes share a bucket before both were answered once.</summary>
    private static void LearnBuckets(RestWorld world)
    {
        foreach (var route in Routes)
        {
            world.Send(Request(route, "first", 0));
            world.Advance(4, step: 0.02);
        }

        world.Discord.Arrivals.Clear();
    }

    private static Sent[] Send(RestWorld world, Plan plan) =>
    [
        .. plan.Calls.Select((call, i) =>
        {
            world.Advance(call.Pause * 0.1, step: 0.02);
            return world.Send(Request(Routes[call.Route], $"m{call.Major}", i) with { CanWait = call.CanWait });
        }),
    ];

    private static void AssertAllAnsweredInOrder(RestWorld world, Plan plan, Sent[] sent)
    {
        for (var i = 0; i < sent.Length; i++) Assert.Equal($"{i}", Encoding.UTF8.GetString(sent[i].Body.Span));
        var bucket = (Arrival a) => (a.Path.Split('/')[^2], a.Path.EndsWith('a'), a.Path.EndsWith('b'), plan.Calls[Number(a)].CanWait);
        Assert.All(world.Discord.Arrivals.GroupBy(bucket), b => Assert.Equal(b.Select(Number).Order(), b.Select(Number)));
    }

    private static int Number(Arrival arrival) => int.Parse(arrival.Body, System.Globalization.CultureInfo.InvariantCulture);

    private static RestRequest Request(string route, string major, int number)
    {
        var parts = route.Split(' ');
        return new RestRequest(new Route(HttpMethod.Parse(parts[0]), "/x/{major}/" + parts[1], $"/x/{major}/{parts[1]}", major))
        {
            Json = Encoding.UTF8.GetBytes($"{number}"),
            MayRepeat = true,
        };
    }

    /// <summary>"POST a" and "GET a" share a bucket.</summary>
    private sealed record Plan(int[] Most, int[] Tenths, (int Route, int Major, int Pause, bool CanWait)[] Calls, int Seed)
    {
        public Dictionary<string, Limit> Limits => new()
        {
            ["POST a"] = new Limit("h0", Most[0], Tenths[0] / 10.0),
            ["GET a"] = new Limit("h0", Most[0], Tenths[0] / 10.0),
            ["POST b"] = new Limit("h1", Most[1], Tenths[1] / 10.0),
            ["DELETE c"] = new Limit("h2", Most[2], Tenths[2] / 10.0),
        };
    }
}
