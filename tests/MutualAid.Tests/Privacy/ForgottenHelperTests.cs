using MutualAid.Core.Chat;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Matrix;
using MutualAid.Tests.Support.Matrix.Synapse;
using Xunit;

namespace MutualAid.Tests.Privacy;

public sealed class ForgottenHelperTestsOnMatrix : ForgottenHelperTests
{
    internal override async Task<MatrixStage> NewStageAsync() => await MatrixStage.StartAsync(await FakePeople.StartAsync());
}

public sealed class ForgottenHelperTestsOnSynapse(SynapseFixture synapse) : ForgottenHelperTests
{
    internal override async Task<MatrixStage> NewStageAsync() => await MatrixStage.StartAsync(await synapse.PeopleAsync());
}

/// <summary>In Matrix anybody in a room can read what a message said before it was edited: also there nothing names who wants to be forgotten.</summary>
public abstract class ForgottenHelperTests
{
    internal abstract Task<MatrixStage> NewStageAsync();

    [Fact]
    public async Task No_card_names_them_not_even_as_it_was_before()
    {
        var stage = await NewStageAsync();
        await using var world = await World.StartAsync(stage: stage);
        await world.Bo.TypesAsync("/need Chairs quantity: 3");
        await world.Bo.TypesAsync("/need Soup");
        await world.Ana.TypesAsync("/claim 1 1");
        await world.Cruz.TypesAsync("/claim 1 1");
        await world.Ana.TypesAsync("/claim 2");
        await world.SettleAsync();
        await world.Ana.TypesAsync("/done 2");
        await world.SettleAsync();
        Assert.Contains(await SaidAsync(stage), Names);
        await world.Ana.PressesAsync(new CardAction("privacy::erase", ""));
        await world.SleepAsync(TimeSpan.FromMinutes(2));
        await world.SettleAsync();
        Assert.DoesNotContain(await SaidAsync(stage), Names);
        Assert.Contains("Cruz: 1", (await world.CardAsync(1)).Text, StringComparison.Ordinal);
        // Its card went with her name, and comes back when it is asked for again.
        await world.Bo.PressesAsync(new CardAction($"reopen:{(await world.NeedAsync(2)).Id}:", ""));
        Assert.Equal("open", (await world.CardAsync(2)).Status);

        bool Names(string said) => said.Contains(stage.UserOf("ana"), StringComparison.Ordinal) || said.Contains("Ana: 1", StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<string>> SaidAsync(MatrixStage stage)
    {
        var filter = Uri.EscapeDataString("{\"types\":[\"m.room.message\"]}");
        var all = await stage.People.CallAsync("cruz", HttpMethod.Get, $"/_matrix/client/v3/rooms/{Uri.EscapeDataString(stage.Room)}/messages?dir=b&limit=200&filter={filter}");
        return [.. all.GetProperty("chunk").EnumerateArray().Where(e => e.GetProperty("sender").GetString() == stage.BotUser).Select(e => e.GetProperty("content").GetRawText())];
    }
}
