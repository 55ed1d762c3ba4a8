using MutualAid.Core.Chat;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Matrix;
using Xunit;

namespace MutualAid.Tests.Keeping;

public sealed class ClosedPlaceOnThePlayground : ClosedPlaceTests
{
    internal override Task<IDoor> NewDoorAsync() => Task.FromResult<IDoor>(new PlaygroundDoor(new PlaygroundStage()));
}

public sealed class ClosedPlaceOnDiscord : ClosedPlaceTests
{
    internal override async Task<IDoor> NewDoorAsync() => new DiscordDoor(await DiscordStage.StartAsync());
}

public sealed class ClosedPlaceOnMatrix : ClosedPlaceTests
{
    internal override async Task<IDoor> NewDoorAsync() => new MatrixDoor(await MatrixStage.StartAsync(await FakePeople.StartAsync()));
}

/// <summary>The bot may not write in the group's place any more, and later it may again. On every platform.</summary>
public abstract class ClosedPlaceTests
{
    private const string Told = "Nothing is lost";

    internal abstract Task<IDoor> NewDoorAsync();

    [Fact]
    public async Task A_card_waits_for_its_place_a_facilitator_is_told_once_and_it_is_shown_once_as_it_is_by_then()
    {
        var door = await NewDoorAsync();
        await using var world = await World.StartAsync(stage: door.Stage);
        await world.Ana.TypesAsync("/need Soap");
        await world.SettleAsync();
        await door.CloseAsync();
        await world.Ana.TypesAsync("/need Water");
        await world.Bo.TypesAsync("/claim 1");
        await UntilToldAsync(world, door, 1);
        var word = (await door.ToldAsync()).Single(t => t.Contains(Told, StringComparison.Ordinal));
        Assert.Contains("I can no longer write in", word, StringComparison.Ordinal);
        Assert.Contains("wait", word, StringComparison.Ordinal);
        Assert.Contains("/settings", word.Replace("!settings", "/settings", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Empty(await ShownAsync(door, "Water"));
        await world.Cruz.TypesAsync("/claim 2");
        await world.AdvanceAsync(TimeSpan.FromHours(3));
        await door.OpenAsync();
        await world.AdvanceAsync(TimeSpan.FromHours(6));
        await world.UntilOutOfTroubleAsync();
        Assert.Contains("Bo: 1", (await world.CardAsync(1)).Text, StringComparison.Ordinal);
        Assert.Contains("Cruz: 1", (await world.CardAsync(2)).Text, StringComparison.Ordinal);
        Assert.Single(await ShownAsync(door, "Water"));
        Assert.Single(await ShownAsync(door, "Soap"));
        Assert.Single(await door.ToldAsync(), t => t.Contains(Told, StringComparison.Ordinal));
        Assert.False(await world.IsInTroubleAsync());
    }

    [Fact]
    public async Task A_reminder_and_a_digest_wait_too_and_only_the_newest_of_each_is_shown()
    {
        var door = await NewDoorAsync();
        await using var world = await World.StartAsync(stage: door.Stage);
        await world.Ana.TypesAsync("/need Water");
        await world.SettleAsync();
        await door.CloseAsync();
        await world.AdvanceAsync(TimeSpan.FromHours(49));
        await UntilToldAsync(world, door, 1);
        Assert.Empty(await ShownAsync(door, "Still waiting for somebody"));
        await door.OpenAsync();
        await world.AdvanceAsync(TimeSpan.FromHours(6));
        await world.UntilOutOfTroubleAsync();
        Assert.Single(await ShownAsync(door, "Still waiting for somebody"));
        Assert.Single(await ShownAsync(door, "Today 1 need is unmet"));
        Assert.Single(await door.ToldAsync(), t => t.Contains(Told, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_place_that_comes_and_goes_is_told_of_once_a_day()
    {
        var door = await NewDoorAsync();
        await using var world = await World.StartAsync(stage: door.Stage);
        for (var day = 1; day <= 2; day++)
        {
            for (var time = 1; time <= 3; time++)
            {
                await door.CloseAsync();
                await world.Ana.TypesAsync($"/need Thing {day}-{time}.");
                await world.UntilAsync(() => world.IsInTroubleAsync(), "the trouble");
                await UntilToldAsync(world, door, day);
                await door.OpenAsync();
                await world.AdvanceAsync(TimeSpan.FromHours(1));
                await world.UntilOutOfTroubleAsync();
            }

            await world.AdvanceAsync(TimeSpan.FromHours(24));
        }

        Assert.Equal(2, (await door.ToldAsync()).Count(t => t.Contains(Told, StringComparison.Ordinal)));
    }

    private static async Task UntilToldAsync(World world, IDoor door, int times) => await world.UntilAsync(
        async () => (await door.ToldAsync()).Count(t => t.Contains(Told, StringComparison.Ordinal)) == times, "a word to a facilitator");

    private static async Task<IReadOnlyList<string>> ShownAsync(IDoor door, string what) =>
        [.. (await door.ShownAsync()).Where(s => s.Replace("**", "", StringComparison.Ordinal).Contains(what, StringComparison.Ordinal))];
}
