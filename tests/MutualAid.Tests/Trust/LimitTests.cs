using MutualAid.Core.Chat;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Trust;

/// <summary>Limits that protect a group from a flood, and a facilitator who raises them.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task Offers_have_limits_of_their_own_and_a_refusal_says_what_to_do()
    {
        await using var world = await World.StartAsync();
        for (var i = 0; i < 5; i++) Assert.Contains("is offered", (await world.Ana.TypesAsync($"/offer Thing {i}")).Text, StringComparison.Ordinal);
        var sixth = await world.Ana.TypesAsync("/offer Thing");
        Assert.Contains("posted 5 offers within an hour", sixth.Text, StringComparison.Ordinal);
        Assert.Contains("Nothing was posted", sixth.Text, StringComparison.Ordinal);
        Assert.Equal("/offer Thing", sixth.Reply.GivenBack);
        Assert.Contains("is posted", (await world.Ana.TypesAsync("/need Thing")).Text, StringComparison.Ordinal);
        await world.Dani.TypesAsync("/settings limits offers-an-hour 50");
        for (var i = 5; i < 10; i++) await world.Ana.TypesAsync($"/offer Thing {i}");
        var eleventh = await world.Ana.TypesAsync("/offer Thing");
        Assert.Contains("already have 10 open offers", eleventh.Text, StringComparison.Ordinal);
        Assert.Contains("ask a facilitator to raise the limit", eleventh.Text, StringComparison.Ordinal);
        Assert.Contains("10 ofertas abiertas", (await world.Ana.Speaking("es").TypesAsync("/offer Thing")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_limits_are_seen_and_raised_in_one_place_by_a_facilitator_only()
    {
        await using var world = await World.StartAsync();
        const string usual = "open-needs 10 · needs-an-hour 5 · open-claims 20 · open-offers 10 · offers-an-hour 5";
        Assert.Contains(usual, (await world.Ana.TypesAsync("/settings limits")).AllText, StringComparison.Ordinal);
        Assert.Contains("Only a facilitator", (await world.Ana.TypesAsync("/settings limits open-claims 30")).Text, StringComparison.Ordinal);
        Assert.Contains("open-claims 30", (await world.Dani.TypesAsync("/settings limits open-claims 30")).Text, StringComparison.Ordinal);
        Assert.Contains("open-claims: 30", (await world.Ana.TypesAsync("/settings")).AllText, StringComparison.Ordinal);
        foreach (var bad in new[] { "open-claims", "open-claims 0", "open-claims many", "hugs 3", "open-claims 10001" })
            Assert.Contains("Nothing changed. It may be:", (await world.Dani.TypesAsync("/settings limits " + bad)).Text, StringComparison.Ordinal);
        Assert.Contains(usual, (await world.Dani.TypesAsync("/settings limits default")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_raised_the_limit_of_needs_before_there_was_one_for_offers_has_it_for_both()
    {
        await using var world = await World.StartAsync();
        await world.Dani.TypesAsync("/settings open-needs 40");
        Assert.Contains("open-offers 40", (await world.Ana.TypesAsync("/settings limits")).AllText, StringComparison.Ordinal);
        await world.Dani.TypesAsync("/settings open-offers 15");
        Assert.Contains("open-needs 40 · needs-an-hour 5 · open-claims 20 · open-offers 15", (await world.Ana.TypesAsync("/settings limits")).AllText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Opening_again_what_was_closed_is_no_way_round_a_limit_but_not_yet_always_is_heard()
    {
        await using var world = await World.StartAsync();
        await world.Dani.TypesAsync("/settings limits open-needs 1");
        await world.Ana.TypesAsync("/need Groceries");
        await world.Ana.TypesAsync("/close 1");
        await world.Ana.TypesAsync("/need A bed");
        Assert.Contains("You have 1 open need", (await ReopenAsync(world, 1)).Text, StringComparison.Ordinal);
        await world.Bo.TypesAsync("/claim 2");
        await world.Bo.TypesAsync("/done 2");
        await world.Ana.TypesAsync("/need Chairs");
        Assert.Contains("#2 is open for others again", (await ReopenAsync(world, 2)).Text, StringComparison.Ordinal);
        await world.Dani.TypesAsync("/settings limits open-offers 1");
        await world.Cruz.TypesAsync("/offer Soup");
        var soup = await world.OfferAsync(4);
        await world.Cruz.TypesAsync("/close 4");
        await world.Cruz.TypesAsync("/offer Bread");
        Assert.Contains("already have 1 open offer", (await world.Cruz.PressesAsync(new CardAction($"renew-offer:{soup.Id}:", ""))).Text, StringComparison.Ordinal);
    }

    private static async Task<SeenReply> ReopenAsync(World world, int number) =>
        await world.Ana.PressesAsync(new CardAction($"reopen:{(await world.NeedAsync(number)).Id}:", ""));
}
