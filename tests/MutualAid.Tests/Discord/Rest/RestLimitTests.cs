using MutualAid.Discord.Rest;
using Xunit;
using static MutualAid.Tests.Discord.Rest.RestWorld;
using static MutualAid.Tests.Discord.Rest.ScriptedDiscord;

namespace MutualAid.Tests.Discord.Rest;

public sealed class RestLimitTests : IDisposable
{
    private readonly RestWorld world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public void While_nothing_is_known_one_goes_first_and_the_others_wait_for_what_it_learns()
    {
        world.Send(6, Post());
        Assert.Single(world.Discord.Arrivals);
        world.Answer(0, 200, "{}", Limits(5, 4, 2));
        Assert.Equal(5, world.Discord.Arrivals.Count);
        world.Advance(1.9);
        Assert.Equal(5, world.Discord.Arrivals.Count);
    }

    [Fact]
    public void Other_channels_do_not_wait()
    {
        world.Send(Post("1"));
        world.Send(Post("2"));
        Assert.Equal(2, world.Discord.Arrivals.Count);
    }

    [Fact]
    public void When_the_window_is_over_those_who_wait_go_in_order()
    {
        var sent = Enumerable.Range(0, 4).Select(i => world.Send(new RestRequest(Route()) { Json = new[] { (byte)('0' + i) } })).ToArray();
        world.Answer(0, 200, "", Limits(2, 1, 2));
        Assert.Equal(2, world.Discord.Arrivals.Count);
        world.Answer(1, 200, "", Limits(2, 0, 2));
        world.Advance(1.99);
        Assert.Equal(2, world.Discord.Arrivals.Count);
        world.Advance(0.05);
        Assert.Equal(["0", "1", "2", "3"], world.Discord.Arrivals.Select(a => a.Body));
        Assert.False(sent[3].IsOver);
    }

    [Fact]
    public void What_somebody_waits_for_goes_before_whatever_can_wait()
    {
        var patient = Enumerable.Range(0, 3).Select(i => world.Send(new RestRequest(Route()) { Json = new[] { (byte)('a' + i) }, CanWait = true })).ToArray();
        world.Send(new RestRequest(Route()) { Json = "!"u8.ToArray() });
        world.Answer(0, 200, "", Limits(1, 0, 1));
        world.Advance(1.1);
        Assert.Equal(["a", "!"], world.Discord.Arrivals.Select(a => a.Body));
        Assert.False(patient[1].IsOver);
    }

    /// <summary>Of a channel nothing is known at first, so that one goes alone: it must not be one that has yet to go, and lets others go first.</summary>
    [Fact]
    public void What_can_wait_and_has_not_gone_does_not_keep_its_channel_for_itself()
    {
        for (var i = 0; i < 45; i++) world.Send(Post($"{i}"));
        var digest = world.Send(new RestRequest(Route("a")) { Json = "digest"u8.ToArray(), CanWait = true });
        var card = world.Send(new RestRequest(Route("a")) { Json = "card"u8.ToArray() });
        for (var i = 0; i < 45; i++) world.Answer(i, 200, "{}");
        world.Advance(1.1);
        Assert.Equal(["card"], world.Discord.Arrivals.Skip(45).Select(a => a.Body));
        world.Answer(45, 200, "one", Limits(5, 4, 1));
        Assert.Equal("digest", world.Discord[46].Body);
        world.Answer(46, 200, "two", Limits(5, 3, 1));
        Assert.Equal("one"u8, card.Body.Span);
        Assert.Equal("two"u8, digest.Body.Span);
    }

    [Theory]
    [InlineData(-3600)]
    [InlineData(3600)]
    public void A_clock_that_is_an_hour_off_changes_nothing(int skew)
    {
        world.Send(3, Post());
        var reset = (world.Clock.GetUtcNow().ToUnixTimeSeconds() + skew + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        world.Answer(0, 200, "", [.. Limits(1, 0, 1), ("X-RateLimit-Reset", reset)]);
        world.Advance(0.99);
        Assert.Single(world.Discord.Arrivals);
        world.Advance(0.05);
        Assert.Equal(2, world.Discord.Arrivals.Count);
    }

    [Fact]
    public void Answers_that_overtake_each_other_give_nothing_back()
    {
        world.Send(8, Post());
        world.Answer(0, 200, "", Limits(5, 4, 10));
        world.Answer(4, 200, "", Limits(5, 0, 9.9));
        world.Answer(1, 200, "", Limits(5, 3, 9.99));
        world.Answer(2, 200, "", Limits(5, 2, 0.01));
        world.Advance(9);
        Assert.Equal(5, world.Discord.Arrivals.Count);
    }

    [Fact]
    public void A_request_that_still_flies_when_the_window_ends_counts_in_the_next()
    {
        world.Send(5, Post());
        world.Answer(0, 200, "", Limits(2, 1, 1));
        world.Advance(1.1);
        // One slot is still with the second.
        Assert.Equal(3, world.Discord.Arrivals.Count);
        world.Answer(1, 200, "", Limits(2, 1, 0.9));
        world.Advance(0.5);
        Assert.Equal(3, world.Discord.Arrivals.Count);
        world.Advance(0.5);
        Assert.Equal(4, world.Discord.Arrivals.Count);
    }

    [Fact]
    public void Routes_that_share_a_bucket_share_its_limit_once_that_is_known()
    {
        world.Send(Post());
        world.Answer(0, 200, "", Limits(2, 1, 5, "same"));
        world.Advance(6);
        world.Send(Get());
        world.Answer(1, 200, "", Limits(2, 1, 5, "same"));
        world.Send(Post());
        world.Send(Get());
        Assert.Equal(3, world.Discord.Arrivals.Count);
        world.Send(Post("2"));
        world.Send(Get("2"));
        Assert.Equal(4, world.Discord.Arrivals.Count);
    }

    [Fact]
    public void Who_waits_on_a_route_moves_to_the_bucket_it_turns_out_to_share()
    {
        world.Send(Post());
        world.Answer(0, 200, "", Limits(3, 2, 5, "same"));
        world.Send(3, Get());
        Assert.Equal(2, world.Discord.Arrivals.Count);
        world.Answer(1, 200, "", Limits(3, 1, 5, "same"));
        Assert.Equal(3, world.Discord.Arrivals.Count);
        world.Send(Post());
        Assert.Equal(3, world.Discord.Arrivals.Count);
        world.Advance(5.1);
        Assert.Equal(["POST", "GET", "GET", "GET", "POST"], world.Discord.Arrivals.Select(a => a.Method.Method));
    }

    [Fact]
    public void A_route_without_limits_is_not_held_back()
    {
        world.Send(20, Post());
        world.Answer(0, 200, "{}");
        Assert.Equal(20, world.Discord.Arrivals.Count);
    }

    [Fact]
    public void A_route_without_limits_that_meets_one_finds_out_step_by_step()
    {
        world.Send(Post());
        world.Answer(0, 200, "{}");
        world.Send(3, Post());
        for (var i = 1; i <= 3; i++) world.Answer(i, 429, "{\"retry_after\": 1, \"global\": false}");
        world.Advance(1.1);
        Assert.Equal(5, world.Discord.Arrivals.Count);
    }

    [Fact]
    public void What_failed_without_limits_lets_the_next_one_find_out()
    {
        world.Send(3, Post());
        world.Answer(0, 404, "{\"code\": 10003}");
        Assert.Equal(2, world.Discord.Arrivals.Count);
    }

    [Fact]
    public void An_answer_that_never_came_may_have_been_counted()
    {
        world.Send(1, Post());
        world.Answer(0, 200, "", Limits(1, 0, 4));
        world.Advance(5);
        world.Send(2, Post());
        world.Break(1, new HttpRequestException(HttpRequestError.ResponseEnded));
        world.Advance(3.9);
        Assert.Equal(2, world.Discord.Arrivals.Count);
        world.Advance(0.2);
        Assert.Equal(3, world.Discord.Arrivals.Count);
    }

    [Fact]
    public void Never_more_than_45_in_a_second_but_clicks_are_answered_at_once()
    {
        world.Discord.Script = _ => Answer(200, "{}");
        for (var i = 0; i < 200; i++) world.Send(Post($"{i}"));
        Assert.Equal(45, world.Discord.Arrivals.Count);
        for (var i = 0; i < 100; i++) world.Send(Callback($"{i}"));
        Assert.Equal(145, world.Discord.Arrivals.Count);
        world.Advance(10);
        var paced = world.Discord.Arrivals.Where(a => a.Headers.ContainsKey("Authorization")).Select(a => a.At).ToArray();
        Assert.Equal(200, paced.Length);
        Assert.All(paced.Skip(45).Zip(paced), pair => Assert.True(pair.First - pair.Second >= TimeSpan.FromSeconds(1), "More than 45 in a second."));
        Assert.True(paced[^1] - paced[0] < TimeSpan.FromSeconds(4.5), "Slower than it must be.");
    }

    [Fact]
    public void Requests_that_hang_do_not_keep_the_others_out_for_long()
    {
        for (var i = 0; i < 46; i++) world.Send(Post($"{i}"));
        world.Advance(2.9);
        Assert.Equal(45, world.Discord.Arrivals.Count);
        world.Advance(0.2);
        Assert.Equal(46, world.Discord.Arrivals.Count);
    }

    [Theory]
    [InlineData("user")]
    [InlineData("shared")]
    public void A_429_stops_its_bucket_for_as_long_as_it_says_and_is_sent_again_first(string scope)
    {
        var first = world.Send(new RestRequest(Route()) { Json = "1"u8.ToArray() });
        var second = world.Send(new RestRequest(Route()) { Json = "2"u8.ToArray() });
        world.Answer(0, 429, "{\"message\": \"x\", \"retry_after\": 1.5, \"global\": false}", [("Retry-After", "2"), ("X-RateLimit-Scope", scope)]);
        world.Send(Post("other"));
        Assert.Equal(2, world.Discord.Arrivals.Count);
        world.Advance(1.49);
        Assert.Equal(2, world.Discord.Arrivals.Count);
        world.Advance(0.02);
        Assert.Equal("1", world.Discord[2].Body);
        world.Answer(2, 200, "one", Limits(5, 4, 1));
        world.Answer(3, 200, "two", Limits(5, 3, 1));
        Assert.Equal("one"u8, first.Body.Span);
        Assert.Equal("two"u8, second.Body.Span);
    }

    [Theory]
    [InlineData("X-RateLimit-Global", "true", "false")]
    [InlineData("X-RateLimit-Scope", "global", "false")]
    [InlineData("X-Other", "x", "true")]
    public void A_global_429_stops_everything_but_clicks(string header, string value, string inBody)
    {
        world.Send(Post());
        world.Answer(0, 429, $"{{\"retry_after\": 3, \"global\": {inBody}}}", [(header, value)]);
        world.Send(Post("2"));
        Assert.Single(world.Discord.Arrivals);
        world.Send(Callback());
        Assert.Equal(2, world.Discord.Arrivals.Count);
        Assert.Equal(3, world.Rest.WaitFor(Route("3")).TotalSeconds, 2);
        Assert.Equal(0, world.Rest.WaitFor(Route("3"), tokenInPath: true).TotalSeconds);
        world.Advance(3.1);
        Assert.Equal(4, world.Discord.Arrivals.Count);
    }

    [Fact]
    public void A_429_of_the_network_in_front_stops_everything()
    {
        world.Send(Post());
        world.Answer(0, Answer(429, "<html>error 1015</html>", "text/html", ("Retry-After", "30")));
        world.Send(Post("2"));
        world.Send(Callback());
        world.Advance(29.9, step: 0.1);
        Assert.Single(world.Discord.Arrivals);
        world.Advance(0.2);
        Assert.Equal(4, world.Discord.Arrivals.Count);
    }

    [Fact]
    public void One_429_after_another_is_met_with_growing_pauses()
    {
        world.Discord.Script = _ => Answer(429, "{\"retry_after\": 0, \"global\": false}");
        var sent = world.Send(Post());
        world.Advance(120, step: 0.1);
        Assert.False(sent.IsOver);
        Assert.InRange(world.Discord.Arrivals.Count, 5, 15);
    }

    [Fact]
    public void A_stop_reaches_those_who_have_a_slot_but_not_yet_gone()
    {
        // Fill the second, so that the next of a known bucket waits for it with its slot in hand.
        world.Send(Post("a"));
        world.Answer(0, 200, "", Limits(5, 4, 60));
        var flying = world.Send(Post("a"));
        for (var i = 0; i < 43; i++) world.Send(Post($"{i}"));
        world.Send(Post("a"));
        Assert.Equal(45, world.Discord.Arrivals.Count);
        world.Answer(1, 429, "{\"retry_after\": 20, \"global\": false}", [("X-RateLimit-Scope", "shared")]);
        world.Advance(19.9);
        Assert.Equal(2, world.Discord.Arrivals.Count(a => a.Path == "/api/v10/channels/a/messages"));
        world.Advance(0.2);
        Assert.Equal(4, world.Discord.Arrivals.Count(a => a.Path == "/api/v10/channels/a/messages"));
        Assert.False(flying.IsOver);
    }

    [Fact]
    public void Who_was_stopped_with_a_slot_in_hand_and_gives_up_returns_it_only_once()
    {
        using var stop = new CancellationTokenSource();
        world.Send(Post("a"));
        world.Answer(0, 200, "", Limits(2, 1, 1));
        world.Advance(1.1);
        world.Send(Post("a"));
        for (var i = 0; i < 44; i++) world.Send(Post($"{i}"));
        var gone = world.Send(Post("a"), stop.Token);
        world.Answer(1, 429, "{\"retry_after\": 5, \"global\": false}", [("X-RateLimit-Scope", "shared")]);
        world.Do(stop.Cancel);
        Assert.True(gone.IsCancelled);
        world.Advance(5.1);
        world.Send(5, Post("a"));
        Assert.Equal(4, world.Discord.Arrivals.Count(a => a.Path == "/api/v10/channels/a/messages"));
    }

    [Fact]
    public void Who_gives_up_waiting_leaves_the_line_and_nothing_else()
    {
        using var stop = new CancellationTokenSource();
        world.Send(Post());
        var gone = world.Send(Post(), stop.Token);
        var stays = world.Send(Post());
        world.Do(stop.Cancel);
        Assert.True(gone.IsCancelled);
        world.Answer(0, 200, "", Limits(2, 1, 5));
        Assert.Equal(2, world.Discord.Arrivals.Count);
        world.Answer(1, 204);
        Assert.True(stays.HasWorked);
    }

    [Fact]
    public void Idle_buckets_are_forgotten()
    {
        using var limiter = new RateLimiter(world.Clock);
        for (var i = 0; i < 10_000; i++)
        {
            using var turn = limiter.Ask(Route($"{i}"), isPaced: false, limiter.NextTicket());
            turn.Answered(new LimitHeaders("hash", 5, 4, TimeSpan.FromSeconds(1)), isSuccess: true);
            world.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(limiter.Count, 1, 300);
    }

    [Fact]
    public void It_says_how_long_a_request_would_wait()
    {
        Assert.Equal(TimeSpan.Zero, world.Rest.WaitFor(Route()));
        world.Send(Post());
        world.Answer(0, 200, "", Limits(2, 1, 4));
        Assert.Equal(TimeSpan.Zero, world.Rest.WaitFor(Route()));
        world.Send(3, Post());
        Assert.Equal(8, world.Rest.WaitFor(Route()).TotalSeconds, 0.1);
        world.Advance(10);
        world.Answer(1, 200, "", Limits(2, 1, 4));
        world.Advance(5);
        Assert.Equal(TimeSpan.Zero, world.Rest.WaitFor(Route("9")));
    }
}
