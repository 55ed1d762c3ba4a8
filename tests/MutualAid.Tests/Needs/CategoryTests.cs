using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Needs;

/// <summary>What kind a need is: guessed where nobody said it, changed by one tap, and a group's own.</summary>
public sealed class CategoryTests
{
    [Theory]
    [InlineData("diapers size 4 and wipes", "supplies", "📦 supplies")]
    [InlineData("a ride to the clinic on friday", "transport", "🚗 transport")]
    [InlineData("abogada para un desahucio", "legal", "⚖ legal and prisoner support")]
    [InlineData("grocerries for two", "food", "🍞 food")]
    public async Task A_category_that_nobody_gave_is_guessed_and_said(string what, string key, string shown)
    {
        await using var world = await World.StartAsync();
        var reply = await world.Ana.TypesAsync("/need " + what);
        Assert.Contains("It is filed under", reply.Text, StringComparison.Ordinal);
        Assert.Equal(key, (await world.NeedAsync(1)).Category);
        Assert.Contains(shown, (await world.CardAsync(1)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_speaks_of_nothing_known_has_no_category_and_what_was_given_stays()
    {
        await using var world = await World.StartAsync();
        Assert.DoesNotContain("filed", (await world.Ana.TypesAsync("/need Xylophones")).Text, StringComparison.Ordinal);
        Assert.Null((await world.NeedAsync(1)).Category);
        Assert.DoesNotContain("filed", (await world.Ana.TypesAsync("/need A ride category: care")).Text, StringComparison.Ordinal);
        Assert.Equal("care", (await world.NeedAsync(2)).Category);
    }

    [Fact]
    public async Task One_tap_changes_it_and_only_for_who_asked()
    {
        await using var world = await World.StartAsync();
        var reply = await world.Ana.TypesAsync("/need A ride to the clinic");
        await world.Bo.TypesAsync("/claim 1");
        var choose = await world.Ana.PressesAsync(reply.Action("Change category"));
        Assert.Contains("#1 is filed under health now", (await world.Ana.PressesAsync(choose.Action("💊 health"))).Text, StringComparison.Ordinal);
        Assert.Contains("💊 health", (await world.CardAsync(1)).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("changed", await world.Bo.ReadsAsync(), StringComparison.Ordinal);
        Assert.Contains("Only who asked", (await world.Cruz.PressesAsync(choose.Action("🍞 food"))).Text, StringComparison.Ordinal);
        Assert.Equal("health", (await world.NeedAsync(1)).Category);
        Assert.Contains("out of date", (await world.Ana.PressesAsync(new CardAction($"category:{(await world.NeedAsync(1)).Id}:nonsense", ""))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_offer_is_filed_anew_by_one_tap_too()
    {
        await using var world = await World.StartAsync();
        var reply = await world.Bo.TypesAsync("/offer Rides to the clinic");
        Assert.Contains("filed under transport", reply.Text, StringComparison.Ordinal);
        var choose = await world.Bo.PressesAsync(reply.Action("Change category"));
        await world.Bo.PressesAsync(choose.Action("💊 health"));
        Assert.Contains("💊 health", (await world.OfferCardAsync(1)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_adds_its_own_and_hides_what_it_does_not_use()
    {
        await using var world = await World.StartAsync();
        var changed = await world.Dani.TypesAsync("/settings categories +gardening, -money");
        Assert.Contains("gardening", changed.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("money", changed.Text, StringComparison.Ordinal);
        Assert.Contains("There is no category", (await world.Ana.TypesAsync("/need Cash category: money")).Text, StringComparison.Ordinal);
        await world.Ana.TypesAsync("/need Gardening for my mother");
        Assert.Equal("gardening", (await world.NeedAsync(1)).Category);
        Assert.Contains("gardening", (await world.CardAsync(1)).Text, StringComparison.Ordinal);
        Assert.Contains("does not fit categories", (await world.Dani.TypesAsync("/settings categories -nonsense")).Text, StringComparison.Ordinal);
        await world.Dani.TypesAsync("/settings categories default");
        Assert.Contains("is posted", (await world.Ana.TypesAsync("/need Cash category: money")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_stands_under_a_category_that_was_hidden_since_can_be_changed_and_asked_for()
    {
        await using var world = await World.StartAsync();
        await world.Ana.TypesAsync("/need Rent category: money");
        await world.Bo.TypesAsync("/offer Cash category: money");
        await world.Dani.TypesAsync("/settings categories -money");
        var form = (await world.Ana.TypesAsync("/edit 1")).Form;
        Assert.Contains("changed", (await world.Ana.SubmitsAsync(form, ("what", "Rent for May"))).Text, StringComparison.Ordinal);
        Assert.Equal(("Rent for May", "money"), ((await world.NeedAsync(1)).What, (await world.NeedAsync(1)).Category));
        var offer = (await world.Bo.TypesAsync("/edit 2")).Form;
        await world.Bo.SubmitsAsync(offer, ("what", "Some cash"));
        Assert.Equal("Some cash", (await world.OfferAsync(2)).What);
        var asking = await world.Cruz.PressesAsync(new CardAction((await world.OfferCardAsync(2)).Action("Ask for this"), ""));
        Assert.Contains("#3 is posted", (await world.Cruz.SubmitsAsync(asking.Form)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_can_be_changed_later_too()
    {
        await using var world = await World.StartAsync();
        await world.Ana.TypesAsync("/need Something to sit on");
        await world.Ana.TypesAsync("/offer Something to lie on");
        var more = await world.Ana.PressesAsync("More", 1);
        var choose = await world.Ana.PressesAsync(more.Action("Change category"));
        await world.Ana.PressesAsync(choose.Action("💊 health"));
        Assert.Equal("health", (await world.NeedAsync(1)).Category);
        var offered = (await world.Ana.TypesAsync("/mine")).Reply.Sections.SelectMany(s => s.Actions).Where(a => a.Label == "Change category").Select(a => a.Id);
        Assert.Contains($"offer-category:{(await world.OfferAsync(2)).Id}:", offered);
    }

    [Fact]
    public async Task Where_one_word_is_marked_the_others_are_added_and_none_is_lost()
    {
        await using var world = await World.StartAsync();
        await world.Dani.TypesAsync("/settings categories +gardening, cooking");
        await world.Ana.TypesAsync("/need Cash category: money");
        await world.Ana.TypesAsync("/need A soup pot category: cooking");
        Assert.Equal("money", (await world.NeedAsync(1)).Category);
        Assert.Equal("cooking", (await world.NeedAsync(2)).Category);
    }

    [Fact]
    public async Task A_category_is_one_however_it_is_written()
    {
        await using var world = await World.StartAsync();
        await world.Dani.TypesAsync("/settings categories +Gardening");
        var again = await world.Dani.TypesAsync("/settings categories +gardening");
        Assert.Contains("Gardening", again.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("gardening", again.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_category_is_found_by_its_word_in_every_language()
    {
        await using var world = await World.StartAsync();
        await world.Ana.TypesAsync("/need Ayuda category: legal");
        await world.Ana.TypesAsync("/need Comida category: comida");
        Assert.Equal("legal", (await world.NeedAsync(1)).Category);
        Assert.Equal("food", (await world.NeedAsync(2)).Category);
        Assert.All(NeedCategories.Default, key => Assert.NotEqual(NeedCategories.Name(key, Core.Localisation.Languages.Best("en")), NeedCategories.Label(key, Core.Localisation.Languages.Best("en"))));
    }
}
