using MutualAid.Discord.Gateway;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Discord;
using Xunit;

namespace MutualAid.Tests.Discord.Gateway;

/// <summary>Several processes on one store that share the shards, on the fake Discord.</summary>
public sealed class SharedShardTests : IAsyncLifetime
{
    private readonly MemoryStore memory = new();
    private readonly SharedLease lease = new(TimeProvider.System);
    private DiscordStage stage = null!;

    public async ValueTask InitializeAsync()
    {
        stage = await DiscordStage.StartAsync();
        stage.Fake.Gateway.RecommendedShards = 4;
        stage.Fake.Gateway.MaxConcurrency = 4;
    }

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    [Fact]
    public async Task Who_comes_has_its_share_who_goes_leaves_it_and_sessions_are_taken_up_not_begun()
    {
        var first = await StartAsync();
        await HaveAsync((first, 4));
        await using var second = await StartAsync();
        await HaveAsync((first, 2), (second, 2));
        Assert.Contains("#1 is posted", (await second.Ana.TypesAsync("/need Groceries")).Text, StringComparison.Ordinal);
        await using var third = await StartAsync();
        // Four among three: one of them has one more, whichever.
        await Eventually.TrueAsync(() => Task.FromResult(new[] { first, second, third }.Select(Ready).Order().SequenceEqual([1, 1, 2])));
        await first.DisposeAsync();
        await HaveAsync((second, 2), (third, 2));
        Assert.StartsWith("You are on #1", (await second.Bo.TypesAsync("/claim 1")).Text, StringComparison.Ordinal);
        // Whoever heard it shows it.
        await Eventually.TrueAsync(async () => (await second.CardAsync(1)).Status == "covered");
        Assert.Equal(4, stage.Fake.Gateway.Identifies);
    }

    [Fact]
    public async Task What_happened_while_a_shard_changed_hands_is_answered_once()
    {
        var first = await StartAsync();
        await HaveAsync((first, 4));
        await first.Ana.TypesAsync("/need Groceries quantity: 30");
        await using var second = await StartAsync();
        using var over = new CancellationTokenSource();
        var claiming = Task.Run(async () =>
        {
            var claims = 0;
            for (; claims < 30 && !over.IsCancellationRequested; claims++)
                Assert.StartsWith("You are on #1", (await second.Bo.TypesAsync("/claim 1 1")).Text, StringComparison.Ordinal);
            return claims;
        });
        await HaveAsync((first, 2), (second, 2));
        await first.DisposeAsync();
        await HaveAsync((second, 4));
        await over.CancelAsync();
        var claimed = await claiming;
        Assert.True(claimed > 0);
        Assert.Equal(claimed, (await second.NeedAsync(1)).Claims.Sum(c => c.Quantity));
    }

    [Fact]
    public async Task All_agree_on_the_number_that_who_came_first_was_told()
    {
        await using var first = await StartAsync();
        await HaveAsync((first, 4));
        stage.Fake.Gateway.RecommendedShards = 5;
        await using var second = await StartAsync();
        await HaveAsync((first, 2), (second, 2));
        Assert.Equal(4, stage.Fake.Gateway.Identifies);
    }

    [Fact]
    public async Task When_discord_wants_more_shards_all_begin_anew_with_as_many()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        await HaveAsync((first, 2), (second, 2));
        stage.Fake.Gateway.RequiredShards = 6;
        stage.Fake.Gateway.RecommendedShards = 6;
        stage.Fake.Gateway.ForgetSessions();
        stage.Fake.Gateway.DropAll();
        await HaveAsync((first, 3), (second, 3));
        Assert.Contains("#1 is posted", (await first.Ana.TypesAsync("/need Groceries")).Text, StringComparison.Ordinal);
    }

    private async Task<World> StartAsync()
    {
        var world = await World.StartAsync(StoreUnderTest.On(memory), stage: stage, shared: lease.OfAProcess());
        world.LeavesAllBehind = true;
        return world;
    }

    /// <summary>So many shards of each stand.</summary>
    private static Task HaveAsync(params (World World, int Shards)[] all) => Eventually.TrueAsync(() => Task.FromResult(all.All(a => Ready(a.World) == a.Shards)));

    /// <summary>How many shards it has; none while one of them is not ready.</summary>
    private static int Ready(World world) => world.Get<GatewayService>().States is var states && states.All(s => s == ShardState.Ready) ? states.Count : 0;
}
