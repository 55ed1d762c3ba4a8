using MutualAid.Core.Chat;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Matrix;
using MutualAid.Tests.Support.Matrix.Synapse;
using Xunit;

namespace MutualAid.Tests.Needs;

public sealed class ConversationStoriesOnPlayground : ConversationStories
{
    internal override Task<IStage> NewStageAsync() => Task.FromResult<IStage>(new PlaygroundStage());
}

public sealed class ConversationStoriesOnDiscord : ConversationStories
{
    internal override async Task<IStage> NewStageAsync() => await DiscordStage.StartAsync();
}

public sealed class ConversationStoriesOnMatrix : ConversationStories
{
    internal override async Task<IStage> NewStageAsync() => await MatrixStage.StartAsync(await FakePeople.StartAsync());
}

public sealed class ConversationStoriesOnSynapse(SynapseFixture synapse) : ConversationStories
{
    internal override async Task<IStage> NewStageAsync() => await MatrixStage.StartAsync(await synapse.PeopleAsync());
}

/// <summary>Who asked and who helps talk in private; who comes later, or leaves, does not read what was meant for others. On every platform.</summary>
public abstract class ConversationStories
{
    internal abstract Task<IStage> NewStageAsync();

    [Fact]
    public async Task Who_takes_it_on_after_somebody_gave_it_back_reads_nothing_of_what_was_written_before()
    {
        await using var world = await World.StartAsync(stage: await NewStageAsync());
        await world.Ana.TypesAsync("/need Groceries details: Quendleweg 17");
        await world.Bo.TypesAsync("/claim 1");
        var first = await world.ConversationAsync(1);
        await world.Bo.WritesInAsync(world, first, "I was in prison once");
        await world.Ana.WritesInAsync(world, first, "The key is under the mat");
        await world.Bo.TypesAsync("/release 1");
        await world.SettleAsync();
        Assert.False(await world.IsInAsync(world.Bo, first));
        Assert.True(await world.IsInAsync(world.Ana, first));
        Assert.DoesNotContain("Quendleweg", await world.EverythingInAsync(world.Ana, first), StringComparison.Ordinal);
        await world.Cruz.TypesAsync("/claim 1");
        var second = await world.ConversationAsync(1);
        Assert.NotEqual(first, second);
        await world.Ana.WritesInAsync(world, second, "Thank you for coming instead");
        var read = await world.Cruz.ReadsAsync("instead");
        Assert.Contains("Quendleweg", read, StringComparison.Ordinal);
        foreach (var word in new[] { "prison", "under the mat" }) Assert.DoesNotContain(word, read, StringComparison.Ordinal);
        Assert.False(await world.IsInAsync(world.Cruz, first));
        Assert.DoesNotContain("instead", await world.Bo.ReadsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_helps_beside_others_joins_them_and_is_said_to_beforehand_and_the_next_after_one_left_gets_another_with_all_who_stay()
    {
        await using var world = await World.StartAsync(stage: await NewStageAsync());
        await world.Ana.TypesAsync("/need Chairs quantity: 3");
        await world.Bo.TypesAsync("/claim 1 1");
        var first = await world.ConversationAsync(1);
        Assert.Contains("can read what was written before", await world.Bo.ReadsAsync("written before"), StringComparison.Ordinal);
        await world.Cruz.TypesAsync("/claim 1 1");
        Assert.Equal(first, await world.ConversationAsync(1));
        await world.UntilInAsync(world.Cruz, first);
        await world.Cruz.WritesInAsync(world, first, "I bring mine");
        await world.Bo.TypesAsync("/release 1");
        Assert.Equal(first, await world.ConversationAsync(1));
        await world.Dani.TypesAsync("/claim 1 1");
        var second = await world.ConversationAsync(1);
        Assert.NotEqual(first, second);
        foreach (var inIt in new[] { world.Ana, world.Cruz, world.Dani }) await world.UntilInAsync(inIt, second);
        Assert.False(await world.IsInAsync(world.Bo, second));
        Assert.False(await world.IsInAsync(world.Dani, first));
        Assert.DoesNotContain("I bring mine", await world.Dani.ReadsAsync(), StringComparison.Ordinal);
        Assert.Contains("goes on in a new conversation", await world.Cruz.ReadsAsync("new conversation"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/close 1")]
    [InlineData("/done 1")]
    public async Task What_is_closed_leaves_no_details_behind_where_the_two_talked(string line)
    {
        await using var world = await World.StartAsync(stage: await NewStageAsync());
        await world.Ana.TypesAsync("/need Groceries for Zwiebelkuchen for: Mirabel details: Quendleweg 17");
        await world.Bo.TypesAsync("/claim 1");
        var place = await world.ConversationAsync(1);
        await world.UntilInAsync(world.Bo, place);
        var form = (await world.Ana.TypesAsync("/edit 1")).Form;
        await world.Ana.SubmitsAsync(form, ("details", "Hinterhof"));
        await world.SettleAsync();
        await world.Ana.TypesAsync(line);
        await world.SettleAsync();
        var left = world.Stage is PlaygroundStage ? (await world.Bo.ReadsAsync()).Replace("#1 Groceries for Zwiebelkuchen", "", StringComparison.Ordinal) : await world.EverythingInAsync(world.Bo, place);
        foreach (var secret in new[] { "Quendleweg", "Hinterhof", "Mirabel", "Zwiebelkuchen" }) Assert.DoesNotContain(secret, left, StringComparison.Ordinal);
        Assert.Contains("This is closed", left, StringComparison.Ordinal);
    }

    /// <summary>The card of who stays is the same before and after.</summary>
    [Fact]
    public async Task Who_came_and_went_beside_others_while_the_process_died_is_let_out_all_the_same()
    {
        await Deaths.AtEachWriteAsync(NewStageAsync, TwoTalkAsync, AnotherComesAsync, AnotherGoesAsync);

        async Task TwoTalkAsync(World world)
        {
            await world.Ana.TypesAsync("/need Chairs quantity: 3");
            await world.Cruz.TypesAsync("/claim 1 1");
            await world.UntilInAsync(world.Cruz, await world.ConversationAsync(1));
        }

        async Task AnotherComesAsync(World world)
        {
            await world.Bo.TypesAsync("/claim 1 1");
            await world.SettleAsync();
        }

        async Task AnotherGoesAsync(World world)
        {
            await world.Bo.TypesAsync("/release 1");
            await world.SleepAsync(TimeSpan.FromMinutes(10));
            Assert.Equal(0, await world.CountConversationsAsync(world.Bo));
            Assert.True(await world.IsInAsync(world.Cruz, await world.ConversationAsync(1)));
            Assert.Null((await world.NeedAsync(1)).KeepAt);
        }
    }

    [Fact]
    public async Task Who_gave_it_back_while_the_process_died_is_let_out_all_the_same()
    {
        var deaths = await Deaths.AtEachWriteAsync(NewStageAsync, AskedAsync, TakenOnAsync, GivenBackAsync);
        Assert.True(deaths >= 3, $"It died at {deaths} writes only.");

        async Task AskedAsync(World world)
        {
            await world.Ana.TypesAsync("/need Groceries details: Quendleweg 17");
            await world.SettleAsync();
        }

        async Task TakenOnAsync(World world)
        {
            await world.Bo.TypesAsync("/claim 1");
            await world.SettleAsync();
        }

        async Task GivenBackAsync(World world)
        {
            await world.Bo.TypesAsync("/release 1");
            await world.Cruz.TypesAsync("/claim 1");
            var place = await world.ConversationAsync(1);
            await world.UntilInAsync(world.Cruz, place);
            await world.Ana.WritesInAsync(world, place, "The key is under the mat");
            Assert.DoesNotContain("under the mat", await world.Bo.ReadsAsync(), StringComparison.Ordinal);
            Assert.Equal(0, await world.CountConversationsAsync(world.Bo));
        }
    }
}
