using MutualAid.Core.Chat;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Matrix;
using MutualAid.Tests.Support.Matrix.Synapse;
using Xunit;

namespace MutualAid.Tests.Trust;

public sealed class LogStoriesOnPlayground : LogStories
{
    internal override Task<IStage> NewStageAsync() => Task.FromResult<IStage>(new PlaygroundStage());
}

public sealed class LogStoriesOnLiteDb : LogStories
{
    internal override StoreUnderTest NewStore() => StoreUnderTest.OnLiteDb();

    internal override Task<IStage> NewStageAsync() => Task.FromResult<IStage>(new PlaygroundStage());
}

public sealed class LogStoriesOnDiscord : LogStories
{
    internal override async Task<IStage> NewStageAsync() => await DiscordStage.StartAsync();
}

public sealed class LogStoriesOnMatrix : LogStories
{
    internal override async Task<IStage> NewStageAsync() => await MatrixStage.StartAsync(await FakePeople.StartAsync());
}

public sealed class LogStoriesOnSynapse(SynapseFixture synapse) : LogStories
{
    internal override async Task<IStage> NewStageAsync() => await MatrixStage.StartAsync(await synapse.PeopleAsync());
}

/// <summary>What facilitators do is there for every member to read, on every platform.</summary>
public abstract class LogStories
{
    internal abstract Task<IStage> NewStageAsync();

    internal virtual StoreUnderTest NewStore() => StoreUnderTest.InMemory();

    [Fact]
    public async Task Every_member_reads_who_did_what_and_why_newest_first_and_not_what_anybody_asked_for()
    {
        await using var world = await StartAsync();
        await world.Ana.TypesAsync("/need Groceries details: third floor");
        await world.Ana.TypesAsync("/need A bed");
        await world.Cruz.TypesAsync("/offer Warm soup");
        await world.Bo.TypesAsync("/claim 2");
        await world.Dani.TypesAsync("/close 1 reason: asked twice");
        await world.SleepAsync(TimeSpan.FromMinutes(1));
        await world.Dani.PressesAsync(new CardAction($"nobody:{(await world.NeedAsync(2)).Id}:", ""));
        await world.SleepAsync(TimeSpan.FromMinutes(1));
        await world.Dani.TypesAsync("/close 3 reason: no longer there");
        await world.SleepAsync(TimeSpan.FromMinutes(1));
        await world.Dani.TypesAsync("/settings limits open-claims 30");
        await world.SettleAsync();
        var log = (await world.Bo.TypesAsync("/settings log")).AllText;
        var lines = new[] { "set limits to open-claims 30", "closed #3. Reason: no longer there", "opened #2 for others again", "closed #1. Reason: asked twice" };
        Assert.All(lines, line => Assert.Contains(line, log, StringComparison.Ordinal));
        Assert.Equal(lines, lines.OrderBy(line => log.IndexOf(line, StringComparison.Ordinal)));
        Assert.Contains("Dani", log, StringComparison.OrdinalIgnoreCase);
        foreach (var secret in new[] { "Groceries", "bed", "soup", "third floor", "Ana", "Cruz" }) Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_people_do_with_their_own_is_nobodys_business()
    {
        await using var world = await StartAsync();
        await world.Dani.TypesAsync("/need Groceries");
        await world.Dani.TypesAsync("/close 1");
        await world.Ana.TypesAsync("/need A bed");
        await world.Ana.TypesAsync("/close 2");
        await world.Dani.TypesAsync("/settings zone Mars/Olympus");
        await world.Ana.TypesAsync("/settings zone Europe/Madrid");
        await world.SettleAsync();
        Assert.Contains("No facilitator has done anything here", (await world.Bo.TypesAsync("/settings log")).Text, StringComparison.Ordinal);
        if (world.Stage is PlaygroundStage or DiscordStage)
            Assert.Contains("no ha hecho nada", (await world.Bo.Speaking("es").TypesAsync("/settings log")).Text, StringComparison.Ordinal);
    }

    private async Task<World> StartAsync() => await World.StartAsync(NewStore(), stage: await NewStageAsync());
}
