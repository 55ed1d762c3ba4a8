using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using MutualAid.Core.Offers;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Offers;

/// <summary>How much of an offer counts as given.</summary>
public sealed class GivingTests
{
    [Fact]
    public async Task A_number_that_could_not_be_read_keeps_the_offer_that_it_was_to_come_from()
    {
        await using var world = await World.StartAsync();
        var another = await AnotherNumberAsync(world);
        var misread = await world.Bo.SubmitsAsync((await world.Bo.PressesAsync(another)).Form, ("quantity", "0"));
        Assert.Equal(another.Id, misread.Form.Again);
        await world.Bo.SubmitsAsync(misread.Form, ("quantity", "17"));
        Assert.Equal(13, (await OfferAsync(world, 2)).Left);
    }

    [Fact]
    public async Task Where_one_part_is_left_by_then_it_comes_out_of_the_offer_without_a_question()
    {
        await using var world = await World.StartAsync();
        var another = await AnotherNumberAsync(world);
        await world.Cruz.TypesAsync("/claim 1 19");
        Assert.Contains("You are on #1", (await world.Bo.PressesAsync(another)).Text, StringComparison.Ordinal);
        Assert.Equal(29, (await OfferAsync(world, 2)).Left);
    }

    [Fact]
    public async Task A_form_that_names_the_offer_of_somebody_else_or_none_takes_nothing_out_of_it()
    {
        await using var world = await World.StartAsync();
        var form = (await world.Bo.PressesAsync(await AnotherNumberAsync(world))).Form;
        await world.Cruz.TypesAsync("/offer Chairs quantity: 30");
        foreach (var forged in new[] { "@3", "@1", "@99", "@", "@x" })
            Assert.Contains("You are on #1", (await world.Bo.SubmitsAsync(form with { Id = form.Id.Split('@')[0] + forged }, ("quantity", "2"))).Text, StringComparison.Ordinal);
        Assert.Equal(10, (await world.NeedAsync(1)).Covered);
        Assert.Equal(30, (await OfferAsync(world, 3)).Left);
    }

    [Fact]
    public async Task Who_is_told_because_of_one_offer_and_gives_out_of_another_gives_out_of_that_one()
    {
        await using var world = await World.StartAsync();
        await world.Bo.TypesAsync("/offer Chairs category: supplies quantity: 5");
        await world.Ana.TypesAsync("/need Chairs category: supplies quantity: 3");
        await world.SettleAsync();
        Assert.Equal(1, Assert.Single((await world.NeedAsync(2)).Suggestions).Number);
        var fitting = await world.Bo.TypesAsync("/offer Chairs category: supplies quantity: 9");
        var asked = await world.Bo.PressesAsync(fitting.Action("I can help"));
        await world.Bo.PressesAsync(asked.Action("2"));
        Assert.Equal((5, 7), ((await OfferAsync(world, 1)).Left, (await OfferAsync(world, 3)).Left));
        // What follows out of the first is counted there, and never in both.
        await world.Bo.PressesAsync(new CardAction($"claim:{(await world.NeedAsync(2)).Id}:1@{(await OfferAsync(world, 1)).Id}", ""));
        Assert.Equal((4, 7), ((await OfferAsync(world, 1)).Left, (await OfferAsync(world, 3)).Left));
        await world.Ana.TypesAsync("/done 2");
        await ReopenAsync(world, number: 2);
        Assert.Equal((4, 7), ((await OfferAsync(world, 1)).Left, (await OfferAsync(world, 3)).Left));
        await world.Bo.TypesAsync("/claim 2 1");
        await world.Bo.PressesAsync(new CardAction($"claim:{(await world.NeedAsync(2)).Id}:2@{(await OfferAsync(world, 1)).Id}", ""));
        Assert.Equal((2, 6), ((await OfferAsync(world, 1)).Left, (await OfferAsync(world, 3)).Left));
        await world.Bo.TypesAsync("/release 2");
        Assert.Equal((4, 7), ((await OfferAsync(world, 1)).Left, (await OfferAsync(world, 3)).Left));
    }

    [Fact]
    public async Task Of_what_is_withdrawn_and_opened_again_only_what_was_done_stays_given()
    {
        await using var world = await World.StartAsync();
        await GiveAsync(world, 4);
        await world.Bo.PressesAsync(new CardAction($"finish:{(await world.NeedAsync(1)).Id}:{nameof(DoneAnswer.MoreNeeded)}", ""));
        await world.Bo.TypesAsync("/claim 1 3");
        Assert.Equal(23, (await OfferAsync(world, 2)).Left);
        await world.Ana.TypesAsync("/close 1");
        await ReopenAsync(world);
        Assert.Equal(26, (await OfferAsync(world, 2)).Left);
    }

    [Fact]
    public async Task What_was_given_before_adds_up_and_is_no_claim_on_what_is_asked_for_now()
    {
        await using var world = await World.StartAsync();
        foreach (var given in new[] { 4, 6 })
        {
            await GiveAsync(world, given);
            await world.Ana.TypesAsync("/done 1");
            await ReopenAsync(world);
        }

        Assert.Equal(20, (await OfferAsync(world, 2)).Left);
        Assert.Equal((0, 20), ((await world.NeedAsync(1)).Covered, (await world.NeedAsync(1)).Remaining));
        await world.Ana.SubmitsAsync((await world.Ana.TypesAsync("/edit 1")).Form, ("quantity", "1"));
        Assert.Equal(1, (await world.NeedAsync(1)).Quantity);
        await world.Bo.TypesAsync("/claim 1");
        await world.Bo.TypesAsync("/release 1");
        Assert.Equal(20, (await OfferAsync(world, 2)).Left);
        // Who asked is forgotten, and their need with them; what they were given is not there again.
        await world.Bo.TypesAsync("/claim 1");
        await world.Ana.PressesAsync(new CardAction("privacy::erase", ""));
        for (var i = 0; i < 2; i++) await world.SleepAsync(TimeSpan.FromMinutes(2));
        Assert.Null(await world.Needs.FindByNumberAsync(world.Stage.Group, 1, CancellationToken.None));
        Assert.Equal(20, (await OfferAsync(world, 2)).Left);
    }

    [Fact]
    public async Task Of_an_open_need_whose_requester_is_forgotten_what_was_done_stays_given_and_what_was_promised_does_not()
    {
        await using var world = await World.StartAsync();
        await GiveAsync(world, 4);
        await world.Bo.PressesAsync(new CardAction($"finish:{(await world.NeedAsync(1)).Id}:{nameof(DoneAnswer.MoreNeeded)}", ""));
        await world.Bo.TypesAsync("/claim 1 3");
        Assert.Equal(23, (await OfferAsync(world, 2)).Left);
        await world.Ana.PressesAsync(new CardAction("privacy::erase", ""));
        for (var i = 0; i < 2; i++) await world.SleepAsync(TimeSpan.FromMinutes(2));
        Assert.Null(await world.Needs.FindByNumberAsync(world.Stage.Group, 1, CancellationToken.None));
        Assert.Equal(26, (await OfferAsync(world, 2)).Left);
    }

    [Fact]
    public async Task What_was_given_before_an_offer_was_made_anew_does_not_count_again_however_often_its_need_is_looked_at()
    {
        await using var world = await World.StartAsync();
        await GiveAsync(world, 12);
        await OfferAsync(world, 2);
        await world.Bo.TypesAsync("/close 2");
        await world.Bo.PressesAsync(new CardAction($"renew-offer:{(await world.OfferAsync(2)).Id}:", ""));
        Assert.Equal(30, (await OfferAsync(world, 2)).Left);
        await world.Ana.SubmitsAsync((await world.Ana.TypesAsync("/edit 1")).Form, ("what", "Folding chairs"));
        Assert.Equal(30, (await OfferAsync(world, 2)).Left);
        await world.Bo.TypesAsync("/claim 1 3");
        Assert.Equal(27, (await OfferAsync(world, 2)).Left);
        // What comes back of all that, and is given once more, comes out of what is offered now.
        await world.Bo.TypesAsync("/release 1");
        Assert.Equal(30, (await OfferAsync(world, 2)).Left);
        await world.Bo.TypesAsync("/claim 1 5");
        Assert.Equal(25, (await OfferAsync(world, 2)).Left);
    }

    [Fact]
    public async Task Not_yet_is_about_what_was_said_last_and_only_where_it_was_met()
    {
        await using var world = await World.StartAsync();
        await GiveAsync(world, 20);
        await world.Ana.TypesAsync("/done 1");
        await ReopenAsync(world);
        await world.Ana.SubmitsAsync((await world.Ana.TypesAsync("/edit 1")).Form, ("quantity", "3"));
        await world.Bo.TypesAsync("/claim 1 3");
        await world.Bo.TypesAsync("/done 1");
        Assert.Equal(7, (await OfferAsync(world, 2)).Left);
        await ReopenAsync(world, "not-yet");
        Assert.Equal(10, (await OfferAsync(world, 2)).Left);
        await world.Bo.TypesAsync("/claim 1 2");
        await world.Bo.PressesAsync(new CardAction($"finish:{(await world.NeedAsync(1)).Id}:{nameof(DoneAnswer.Done)}", ""));
        await world.Ana.TypesAsync("/close 1");
        await ReopenAsync(world, "not-yet");
        Assert.Equal(8, (await OfferAsync(world, 2)).Left);
    }

    /// <summary>Bo gives so many chairs to #1, the first time out of the offer that fits.</summary>
    private static async Task GiveAsync(World world, int quantity)
    {
        if (await world.Needs.FindByNumberAsync(world.Stage.Group, 1, CancellationToken.None) is not null)
        {
            await world.Bo.TypesAsync($"/claim 1 {quantity}");
            return;
        }

        await world.Bo.SubmitsAsync((await world.Bo.PressesAsync(await AnotherNumberAsync(world))).Form, ("quantity", $"{quantity}"));
    }

    private static async Task ReopenAsync(World world, string extra = "", int number = 1)
    {
        await world.SettleAsync();
        await world.Ana.PressesAsync(new CardAction($"reopen:{(await world.NeedAsync(number)).Id}:{extra}", ""));
    }

    /// <summary>Ana needs twenty chairs (#1), Bo then offers thirty (#2), and is asked how many of them: any other number than the buttons say.</summary>
    private static async Task<CardAction> AnotherNumberAsync(World world)
    {
        await world.Ana.TypesAsync("/need Chairs category: supplies quantity: 20");
        var fitting = await world.Bo.TypesAsync("/offer Chairs category: supplies quantity: 30");
        return (await world.Bo.PressesAsync(fitting.Action("I can help"))).Action("Another number");
    }

    private static async Task<Offer> OfferAsync(World world, int number)
    {
        await world.SettleAsync();
        return await world.OfferAsync(number);
    }
}
