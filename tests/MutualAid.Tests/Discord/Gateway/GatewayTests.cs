using MutualAid.Discord;
using MutualAid.Discord.Gateway;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Discord;
using Xunit;

namespace MutualAid.Tests.Discord.Gateway;

/// <summary>The whole gateway on the fake Discord.</summary>
public sealed class GatewayTests
{
    [Fact]
    public async Task As_many_shards_as_discord_says_and_each_server_is_answered_on_its_own()
    {
        var stage = await DiscordStage.StartAsync();
        stage.Fake.Gateway.RecommendedShards = 3;
        stage.Fake.Gateway.MaxConcurrency = 3;
        await using var world = await World.StartAsync(stage: stage);
        await stage.Fake.Gateway.ReadyAsync(3);
        // A shard hears that it is ready a moment after Discord said so.
        while (world.Get<GatewayService>().States.Any(s => s != ShardState.Ready)) await Briefly.PauseAsync();
        Assert.Equal(3, world.Get<GatewayService>().States.Count);
        Assert.Contains("#1 is posted", (await world.Ana.TypesAsync("/need Groceries")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_discord_wants_more_shards_than_it_said_it_is_asked_again()
    {
        var stage = await DiscordStage.StartAsync();
        stage.Fake.Gateway.RequiredShards = 2;
        stage.Fake.Gateway.MaxConcurrency = 2;
        var starting = World.StartAsync(stage: stage);
        await stage.Fake.UntilAsync(() => stage.Fake.Requests.Count("GET /gateway/bot") > 1, "a second question");
        stage.Fake.Gateway.RecommendedShards = 2;
        await using var world = await starting;
        await stage.Fake.Gateway.ReadyAsync(2);
        Assert.Contains("#1 is posted", (await world.Ana.TypesAsync("/need Groceries")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_discord_forgot_is_begun_anew_and_nothing_is_lost()
    {
        await using var world = await World.StartAsync(stage: await DiscordStage.StartAsync());
        var stage = (DiscordStage)world.Stage;
        await world.Ana.TypesAsync("/need Groceries");
        stage.Fake.Gateway.ForgetSessions();
        stage.Fake.Gateway.DropAll();
        await stage.Fake.UntilAsync(() => stage.Fake.Gateway.Identifies == 2, "a new session");
        await stage.Fake.Gateway.ReadyAsync();
        Assert.StartsWith("You are on #1", (await world.Bo.TypesAsync("/claim 1")).Text, StringComparison.Ordinal);
        Assert.Equal("covered", (await world.CardAsync(1)).Status);
    }

    [Fact]
    public async Task Half_an_event_and_a_duplicate_and_the_wrong_order_do_no_harm()
    {
        await using var world = await World.StartAsync(stage: await DiscordStage.StartAsync());
        var stage = (DiscordStage)world.Stage;
        stage.Fake.Faults.TruncateNext = 1;
        await world.Ana.TypesAsync("/need Groceries quantity: 3");
        stage.Fake.Faults.HoldEvents = true;
        stage.Fake.Faults.ReverseHeld = true;
        stage.Fake.Faults.DuplicateNext = 2;
        var bo = await stage.Fake.SlashAsync(stage.Person("bo"), stage.Needs, "claim", ("number", "1"), ("quantity", 1L));
        var cruz = await stage.Fake.SlashAsync(stage.Person("cruz"), stage.Needs, "claim", ("number", "1"), ("quantity", 1L));
        stage.Fake.Gateway.Flush();
        await stage.AnsweredAsync("bo", bo);
        await stage.AnsweredAsync("cruz", cruz);
        Assert.Contains("2 of 3 covered", (await world.CardAsync(1)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hundred_cards_within_the_usual_limits_end_right_and_nobody_is_told_to_slow_down()
    {
        var stage = await DiscordStage.StartAsync();
        stage.Fake.Limits.UseUsual();
        // A fiftieth of the usual times, so that the usual proportions take seconds.
        stage.Fake.Limits.Set("POST /channels/{channel_id}/messages", 5, TimeSpan.FromMilliseconds(100));
        stage.Fake.Limits.Set("PATCH /channels/{channel_id}/messages/{message_id}", 5, TimeSpan.FromMilliseconds(100));
        await using var world = await World.StartAsync(stage: stage);
        await world.Dani.TypesAsync("/settings setting: needs-an-hour value: 1000");
        await world.Dani.TypesAsync("/settings setting: open-needs value: 1000");
        await world.Dani.TypesAsync("/settings setting: open-claims value: 1000");
        for (var i = 0; i < 40; i++) await stage.AnsweredAsync("ana", await stage.Fake.SlashAsync(stage.Person("ana"), stage.Needs, "need", ("what", $"Thing {i}"), ("quantity", 9L)));
        for (var part = 0; part < 3; part++)
        {
            for (var number = 1; number <= 40; number++)
            {
                var card = number.ToString(System.Globalization.CultureInfo.InvariantCulture);
                await Task.WhenAll(new[] { "bo", "cruz", "dani" }.Select(async person =>
                    await (await stage.Fake.SlashAsync(stage.Person(person), stage.Needs, "claim", ("number", card), ("quantity", 1L))).MessageAsync()));
            }
        }

        await world.SettleAsync();
        Assert.Equal(40, stage.Needs.Messages.Count);
        Assert.All(stage.Needs.Messages, m => Assert.Contains("9 of 9 covered", m.TextOf(), StringComparison.Ordinal));
        Assert.Equal(0, stage.Fake.Requests.TooMany);
        // Many claims are shown by one edit; how many depends on how fast they come (the storm among the benchmarks tells).
        Assert.InRange(stage.Needs.Messages.Sum(m => m.Edits), 1, 360);
    }
}
