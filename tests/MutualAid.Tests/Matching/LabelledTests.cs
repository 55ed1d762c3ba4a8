using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Matching;

/// <summary>Suggestions measured against what a sensible volunteer would say.</summary>
public sealed class LabelledTests(ITestOutputHelper output)
{
    private readonly LabelledSet set = new();

    [Fact]
    public async Task Of_what_is_suggested_most_fits_and_most_of_what_fits_is_suggested()
    {
        using var store = StoreUnderTest.OnLiteDb();
        var group = await LabelledGroup.OfferAsync(set, store.Offers, store.Needs);
        var tuned = await group.MeasureAsync(heldOut: false);
        var heldOut = await group.MeasureAsync(heldOut: true);
        output.WriteLine($"tuned with: {tuned}");
        output.WriteLine($"held out:   {heldOut}");
        Assert.True(heldOut.Precision >= 0.8, $"precision {heldOut.Precision:0.00}");
        Assert.True(heldOut.Recall >= 0.7, $"recall {heldOut.Recall:0.00}");
    }

    [Fact]
    public void A_guessed_category_is_mostly_the_right_one()
    {
        var (guessed, right) = set.MeasureGuesses(heldOut: true);
        output.WriteLine($"guessed for {guessed:0.00}, right in {right:0.00}");
        Assert.True(guessed >= 0.7, $"guessed for {guessed:0.00}");
        Assert.True(right >= 0.85, $"right in {right:0.00}");
    }

    /// <summary>The lexicon learned from this set: what is lost here was known once.</summary>
    [Fact]
    public async Task What_was_learned_from_a_second_hand_is_not_lost()
    {
        using var store = StoreUnderTest.InMemory();
        var learned = await (await LabelledGroup.OfferAsync(new LabelledSet("second-"), store.Offers, store.Needs)).MeasureAsync();
        output.WriteLine($"learned from: {learned}");
        Assert.True(learned.Precision >= 0.75, $"precision {learned.Precision:0.00}");
        Assert.True(learned.Recall >= 0.8, $"recall {learned.Recall:0.00}");
    }

    /// <summary>
    /// A set that is independent of the lexicon. Its odd numbers were learned from; the even ones are never used, and what is wanted of them too, 0.80 and
    /// 0.70, is not reached. What is held here is only that it gets no worse.
    /// </summary>
    [Fact]
    public async Task On_texts_that_nobody_tuned_by_it_gets_no_worse()
    {
        using var store = StoreUnderTest.InMemory();
        var third = new LabelledSet("third-");
        var group = await LabelledGroup.OfferAsync(third, store.Offers, store.Needs);
        var (learned, unseen, (guessed, right)) = (await group.MeasureAsync(heldOut: false), await group.MeasureAsync(heldOut: true), third.MeasureGuesses(heldOut: true));
        output.WriteLine($"learned from: {learned}");
        output.WriteLine($"never seen:   {unseen}; a category guessed for {guessed:0.00}, right in {right:0.00}");
        Assert.True(unseen.Precision >= 0.53, $"precision {unseen.Precision:0.00}");
        Assert.True(unseen.Recall >= 0.68, $"recall {unseen.Recall:0.00}");
        Assert.True(guessed >= 0.9, $"guessed for {guessed:0.00}");
        Assert.True(right >= 0.8, $"right in {right:0.00}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("second-")]
    [InlineData("third-")]
    public void The_set_is_whole(string prefix)
    {
        var whole = new LabelledSet(prefix);
        Assert.Equal((200, 200), (whole.Needs.Count, whole.Offers.Count));
        Assert.Equal(200, whole.Needs.Select(n => n.Id).Distinct().Count());
        var offers = whole.Offers.Select(o => o.Id).ToHashSet();
        Assert.Equal(200, offers.Count);
        Assert.All(whole.Needs.SelectMany(n => n.Fits), id => Assert.Contains(id, offers));
        Assert.All(whole.Needs.Concat(whole.Offers), t => Assert.Contains(t.Kind, Core.Needs.NeedCategories.Default));
    }
}
