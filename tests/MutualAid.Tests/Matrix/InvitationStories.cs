using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using MutualAid.Matrix;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Matrix;
using MutualAid.Tests.Support.Matrix.Synapse;
using Xunit;

namespace MutualAid.Tests.Matrix;

public sealed class InvitationStoriesOnTheFake : InvitationStories
{
    internal override async Task<IMatrixPeople> NewPeopleAsync() => await FakePeople.StartAsync();
}

public sealed class InvitationStoriesOnSynapse(SynapseFixture synapse) : InvitationStories
{
    internal override async Task<IMatrixPeople> NewPeopleAsync() => await synapse.PeopleAsync();
}

/// <summary>Two people are invited to a conversation, and one of them does not come.</summary>
public abstract class InvitationStories
{
    private const string NotTheHelper = "Somebody who takes care of this has not come in here yet";
    private const string NotTheRequester = "Who asked has not come in here yet";
    private const string HelperUnreachable = "I can't write to them in private";
    private const string RequesterUnreachable = "I can't write to who asked in private";

    internal abstract Task<IMatrixPeople> NewPeopleAsync();

    [Theory]
    [InlineData("bo", "ana", NotTheHelper)]
    [InlineData("ana", "bo", NotTheRequester)]
    public async Task After_an_hour_who_is_there_is_told_once_what_to_do_also_over_a_restart(string slow, string there, string told)
    {
        var (memory, clock, stage) = (new MemoryStore(), World.NewClock(), await StageAsync(slow));
        PlaceId place;
        await using (var first = await World.StartAsync(StoreUnderTest.On(memory), stage: stage, clock: clock))
        {
            first.LeavesAllBehind = true;
            place = await InTouchAsync(first, there);
            await first.SleepAsync(TimeSpan.FromMinutes(59));
            Assert.Equal(0, await CountAsync(first, there, place, told));
            await first.SleepAsync(TimeSpan.FromMinutes(2));
            await first.UntilAsync(async () => await CountAsync(first, there, place, told) == 1, "a word to who is there");
        }

        await using var second = await World.StartAsync(StoreUnderTest.On(memory), stage: stage, clock: clock);
        await second.AdvanceAsync(TimeSpan.FromHours(3));
        await stage.People.JoinAsync(slow, MatrixIds.RoomOf(place));
        await second.UntilAsync(() => StandsAsync(second, slow, Attendance.In), "who came late");
        await second.AdvanceAsync(TimeSpan.FromHours(2));
        Assert.Equal(1, await CountAsync(second, there, place, told));
        Assert.DoesNotContain("in private.", await ToldDirectlyAsync(stage, there), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_comes_within_the_hour_makes_nobody_worry()
    {
        var stage = await StageAsync("bo");
        await using var world = await World.StartAsync(stage: stage);
        var place = await InTouchAsync(world, "ana");
        await world.SleepAsync(TimeSpan.FromMinutes(50));
        await stage.People.JoinAsync("bo", MatrixIds.RoomOf(place));
        await world.UntilAsync(() => StandsAsync(world, "bo", Attendance.In), "who came");
        await world.AdvanceAsync(TimeSpan.FromHours(3));
        Assert.Equal(0, await CountAsync(world, "ana", place, NotTheHelper));
        Assert.Null((await world.NeedAsync(1)).KeepAt);
    }

    [Fact]
    public async Task What_is_needed_soon_waits_no_more_than_half_of_the_time_that_is_left()
    {
        var stage = await StageAsync("bo");
        await using var world = await World.StartAsync(stage: stage);
        var place = await InTouchAsync(world, "ana", "/need Water when: 10:40");
        await world.SleepAsync(TimeSpan.FromMinutes(19));
        Assert.Equal(0, await CountAsync(world, "ana", place, NotTheHelper));
        await world.SleepAsync(TimeSpan.FromMinutes(2));
        await world.UntilAsync(async () => await CountAsync(world, "ana", place, NotTheHelper) == 1, "a word to who is there");
    }

    [Fact]
    public async Task Where_nobody_is_there_whoever_comes_first_is_told()
    {
        var stage = await StageAsync("ana", "bo");
        await using var world = await World.StartAsync(stage: stage);
        await world.Ana.TypesAsync("/need Water");
        await world.Bo.TypesAsync("/claim 1");
        var place = await world.ConversationAsync(1);
        await world.AdvanceAsync(TimeSpan.FromHours(3));
        await stage.People.JoinAsync("bo", MatrixIds.RoomOf(place));
        await world.UntilAsync(async () => await CountAsync(world, "bo", place, NotTheRequester) == 1, "a word to who came");
        await world.AdvanceAsync(TimeSpan.FromHours(2));
        Assert.Equal((1, 0), (await CountAsync(world, "bo", place, NotTheRequester), await CountAsync(world, "bo", place, NotTheHelper)));
    }

    [Theory]
    [InlineData("bo", "ana", HelperUnreachable)]
    [InlineData("ana", "bo", RequesterUnreachable)]
    public async Task Who_says_no_to_the_invitation_can_not_be_reached_and_the_other_is_told_at_once(string slow, string there, string told)
    {
        var stage = await StageAsync(slow);
        await using var world = await World.StartAsync(stage: stage);
        var place = await InTouchAsync(world, there);
        await stage.People.LeaveAsync(slow, MatrixIds.RoomOf(place));
        await world.UntilAsync(async () => (await ToldDirectlyAsync(stage, there)).Contains(told, StringComparison.Ordinal), "a word to the other");
        await world.AdvanceAsync(TimeSpan.FromHours(3));
        Assert.Single((await ToldDirectlyAsync(stage, there)).Split(told)[1..]);
        Assert.Equal(0, await CountAsync(world, there, place, "has not come in here yet"));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(30, false)]
    public async Task Who_leaves_right_away_was_not_reached_and_who_leaves_later_was(int minutes, bool told)
    {
        var stage = await StageAsync();
        await using var world = await World.StartAsync(stage: stage);
        var place = await InTouchAsync(world, "bo");
        await world.UntilAsync(async () => await StandsAsync(world, "ana", Attendance.In) && await StandsAsync(world, "bo", Attendance.In), "both");
        await world.SleepAsync(TimeSpan.FromMinutes(minutes));
        await stage.People.LeaveAsync("bo", MatrixIds.RoomOf(place));
        if (told) await world.UntilAsync(async () => (await ToldDirectlyAsync(stage, "ana")).Contains(HelperUnreachable, StringComparison.Ordinal), "a word to the other");
        // What was said to the bot after that is answered after it.
        await stage.People.SayAsync("ana", MatrixIds.RoomOf(place), "!needs");
        await world.Ana.TypesAsync("/needs");
        await world.AdvanceAsync(TimeSpan.FromHours(3));
        Assert.Equal(told, (await ToldDirectlyAsync(stage, "ana")).Contains(HelperUnreachable, StringComparison.Ordinal));
    }

    private async Task<MatrixStage> StageAsync(params string[] slow) => await MatrixStage.StartAsync(await NewPeopleAsync(), slow);

    private static async Task<PlaceId> InTouchAsync(World world, string there, string asked = "/need Water")
    {
        await world.Ana.TypesAsync(asked);
        await world.Bo.TypesAsync("/claim 1");
        var place = await world.ConversationAsync(1);
        await world.UntilAsync(() => StandsAsync(world, there, Attendance.In), "who is there");
        return place;
    }

    private static async Task<bool> StandsAsync(World world, string person, Attendance attendance) => (await world.NeedAsync(1)).Postings
        .Where(p => p.Kind == PostingKind.Introduction).SelectMany(p => p.Arrivals).Any(a => a.Person == world.Stage.IdOf(person) && a.Attendance == attendance);

    private static async Task<int> CountAsync(World world, string reader, PlaceId place, string said)
    {
        var stage = (MatrixStage)world.Stage;
        return (await stage.People.ReadAsync(reader, MatrixIds.RoomOf(place))).Count(m => m.Sender == stage.BotUser && m.Body.Contains(said, StringComparison.Ordinal));
    }

    private static async Task<string> ToldDirectlyAsync(MatrixStage stage, string person) =>
        string.Join('\n', (await stage.People.ReadAsync(person, stage.DirectOf(person))).Where(m => m.Sender == stage.BotUser).Select(m => m.Body));
}
