using Xunit;

namespace MutualAid.Tests.Matching;

/// <summary>Suggestions measured against what a sensible volunteer would say.</summary>
public sealed class LabelledTests(ITestOutputHelper output)
{
    private readonly LabelledSet set = new();

    [Fact]
    public void Of_what_is_suggested_most_fits_and_most_of_what_fits_is_suggested()
    {
        var tuned = set.Measure(heldOut: false);
        var heldOut = set.Measure(heldOut: true);
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

    [Theory]
    [InlineData("")]
    [InlineData("second-")]
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
