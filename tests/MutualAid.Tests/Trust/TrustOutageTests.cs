using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using MutualAid.Core.Trust;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Trust;

/// <summary>The bot dies in the middle of it, or nobody can be reached: everybody is told once, and nothing is lost.</summary>
public sealed class TrustOutageTests
{
    /// <summary>A need is reported, closed, and whoever posted it kept from posting: it dies at each of the writes that they take.</summary>
    [Fact]
    public async Task Wherever_it_dies_each_is_told_once_and_every_act_is_written_down_once()
    {
        var deaths = 0;
        for (; ; deaths++)
        {
            var (memory, clock, stage) = (new MemoryStore(), World.NewClock(), new RecordingStage());
            var store = new DyingStore(memory);
            string formOfReport, formOfBlock;
            await using (var first = await World.StartAsync(new StoreUnderTest(store, store.Offers, store, store, store), stage: stage, clock: clock))
            {
                first.LeavesAllBehind = true;
                await first.Bo.TypesAsync("/need Cheap watches");
                await first.SettleAsync();
                var id = (await first.NeedAsync(1)).Id;
                formOfReport = (await first.Ana.PressesAsync(new CardAction($"report:{id}:", ""))).Form.Id;
                formOfBlock = (await first.Dani.PressesAsync(new CardAction($"block:{id}:", ""))).Form.Id;
                store.DieAfter(deaths);
                await Record.ExceptionAsync(() => LiveAsync(first, formOfReport, formOfBlock));
            }

            await using var next = await World.StartAsync(StoreUnderTest.On(memory), stage: stage, clock: clock);
            next.LeavesAllBehind = true;
            await next.SettleAsync();
            clock.Advance(TimeSpan.FromMinutes(10));
            await next.SettleAsync();
            // Whoever was told that it failed does it again.
            await LiveAsync(next, formOfReport, formOfBlock);
            await next.SettleAsync();
            var group = await GroupAsync(next);
            Assert.Single(stage.Said, s => s.Place == "test:direct-ana" && Title(s).Contains("Thank you for telling", StringComparison.Ordinal));
            Assert.Single(stage.Said, s => s.Place == "test:direct-bo" && Title(s).Contains("you can't post", StringComparison.Ordinal));
            Assert.Equal([ActKind.ClosedNeed, ActKind.Blocked], group.Log.Select(a => a.Kind).Order());
            Assert.Equal(ReportEnd.Closed, Assert.Single(group.Reports).End);
            Assert.Single(group.Blocks);
            if (!store.IsDead) break;
        }

        Assert.True(deaths >= 6, $"It died at {deaths} writes only.");
    }

    [Fact]
    public async Task Where_no_facilitator_can_be_reached_the_next_one_is_told_with_an_answer_and_once()
    {
        await using var world = await World.StartAsync(stage: new RecordingStage());
        await ReportAsync(world);
        Assert.DoesNotContain("was reported", (await world.Ana.TypesAsync("/mine")).AllText, StringComparison.Ordinal);
        var told = await world.Dani.TypesAsync("/mine");
        Assert.Contains("#1 was reported by somebody in the group", told.AllText, StringComparison.Ordinal);
        Assert.DoesNotContain("ana", told.AllText, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("was reported", (await world.Dani.TypesAsync("/mine")).AllText, StringComparison.Ordinal);
        Assert.Contains("It stays as it is", (await world.Dani.PressesAsync(told.Action("Leave it"))).Text, StringComparison.Ordinal);
        Assert.Contains("left it as it is", await world.Ana.ReadsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_cannot_be_told_in_private_hears_all_of_it_when_they_next_try_to_post_in_their_own_language()
    {
        var stage = new RecordingStage();
        stage.Unreachable.Add("bo");
        await using var world = await World.StartAsync(stage: stage);
        await world.Bo.TypesAsync("/need Cheap watches");
        var form = (await world.Dani.PressesAsync(new CardAction($"block:{(await world.NeedAsync(1)).Id}:", ""))).Form;
        await world.Dani.SubmitsAsync(form, ("why", "advertising"));
        await world.SettleAsync();
        Assert.Null((await GroupAsync(world)).BlockToTell);
        var refused = (await world.Bo.Speaking("es").TypesAsync("/offer Relojes")).AllText;
        foreach (var part in new[] { "No se guardó ni se publicó nada", "hasta mié 23 dic", "Fue por #1: vende o anuncia algo", "habla con quien facilita" })
            Assert.Contains(part, refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sixth_report_a_day_is_refused_and_says_what_to_do()
    {
        await using var world = await World.StartAsync(stage: new RecordingStage());
        await world.Dani.TypesAsync("/settings limits needs-an-hour 50");
        for (var i = 1; i <= 6; i++) await world.Bo.TypesAsync($"/need Thing {i}");
        for (var i = 1; i <= 5; i++) await ReportAsync(world, i);
        Assert.Contains("as much as can be reported in a day. Nothing was saved", (await ReportAsync(world, 6)).Text, StringComparison.Ordinal);
        await world.SleepAsync(TimeSpan.FromHours(25));
        Assert.Contains("The facilitators are told about #6", (await ReportAsync(world, 6)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_facilitator_posted_can_be_reported_and_they_are_not_the_ones_who_hear_of_it()
    {
        await using var world = await World.StartAsync();
        await world.Dani.TypesAsync("/need Cheap watches");
        await world.SettleAsync();
        var form = (await world.Ana.PressesAsync(new CardAction($"report:{(await world.NeedAsync(1)).Id}:", ""))).Form;
        await world.Ana.SubmitsAsync(form, ("why", "advertising"));
        Assert.DoesNotContain("was reported", await world.Dani.ReadsAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("was reported", (await world.Dani.TypesAsync("/mine")).AllText, StringComparison.Ordinal);
    }

    private static async Task<SeenReply> ReportAsync(World world, int number = 1)
    {
        if (number == 1) await world.Bo.TypesAsync("/need Cheap watches", "the need");
        var form = (await world.Ana.PressesAsync(new CardAction($"report:{(await world.NeedAsync(number)).Id}:", ""))).Form;
        var said = await world.Ana.SubmitsAsync(form, ("why", "advertising"));
        await world.SettleAsync();
        return said;
    }

    /// <summary>The same events, delivered again where the bot died: each has its key.</summary>
    private static async Task LiveAsync(World world, string formOfReport, string formOfBlock)
    {
        await world.Ana.DoesAsync(Filled(formOfReport), "report");
        await world.Dani.TypesAsync("/close 1 reason: not for this", "close");
        await world.Dani.DoesAsync(Filled(formOfBlock), "block");
        await world.SettleAsync();
    }

    private static FormSubmitted Filled(string form) => new(form, System.Collections.Immutable.ImmutableDictionary<string, string>.Empty.Add("why", "advertising"));

    private static string Title(SaidCard said) => string.Concat(said.Card.Title.Spans.OfType<Words>().Select(w => w.Text));

    private static async Task<Group> GroupAsync(World world) =>
        await world.Get<IGroupStore>().FindAsync(world.Stage.Group, CancellationToken.None) ?? throw new InvalidOperationException("There is no group.");
}
