using MutualAid.Discord.Rest;
using Xunit;
using static MutualAid.Tests.Discord.Rest.RestWorld;
using static MutualAid.Tests.Discord.Rest.ScriptedDiscord;

namespace MutualAid.Tests.Discord.Rest;

/// <summary>Discord shuts out who collects 10,000 refusals in ten minutes.</summary>
public sealed class RestBudgetTests : IDisposable
{
    private readonly RestWorld world = new();

    public void Dispose() => world.Dispose();

    [Fact]
    public void After_5000_refusals_only_clicks_are_answered_until_the_oldest_are_ten_minutes_old()
    {
        world.Discord.Script = a => a.Headers.ContainsKey("Authorization") ? Answer(403, "{\"code\": 50001}") : Answer(204);
        SpendBudget();
        var before = world.Discord.Arrivals.Count;
        Assert.False(world.Send(Post("x")).Unreachable.IsUncertain);
        Assert.Equal(before, world.Discord.Arrivals.Count);
        Assert.True(world.Send(Callback("x")).HasWorked);
        Assert.Single(world.Log, l => l.Contains("Only clicks are answered", StringComparison.Ordinal));
        world.Advance(400, step: 1);
        Assert.Contains("too many", world.Send(Post("x")).Unreachable.Message, StringComparison.Ordinal);
        world.Advance(211, step: 1);
        Assert.Equal(403, world.Send(Post("x")).Refused.Status);
    }

    [Fact]
    public void Other_refusals_and_shared_limits_do_not_count()
    {
        var answers = 0;
        world.Discord.Script = _ => ++answers % 2 == 0 ? Answer(404, "{}") : Answer(429, "{\"retry_after\": 0.05, \"global\": false}", "application/json", ("X-RateLimit-Scope", "shared"));
        for (var i = 0; i < 5_200; i += 20)
        {
            for (var j = 0; j < 20; j++) world.Send(Post($"{i + j}"));
            world.Advance(1.1, step: 0.1);
        }

        Assert.InRange(answers, 10_300, 10_400);
        world.Advance(3);
        var last = world.Send(Post());
        world.Advance(3);
        Assert.Equal(404, last.Refused.Status);
    }

    [Fact]
    public void Clicks_that_are_refused_have_an_end_too()
    {
        world.Discord.Script = _ => Answer(401, "{\"code\": 50027}");
        for (var i = 0; i < 9_000; i++) world.Send(Callback($"{i}"));
        Assert.Equal(8_000, world.Discord.Arrivals.Count);
    }

    [Fact]
    public void It_counts_exactly_and_lets_go_of_what_is_old()
    {
        var budget = new InvalidRequestBudget(world.Clock, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        for (var i = 0; i < 4_999; i++) budget.Count();
        Assert.True(budget.HasRoom(isTokenInPath: false));
        budget.Count();
        Assert.False(budget.HasRoom(isTokenInPath: false));
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.False(budget.HasRoom(isTokenInPath: false));
        world.Clock.Advance(TimeSpan.FromSeconds(11));
        Assert.True(budget.HasRoom(isTokenInPath: false));
        world.Clock.Advance(TimeSpan.FromDays(400));
        for (var i = 0; i < 5_000; i++) budget.Count();
        Assert.False(budget.HasRoom(isTokenInPath: false));
    }

    private void SpendBudget()
    {
        for (var i = 0; i < 5_000; i += 40)
        {
            for (var j = 0; j < 40; j++) world.Send(Post($"{i + j}"));
            world.Advance(1.1, step: 0.55);
        }

        Assert.Equal(5_000, world.Discord.Arrivals.Count);
    }
}
