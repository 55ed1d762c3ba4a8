using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Tests.Support;
using MutualAid.Tests.Support.Matrix;
using MutualAid.Tests.Support.Matrix.Synapse;
using Xunit;

namespace MutualAid.Tests.Offers;

public sealed class OfferStoriesOnPlayground : OfferStories
{
    internal override Task<IStage> NewStageAsync() => Task.FromResult<IStage>(new PlaygroundStage());
}

public sealed class OfferStoriesOnLiteDb : OfferStories
{
    internal override StoreUnderTest NewStore() => StoreUnderTest.OnLiteDb();

    internal override Task<IStage> NewStageAsync() => Task.FromResult<IStage>(new PlaygroundStage());
}

public sealed class OfferStoriesOnPostgres : OfferStories
{
    internal override StoreUnderTest NewStore() => StoreUnderTest.OnPostgres();

    internal override Task<IStage> NewStageAsync() => Task.FromResult<IStage>(new PlaygroundStage());
}

public sealed class OfferStoriesOnDiscord : OfferStories
{
    internal override async Task<IStage> NewStageAsync() => await DiscordStage.StartAsync();
}

public sealed class OfferStoriesOnMatrix : OfferStories
{
    internal override async Task<IStage> NewStageAsync() => await MatrixStage.StartAsync(await FakePeople.StartAsync());
}

public sealed class OfferStoriesOnSynapse(SynapseFixture synapse) : OfferStories
{
    internal override async Task<IStage> NewStageAsync() => await MatrixStage.StartAsync(await synapse.PeopleAsync());
}

/// <summary>What somebody can give, and how it meets what somebody needs, from the door, on every platform.</summary>
public abstract class OfferStories
{
    private const string Fits = "it may fit what you offer";

    internal abstract Task<IStage> NewStageAsync();

    internal virtual StoreUnderTest NewStore() => StoreUnderTest.InMemory();

    [Fact]
    public async Task An_offer_has_a_card_and_a_number_of_its_own()
    {
        await using var world = await StartAsync();
        await world.Ana.TypesAsync("/need Groceries");
        var reply = await world.Bo.TypesAsync("/offer Rides to the clinic category: transport area: Northside quantity: 3");
        Assert.Contains("#2 is offered: Rides to the clinic", reply.Text, StringComparison.Ordinal);
        var card = await world.OfferCardAsync(2);
        Assert.Equal("offered", card.Status);
        foreach (var shown in new[] { "Rides to the clinic", "transport", "Northside", "offered by", "3 of 3 left" }) Assert.Contains(shown, card.Text, StringComparison.Ordinal);
        Assert.Contains("Ask for this", card.Buttons);
    }

    [Fact]
    public async Task Who_offers_what_is_needed_is_told_privately_and_nobody_else_is()
    {
        await using var world = await StartAsync();
        await world.Bo.TypesAsync("/offer Warm soup for anyone category: food area: Northside");
        await world.Cruz.TypesAsync("/offer Haircuts category: skills area: Eastside");
        await world.Ana.TypesAsync("/need Warm soup category: food area: Northside details: third floor");
        var told = await world.Bo.ReadsAsync();
        Assert.Contains(Fits, told, StringComparison.Ordinal);
        Assert.Contains("because you offered food in Northside: #1", told, StringComparison.Ordinal);
        Assert.DoesNotContain("third floor", told, StringComparison.Ordinal);
        foreach (var other in new[] { world.Ana, world.Cruz, world.Dani }) Assert.DoesNotContain(Fits, await other.ReadsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_thanks_is_one_tap_and_is_remembered()
    {
        await using var world = await StartAsync();
        await world.Bo.TypesAsync("/offer Warm soup category: food");
        await world.Ana.TypesAsync("/need Warm soup category: food");
        await world.SettleAsync();
        var need = await world.NeedAsync(2);
        var reply = await world.Bo.PressesAsync(new CardAction($"no-thanks:{need.Id}:", ""));
        Assert.Contains("nobody is told", reply.Text, StringComparison.Ordinal);
        await world.Ana.PressesAsync(new CardAction($"bump:{need.Id}:", ""));
        await world.SettleAsync();
        Assert.True(Assert.Single((await world.NeedAsync(2)).Suggestions).Declined);
        Assert.Equal(1, Times(Fits, await world.Bo.ReadsAsync()));
        foreach (var other in new[] { world.Ana, world.Cruz, world.Dani }) Assert.DoesNotContain("thanks", await other.ReadsAsync(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Who_takes_it_on_from_the_suggestion_gives_from_the_offer_and_giving_back_gives_back()
    {
        await using var world = await StartAsync();
        await world.Bo.TypesAsync("/offer Bags of rice category: food quantity: 5");
        await world.Ana.TypesAsync("/need Bags of rice category: food quantity: 2");
        await world.SettleAsync();
        var need = await world.NeedAsync(2);
        var asked = await world.Bo.PressesAsync(new CardAction($"claim:{need.Id}:@{(await world.OfferAsync(1)).Id}", ""));
        await world.Bo.PressesAsync(asked.Action("All 2"));
        Assert.Contains("3 of 5 left", (await world.OfferCardAsync(1)).Text, StringComparison.Ordinal);
        await world.Bo.TypesAsync("/release 2");
        Assert.Contains("5 of 5 left", (await world.OfferCardAsync(1)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asking_for_an_offer_posts_a_need_and_tells_who_offers_it()
    {
        await using var world = await StartAsync();
        await world.Bo.TypesAsync("/offer A folding bed category: supplies area: Northside");
        var reply = await world.Ana.PressesAsync(new CardAction((await world.OfferCardAsync(1)).Action("Ask for this"), ""));
        Assert.Equal("A folding bed", reply.Form.Fields.Single(f => f.Name == "what").Value);
        var posted = await world.Ana.SubmitsAsync(reply.Form, ("details", "for my mother"));
        Assert.Contains("#2 is posted", posted.Text, StringComparison.Ordinal);
        var told = await world.Bo.ReadsAsync();
        Assert.Contains("asks for your offer #1", told, StringComparison.Ordinal);
        Assert.DoesNotContain("for my mother", told, StringComparison.Ordinal);
        await world.Bo.TypesAsync("/claim 2");
        Assert.Equal("all given", (await world.OfferCardAsync(1)).Status);
        Assert.DoesNotContain("Ask for this", (await world.OfferCardAsync(1)).Buttons);
    }

    [Fact]
    public async Task An_offer_is_changed_paused_offered_again_and_withdrawn()
    {
        await using var world = await StartAsync();
        await world.Bo.TypesAsync("/offer Rides category: transport quantity: 2");
        var form = (await world.Bo.TypesAsync("/edit 1")).Form;
        Assert.Contains("#1 is changed", (await world.Bo.SubmitsAsync(form, ("what", "Rides at night"))).Text, StringComparison.Ordinal);
        Assert.Contains("Rides at night", (await world.OfferCardAsync(1)).Text, StringComparison.Ordinal);
        var id = (await world.OfferAsync(1)).Id;
        await world.Bo.PressesAsync(new CardAction($"pause-offer:{id}:", ""));
        Assert.Equal("paused", (await world.OfferCardAsync(1)).Status);
        await world.Ana.TypesAsync("/need A ride category: transport");
        Assert.DoesNotContain(Fits, await world.Bo.ReadsAsync(), StringComparison.Ordinal);
        await world.Bo.PressesAsync(new CardAction($"resume-offer:{id}:", ""));
        Assert.Equal("offered", (await world.OfferCardAsync(1)).Status);
        Assert.Contains("not your offer", (await world.Ana.TypesAsync("/close 1")).Text, StringComparison.Ordinal);
        Assert.Contains("#1 is withdrawn", (await world.Bo.TypesAsync("/close 1")).Text, StringComparison.Ordinal);
        var card = await world.OfferCardAsync(1);
        Assert.Equal("withdrawn", card.Status);
        Assert.Empty(card.Buttons);
    }

    [Fact]
    public async Task A_facilitator_closes_an_offer_only_with_a_reason_that_all_see()
    {
        await using var world = await StartAsync();
        await world.Bo.TypesAsync("/offer Miracle cure");
        Assert.Contains("give a reason", (await world.Dani.TypesAsync("/close 1")).Text, StringComparison.Ordinal);
        await world.Dani.TypesAsync("/close 1 reason: not safe");
        var card = await world.OfferCardAsync(1);
        Assert.Contains("not safe", card.Text, StringComparison.Ordinal);
        Assert.Contains("facilitator", card.Text, StringComparison.Ordinal);
        Assert.Contains("closed your offer", await world.Bo.ReadsAsync("closed your offer"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_offer_ends_by_itself_and_can_be_offered_again_and_a_standing_one_stays()
    {
        await using var world = await StartAsync();
        await world.Bo.TypesAsync("/offer Soup until: tomorrow 12:00");
        await world.Bo.TypesAsync("/offer Rides standing: yes");
        await world.SleepAsync(TimeSpan.FromDays(30));
        Assert.Equal("over", (await world.OfferCardAsync(1)).Status);
        Assert.Equal("offered", (await world.OfferCardAsync(2)).Status);
        Assert.Contains("The time of your offer is over", await world.Bo.ReadsAsync("The time of your offer is over"), StringComparison.Ordinal);
        await world.Bo.PressesAsync(new CardAction($"renew-offer:{(await world.OfferAsync(1)).Id}:", ""));
        Assert.Equal("offered", (await world.OfferCardAsync(1)).Status);
    }

    [Fact]
    public async Task A_standing_offer_of_several_says_how_much_it_is_at_a_time()
    {
        await using var world = await StartAsync();
        await world.Bo.TypesAsync("/offer Rides standing: yes quantity: 3");
        await world.Bo.TypesAsync("/offer Soup standing: yes");
        Assert.Contains("standing · 3 at a time", (await world.OfferCardAsync(1)).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("at a time", (await world.OfferCardAsync(2)).Text, StringComparison.Ordinal);
        var list = await world.Ana.TypesAsync("/offers");
        Assert.Equal(1, Times("3 at a time", list.AllText));
        Assert.Equal(1, Times("at a time", list.AllText));
    }

    [Fact]
    public async Task Who_offers_sees_at_once_which_open_needs_fit()
    {
        await using var world = await StartAsync();
        await world.Ana.TypesAsync("/need Warm soup category: food");
        await world.Ana.TypesAsync("/need A lawyer category: legal");
        var reply = await world.Bo.TypesAsync("/offer Warm soup category: food quantity: 4");
        Assert.Contains("may fit", reply.Text, StringComparison.Ordinal);
        Assert.Contains("#1", reply.AllText, StringComparison.Ordinal);
        Assert.DoesNotContain("A lawyer", reply.AllText, StringComparison.Ordinal);
        await world.Bo.PressesAsync(reply.Action("I can help"));
        Assert.NotNull((await world.NeedAsync(1)).ActiveClaimOf(world.Bo.Id));
        Assert.Contains("3 of 4 left", (await world.OfferCardAsync(3)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_number_of_what_fits_is_given_from_the_offer_that_was_just_made()
    {
        await using var world = await StartAsync();
        await world.Ana.TypesAsync("/need Chairs category: supplies quantity: 20");
        var reply = await world.Bo.TypesAsync("/offer Chairs category: supplies quantity: 30");
        var asked = await world.Bo.PressesAsync(reply.Action("I can help"));
        var form = (await world.Bo.PressesAsync(asked.Action("Another number"))).Form;
        Assert.Contains("You are on #1", (await world.Bo.SubmitsAsync(form, ("quantity", "17"))).Text, StringComparison.Ordinal);
        Assert.Contains("13 of 30 left", (await world.OfferCardAsync(2)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_handed_over_stays_given_when_the_need_is_opened_again()
    {
        await using var world = await StartAsync();
        await world.Ana.TypesAsync("/need Bags of rice category: food quantity: 2");
        var reply = await world.Bo.TypesAsync("/offer Bags of rice category: food quantity: 5");
        await world.Bo.PressesAsync((await world.Bo.PressesAsync(reply.Action("I can help"))).Action("All 2"));
        await world.Ana.TypesAsync("/done 1");
        await world.SettleAsync();
        Assert.Contains("3 of 5 left", (await world.OfferCardAsync(2)).Text, StringComparison.Ordinal);
        await world.Ana.PressesAsync(new CardAction($"reopen:{(await world.NeedAsync(1)).Id}:", ""));
        Assert.Contains("3 of 5 left", (await world.OfferCardAsync(2)).Text, StringComparison.Ordinal);
        await world.Bo.TypesAsync("/claim 1 1");
        Assert.Contains("2 of 5 left", (await world.OfferCardAsync(2)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Not_yet_gives_back_to_the_offer_what_was_not_handed_over()
    {
        await using var world = await StartAsync();
        await world.Ana.TypesAsync("/need Bags of rice category: food quantity: 2");
        var reply = await world.Bo.TypesAsync("/offer Bags of rice category: food quantity: 5");
        await world.Bo.PressesAsync((await world.Bo.PressesAsync(reply.Action("I can help"))).Action("All 2"));
        await world.Bo.TypesAsync("/done 1");
        await world.SettleAsync();
        Assert.Contains("Not yet", await world.Ana.ReadsAsync("Not yet"), StringComparison.Ordinal);
        Assert.Contains("3 of 5 left", (await world.OfferCardAsync(2)).Text, StringComparison.Ordinal);
        await world.Ana.PressesAsync(new CardAction($"reopen:{(await world.NeedAsync(1)).Id}:not-yet", ""));
        Assert.Contains("5 of 5 left", (await world.OfferCardAsync(2)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Offers_are_listed_in_mine_and_in_the_digest()
    {
        await using var world = await StartAsync();
        Assert.Contains("Nothing is offered", (await world.Ana.TypesAsync("/offers")).Text, StringComparison.Ordinal);
        await world.Bo.TypesAsync("/offer Rides category: transport area: Northside");
        await world.Cruz.TypesAsync("/offer Soup category: food");
        await world.Ana.TypesAsync("/need Firewood");
        Assert.Contains("Rides", (await world.Ana.TypesAsync("/offers category: transport")).AllText, StringComparison.Ordinal);
        Assert.DoesNotContain("Rides", (await world.Ana.TypesAsync("/offers category: food")).AllText, StringComparison.Ordinal);
        Assert.Contains("You offer", (await world.Bo.TypesAsync("/mine")).AllText, StringComparison.Ordinal);
        var digest = (await world.Ana.TypesAsync("/digest")).AllText;
        Assert.Contains("Offered:", digest, StringComparison.Ordinal);
        Assert.Contains("Soup", digest, StringComparison.Ordinal);
        await world.AdvanceAsync(TimeSpan.FromHours(24));
        Assert.Contains("Offered:", await world.Ana.ReadsAsync("Offered:"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_need_is_no_offer_and_an_offer_no_need()
    {
        await using var world = await StartAsync();
        await world.Bo.TypesAsync("/offer Rides");
        var reply = await world.Ana.TypesAsync("/claim 1");
        Assert.Contains("#1 is an offer", reply.Text, StringComparison.Ordinal);
        Assert.Equal("Ask for this", Assert.Single(reply.Reply.Actions).Label);
        Assert.Contains("your own offer", (await world.Bo.PressesAsync(new CardAction($"ask-for:{(await world.OfferAsync(1)).Id}:", ""))).Text, StringComparison.Ordinal);
    }

    internal static int Times(string what, string text) => text.Split(what).Length - 1;

    private async Task<World> StartAsync() => await World.StartAsync(NewStore(), stage: await NewStageAsync());
}
