using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Needs;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Matrix;
using Xunit;

namespace MutualAid.Tests.Reminders;

public sealed class SilenceTestsOnPlayground : SilenceTests
{
    internal override Task<IStage> NewStageAsync() => Task.FromResult<IStage>(new PlaygroundStage());
}

public sealed class SilenceTestsOnDiscord : SilenceTests
{
    internal override async Task<IStage> NewStageAsync() => await DiscordStage.StartAsync();
}

public sealed class SilenceTestsOnMatrix : SilenceTests
{
    internal override async Task<IStage> NewStageAsync() => await MatrixStage.StartAsync(await FakePeople.StartAsync());
}

/// <summary>It is Monday 10:00. Who is silent is asked after a day, has two more to answer, and is never asked between 21:00 and 08:00.</summary>
public abstract class SilenceTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    internal abstract Task<IStage> NewStageAsync();

    [Fact]
    public async Task A_silent_claim_is_asked_about_and_then_free_and_the_group_does_not_learn_whose_it_was()
    {
        await using var world = await StartAsync();
        await world.Ana.TypesAsync("/need Groceries");
        await world.Bo.TypesAsync("/claim 1");
        await world.AdvanceAsync(TimeSpan.FromHours(23));
        Assert.DoesNotContain("Still on it", await world.Bo.ReadsAsync(), StringComparison.Ordinal);
        await world.AdvanceAsync(TimeSpan.FromHours(2));
        Assert.Contains("Still on it", await world.Bo.ReadsAsync("Still on it"), StringComparison.Ordinal);
        Assert.DoesNotContain("Still on it", await world.Cruz.ReadsAsync(), StringComparison.Ordinal);
        Assert.NotNull((await world.NeedAsync(1)).ActiveClaimOf(world.Bo.Id));

        await world.AdvanceAsync(Day * 2);
        Assert.Null((await world.NeedAsync(1)).ActiveClaimOf(world.Bo.Id));
        var card = await world.CardAsync(1);
        Assert.Equal("open", card.Status);
        Assert.DoesNotContain("Bo", card.Text, StringComparison.Ordinal);
        Assert.Contains("since there was no answer", await world.Bo.ReadsAsync("since there was no answer"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Yes_keeps_it_and_the_next_question_comes_later()
    {
        await using var world = await StartAsync();
        await world.Ana.TypesAsync("/need Groceries");
        await world.Bo.TypesAsync("/claim 1");
        await world.AdvanceAsync(TimeSpan.FromHours(25));
        var need = await world.NeedAsync(1);
        Assert.Contains("stays with you", (await world.Bo.PressesAsync(new CardAction(ActionList.Id(ActionList.Still, need.Id), ""))).Text, StringComparison.Ordinal);
        // Asked anew after two days of silence, and not after one.
        await world.AdvanceAsync(Day + TimeSpan.FromHours(12));
        Assert.Null((await world.NeedAsync(1)).ActiveClaimOf(world.Bo.Id)!.AskedAt);
        await world.AdvanceAsync(Day);
        Assert.NotNull((await world.NeedAsync(1)).ActiveClaimOf(world.Bo.Id)!.AskedAt);
    }

    [Fact]
    public async Task I_cant_after_all_frees_it_and_no_reason_is_asked()
    {
        await using var world = await StartAsync();
        await world.Ana.TypesAsync("/need Groceries");
        await world.Bo.TypesAsync("/claim 1");
        await world.AdvanceAsync(TimeSpan.FromHours(25));
        await world.Bo.PressesAsync(new CardAction(ActionList.Id(ActionList.Release, (await world.NeedAsync(1)).Id), ""));
        Assert.Equal("open", (await world.CardAsync(1)).Status);
    }

    [Fact]
    public async Task What_is_due_on_friday_is_asked_about_on_thursday()
    {
        await using var world = await StartAsync();
        await world.Ana.TypesAsync("/need A ride when: friday 18:00");
        await world.Bo.TypesAsync("/claim 1");
        await world.AdvanceAsync(Day * 3);
        Assert.Null((await world.NeedAsync(1)).ActiveClaimOf(world.Bo.Id)!.AskedAt);
        await world.AdvanceAsync(TimeSpan.FromHours(9));
        Assert.NotNull((await world.NeedAsync(1)).ActiveClaimOf(world.Bo.Id)!.AskedAt);
    }

    [Fact]
    public async Task Before_a_need_expires_its_requester_is_asked_and_yes_keeps_it()
    {
        await using var world = await StartAsync();
        await world.Ana.TypesAsync("/need Groceries");
        await world.AdvanceAsync(Day * 12 + TimeSpan.FromHours(1));
        Assert.Contains("Still needed", await world.Ana.ReadsAsync("Still needed"), StringComparison.Ordinal);
        var need = await world.NeedAsync(1);
        await world.Ana.PressesAsync(new CardAction(ActionList.Id(ActionList.Keep, need.Id), ""));
        await world.AdvanceAsync(Day * 3);
        Assert.Equal(NeedStatus.Open, (await world.NeedAsync(1)).Status);
        await world.AdvanceAsync(Day * 12);
        Assert.Equal(NeedStatus.Expired, (await world.NeedAsync(1)).Status);
        Assert.Contains("Nobody answered in time", (await world.CardAsync(1)).Text, StringComparison.Ordinal);
        await world.Ana.PressesAsync(new CardAction(ActionList.Id(ActionList.Reopen, need.Id), ""));
        Assert.Equal("open", (await world.CardAsync(1)).Status);
    }

    [Fact]
    public async Task Who_was_asked_whether_it_is_needed_is_not_asked_again_that_day_because_somebody_came_and_went()
    {
        await using var world = await StartAsync();
        await world.Ana.TypesAsync("/need Groceries");
        await world.AdvanceAsync(Day * 12 + TimeSpan.FromHours(1));
        Assert.NotNull((await world.NeedAsync(1)).KeepAskedAt);
        await world.Bo.TypesAsync("/claim 1");
        await world.Bo.TypesAsync("/release 1");
        await world.AdvanceAsync(TimeSpan.FromHours(22));
        Assert.Null((await world.NeedAsync(1)).KeepAskedAt);
        await world.AdvanceAsync(TimeSpan.FromHours(3));
        Assert.NotNull((await world.NeedAsync(1)).KeepAskedAt);
    }

    [Fact]
    public async Task Who_takes_on_more_of_it_has_answered()
    {
        await using var world = await StartAsync();
        await world.Ana.TypesAsync("/need Blankets quantity: 5");
        await world.Bo.TypesAsync("/claim 1 2");
        await world.AdvanceAsync(TimeSpan.FromHours(25));
        Assert.NotNull((await world.NeedAsync(1)).ActiveClaimOf(world.Bo.Id)!.AskedAt);
        await world.Bo.TypesAsync("/claim 1 1");
        // As after every answer: asked anew after two days of silence, and not after one.
        await world.AdvanceAsync(Day + TimeSpan.FromHours(12));
        Assert.Null((await world.NeedAsync(1)).ActiveClaimOf(world.Bo.Id)!.AskedAt);
        await world.AdvanceAsync(Day);
        Assert.NotNull((await world.NeedAsync(1)).ActiveClaimOf(world.Bo.Id)!.AskedAt);
    }

    [Fact]
    public async Task Nobody_is_asked_more_than_twice_a_day()
    {
        await using var world = await StartAsync();
        for (var n = 1; n <= 5; n++)
        {
            await world.Ana.TypesAsync($"/need Thing {n}");
            await world.Bo.TypesAsync($"/claim {n}");
        }

        await world.AdvanceAsync(TimeSpan.FromHours(26));
        Assert.Equal(2, await AskedAsync(world));
        await world.AdvanceAsync(Day);
        Assert.Equal(4, await AskedAsync(world));
    }

    [Fact]
    public async Task Who_chose_it_is_told_of_what_waits_and_nobody_else()
    {
        await using var world = await StartAsync();
        var chosen = await world.Cruz.PressesAsync((await world.Cruz.TypesAsync("/mine")).Action("Tell me about needs"));
        var told = await world.Cruz.PressesAsync(chosen.Action("food"));
        Assert.Contains("food", told.Text, StringComparison.Ordinal);
        await world.Ana.TypesAsync("/need Groceries category: food");
        await world.Ana.TypesAsync("/need A bed category: housing");
        // The first reminder tells nobody; the second one tells who chose it.
        await world.AdvanceAsync(TimeSpan.FromHours(5));
        Assert.DoesNotContain("waits for somebody", await world.Cruz.ReadsAsync(), StringComparison.Ordinal);
        await world.AdvanceAsync(TimeSpan.FromHours(18));
        Assert.Contains("waits for somebody", await world.Cruz.ReadsAsync("waits for somebody"), StringComparison.Ordinal);
        Assert.DoesNotContain("You chose to be told", await world.Bo.ReadsAsync(), StringComparison.Ordinal);
        Assert.Equal([1], (await world.NeedsToldAsync(world.Cruz)).Order());
    }

    [Fact]
    public async Task A_claim_given_back_within_hours_of_its_time_is_told_at_once_as_urgent()
    {
        await using var world = await StartAsync();
        await world.Cruz.PressesAsync((await world.Cruz.PressesAsync((await world.Cruz.TypesAsync("/mine")).Action("Tell me about needs"))).Action("every kind"));
        await world.Ana.TypesAsync("/need A ride when: today 15:00");
        await world.Bo.TypesAsync("/claim 1");
        await world.Bo.TypesAsync("/release 1");
        await world.SettleAsync();
        Assert.Contains("needed within hours", await world.Cruz.ReadsAsync("needed within hours"), StringComparison.Ordinal);
    }

    private async Task<World> StartAsync() => await World.StartAsync(stage: await NewStageAsync());

    private static async Task<int> AskedAsync(World world)
    {
        var asked = 0;
        for (var n = 1; n <= 5; n++) asked += (await world.NeedAsync(n)).Claims.Any(c => c.AskedAt is not null) ? 1 : 0;
        return asked;
    }
}
