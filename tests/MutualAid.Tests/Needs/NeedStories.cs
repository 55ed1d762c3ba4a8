using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Matrix;
using MutualAid.Tests.Support.Matrix.Synapse;
using Xunit;

namespace MutualAid.Tests.Needs;

public sealed class NeedStoriesInMemory : NeedStories
{
    internal override StoreUnderTest NewStore() => StoreUnderTest.InMemory();
}

public sealed class NeedStoriesOnLiteDb : NeedStories
{
    internal override StoreUnderTest NewStore() => StoreUnderTest.OnLiteDb();
}

public sealed class NeedStoriesOnEncryptedLiteDb : NeedStories
{
    internal override StoreUnderTest NewStore() => StoreUnderTest.OnLiteDb("correct horse battery staple");
}

public sealed class NeedStoriesOnPostgres : NeedStories
{
    internal override StoreUnderTest NewStore() => StoreUnderTest.OnPostgres();
}

public sealed class NeedStoriesOnDiscord : NeedStories
{
    internal override StoreUnderTest NewStore() => StoreUnderTest.InMemory();

    internal override async Task<IStage> NewStageAsync() => await DiscordStage.StartAsync();
}

public sealed class NeedStoriesOnMatrix : NeedStories
{
    internal override StoreUnderTest NewStore() => StoreUnderTest.InMemory();

    internal override async Task<IStage> NewStageAsync() => await MatrixStage.StartAsync(await FakePeople.StartAsync());
}

/// <summary>A homeserver that leaves out, repeats and reorders, fails before and after it acted, and has too much to do.</summary>
public sealed class NeedStoriesOnMisbehavingMatrix : NeedStories
{
    internal override StoreUnderTest NewStore() => StoreUnderTest.InMemory();

    internal override async Task<IStage> NewStageAsync()
    {
        var time = new HurriedTime(20);
        var people = await FakePeople.StartAsync(time);
        var stage = await MatrixStage.StartAsync(people);
        stage.Network = time;
        var faults = people.Homeserver.Faults;
        (faults.GapAfter, faults.Repeats, faults.Reorders, faults.BlankPages) = (1, 3, true, 5);
        var random = new Random(19);
        foreach (var fault in new HttpFault[]
        {
            new HttpFault.Answer(502), new HttpFault.Answer(502, AfterActing: true), new HttpFault.TooMany(TimeSpan.FromSeconds(1)),
            new HttpFault.TooMany(TimeSpan.FromSeconds(1), WaitForm.JsonOnly), new HttpFault.Cut(AfterActing: false), new HttpFault.Cut(AfterActing: true),
        })
        {
            faults.Next(int.MaxValue, _ => random.Next(40) == 0, fault);
        }

        return stage;
    }
}

public sealed class NeedStoriesOnSynapse(SynapseFixture synapse) : NeedStories
{
    internal override StoreUnderTest NewStore() => StoreUnderTest.InMemory();

    internal override async Task<IStage> NewStageAsync() => await MatrixStage.StartAsync(await synapse.PeopleAsync());
}

/// <summary>The whole life of a need, from the door, on every store and every platform.</summary>
public abstract partial class NeedStories
{
    internal abstract StoreUnderTest NewStore();

    internal virtual Task<IStage> NewStageAsync() => Task.FromResult<IStage>(new PlaygroundStage());

    [Fact]
    public async Task Somebody_asks_and_the_card_shows_what_is_needed_and_by_when()
    {
        await using var world = await World.StartAsync(NewStore(), stage: await NewStageAsync());
        var reply = await world.Ana.TypesAsync("/need Groceries for two when: friday 18:00 category: food area: Northside");
        Assert.Contains("#1 is posted: Groceries for two. Needed by Fri 27 Nov 18:00", reply.Text, StringComparison.Ordinal);
        var card = await world.CardAsync(1);
        Assert.Equal("Need #1 Groceries for two", card.Label);
        Assert.Equal("open", card.Status);
        Assert.Contains("food · Northside · by Fri 27 Nov 18:00", card.Text, StringComparison.Ordinal);
        Assert.Contains("asked by Ana", card.Text, StringComparison.Ordinal);
        Assert.Contains("0 of 1 covered", card.Text, StringComparison.Ordinal);
        Assert.Equal(["I can help", "Details", "More"], card.Buttons);
    }

    [Fact]
    public async Task One_tap_claims_it_and_the_card_says_who_is_on_it()
    {
        await using var world = await World.StartAsync(NewStore(), stage: await NewStageAsync());
        await world.Ana.TypesAsync("/need Groceries");
        var reply = await world.Bo.PressesAsync("I can help", 1);
        Assert.StartsWith("You are on #1", reply.Text, StringComparison.Ordinal);
        var card = await world.CardAsync(1);
        Assert.Equal("covered", card.Status);
        Assert.Contains("Bo: 1", card.Text, StringComparison.Ordinal);
        Assert.Equal(["Details", "Done", "Release", "More"], card.Buttons);
    }

    [Fact]
    public async Task Who_comes_too_late_is_told_who_was_quicker_and_what_else_is_open()
    {
        await using var world = await World.StartAsync(NewStore(), stage: await NewStageAsync());
        await world.Ana.TypesAsync("/need Groceries");
        await world.Ana.TypesAsync("/need A ride");
        await world.Bo.TypesAsync("/claim 1");
        var reply = await world.Cruz.TypesAsync("/claim 1");
        Assert.Contains("Bo was quicker: #1 is covered.", reply.Text, StringComparison.Ordinal);
        Assert.Contains("One other need is open", reply.Text, StringComparison.Ordinal);
        Assert.Contains("#2 A ride", reply.AllText, StringComparison.Ordinal);
        await world.Cruz.PressesAsync(reply.Action("I can help"));
        Assert.Contains("Cruz: 1", (await world.CardAsync(2)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_claim_given_back_opens_the_need_and_a_raised_hand_claims_it_again()
    {
        await using var world = await World.StartAsync(NewStore(), stage: await NewStageAsync());
        await world.Ana.TypesAsync("/need Groceries");
        await world.Bo.PressesAsync("I can help", 1);
        await world.Bo.PressesAsync("Release", 1);
        Assert.Equal("open", (await world.CardAsync(1)).Status);
        await world.Cruz.ReactsAsync("✋", 1);
        Assert.Contains("Cruz: 1", (await world.CardAsync(1)).Text, StringComparison.Ordinal);
        await world.Cruz.ReactsAsync("✋", 1, added: false);
        Assert.Equal("open", (await world.CardAsync(1)).Status);
    }

    [Fact]
    public async Task Private_details_reach_the_requester_and_current_claimers_and_nobody_else()
    {
        await using var world = await World.StartAsync(NewStore(), stage: await NewStageAsync());
        await world.Ana.TypesAsync("/need Groceries details: Rose Street 5, ring twice for: Grandma Iris");
        await world.Bo.PressesAsync("I can help", 1);
        Assert.Contains("Rose Street 5", (await world.Bo.PressesAsync("Details", 1)).AllText, StringComparison.Ordinal);
        Assert.Contains("Grandma Iris", (await world.Ana.PressesAsync("Details", 1)).AllText, StringComparison.Ordinal);
        Assert.DoesNotContain("Rose", (await world.Cruz.PressesAsync("Details", 1)).AllText, StringComparison.Ordinal);
        Assert.Contains("Rose Street 5", await world.Bo.ReadsAsync("Rose Street 5"), StringComparison.Ordinal);
        Assert.DoesNotContain("Rose", await world.Cruz.ReadsAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("Iris", await world.Dani.ReadsAsync(), StringComparison.Ordinal);

        await world.Bo.PressesAsync("Release", 1);
        Assert.DoesNotContain("Rose", (await world.Bo.PressesAsync("Details", 1)).AllText, StringComparison.Ordinal);
        Assert.DoesNotContain("Rose", await world.Bo.ReadsWithoutAsync("Rose"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_asks_anonymously_is_seen_only_by_who_helps()
    {
        await using var world = await World.StartAsync(NewStore(), stage: await NewStageAsync());
        var reply = await world.Ana.TypesAsync("/need A bed for the night anonymous: yes");
        Assert.Contains("who helps will learn that it is you", reply.Text, StringComparison.Ordinal);
        Assert.Contains("asked by someone in the group", (await world.CardAsync(1)).Text, StringComparison.Ordinal);
        await world.Bo.PressesAsync("I can help", 1);
        Assert.DoesNotContain("Ana", (await world.CardAsync(1)).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Ana", await world.Cruz.ReadsAsync(), StringComparison.Ordinal);
        Assert.Contains("Ana", await world.Bo.ReadsAsync("Ana"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_form_that_a_bare_need_opens_can_ask_anonymously()
    {
        await using var world = await World.StartAsync(NewStore(), stage: await NewStageAsync());
        var form = (await world.Ana.TypesAsync("/need")).Form;
        Assert.Equal(5, form.Fields.Length);
        await world.Ana.SubmitsAsync(form, ("what", "A bed for the night"), ("anonymous", "yes"));
        Assert.Contains("asked by someone in the group", (await world.CardAsync(1)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_need_of_many_parts_is_covered_by_many_hands()
    {
        await using var world = await World.StartAsync(NewStore(), stage: await NewStageAsync());
        await world.Ana.TypesAsync("/need Sandbags quantity: 5");
        var question = await world.Bo.PressesAsync("I can help", 1);
        Assert.Contains("How much of #1 can you do? 5 are left.", question.Text, StringComparison.Ordinal);
        await world.Bo.PressesAsync(question.Action("2"));
        Assert.Equal("partly covered", (await world.CardAsync(1)).Status);
        var tooMany = await world.Cruz.TypesAsync("/claim 1 4");
        Assert.Contains("Only 3 are left of #1", tooMany.Text, StringComparison.Ordinal);
        await world.Cruz.PressesAsync(tooMany.Action("All 3"));
        var card = await world.CardAsync(1);
        Assert.Contains("5 of 5 covered · Bo: 2 · Cruz: 3", card.Text, StringComparison.Ordinal);
        Assert.Contains("Your part of #1 is done", (await world.Bo.TypesAsync("/done 1")).Text, StringComparison.Ordinal);
        Assert.Contains("#1 is met", (await world.Cruz.ReactsAsync("✅", 1)).Text, StringComparison.Ordinal);
        card = await world.CardAsync(1);
        Assert.Equal("met", card.Status);
        Assert.Equal("#1 Sandbags\nMet. Thank you.", card.Text);
        Assert.Empty(card.Buttons);
    }

    [Fact]
    public async Task An_edit_opens_with_what_stands_there_and_changes_the_card()
    {
        await using var world = await World.StartAsync(NewStore(), stage: await NewStageAsync());
        await world.Ana.TypesAsync("/need Groceries when: friday 18:00 details: door code 4711 anonymous: yes");
        var form = (await world.Ana.TypesAsync("/edit 1")).Form;
        Assert.Equal("Groceries", form.Fields.Single(f => f.Name == "what").Value);
        Assert.Equal("door code 4711", form.Fields.Single(f => f.Name == "details").Value);
        Assert.Equal("2026-11-27 18:00", form.Fields.Single(f => f.Name == "when").Value);
        Assert.Contains("#1 is changed", (await world.Ana.SubmitsAsync(form, ("what", "Groceries for three"))).Text, StringComparison.Ordinal);
        var card = await world.CardAsync(1);
        Assert.Equal("Need #1 Groceries for three", card.Label);
        Assert.Contains("someone in the group", card.Text, StringComparison.Ordinal);
        Assert.Contains("Only who asked", (await world.Bo.TypesAsync("/edit 1")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bump_lifts_the_card_once_a_day()
    {
        await using var world = await World.StartAsync(NewStore(), stage: await NewStageAsync());
        await world.Ana.TypesAsync("/need Groceries");
        await world.Ana.TypesAsync("/need A ride");
        await world.SettleAsync();
        var before = (await world.NeedAsync(1)).CardPosting!;
        Assert.Contains("at the end of the channel", (await world.Ana.TypesAsync("/bump 1")).Text, StringComparison.Ordinal);
        Assert.Contains("within the last day", (await world.Ana.TypesAsync("/bump 1")).Text, StringComparison.Ordinal);
        await world.SettleAsync();
        Assert.False(await world.IsShownAsync(before));
        await world.AdvanceAsync(TimeSpan.FromHours(25));
        Assert.Contains("at the end of the channel", (await world.Ana.TypesAsync("/bump 1")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mine_and_needs_show_what_is_open_with_buttons_that_work()
    {
        await using var world = await World.StartAsync(NewStore(), stage: await NewStageAsync());
        await world.Ana.TypesAsync("/need Whenever you like");
        await world.Ana.TypesAsync("/need Soon when: tomorrow 12:00");
        var list = await world.Bo.TypesAsync("/needs");
        Assert.StartsWith("2 needs, most pressing first:\n#2 Soon", list.AllText, StringComparison.Ordinal);
        await world.Bo.PressesAsync(list.Action("I can help"));
        var mine = await world.Bo.TypesAsync("/mine");
        Assert.Contains("You are on #2 Soon", mine.AllText, StringComparison.Ordinal);
        await world.Bo.PressesAsync(mine.Action("Release"));
        Assert.Contains("You have nothing open", (await world.Bo.TypesAsync("/mine")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_reads_private_answers_in_their_own_language_and_the_card_in_the_groups()
    {
        await using var world = await World.StartAsync(NewStore(), stage: await NewStageAsync());
        await world.Ana.TypesAsync("/need Groceries");
        var reply = await world.Bo.Speaking("es-MX").TypesAsync("/claim 1");
        Assert.StartsWith("Te ocupas de #1", reply.Text, StringComparison.Ordinal);
        Assert.Equal("covered", (await world.CardAsync(1)).Status);
        await world.Dani.TypesAsync("/settings setting: language value: español");
        Assert.Equal("cubierta", (await world.CardAsync(1)).Status);
    }
}
