using Microsoft.Extensions.Time.Testing;
using MutualAid.Core.Offers;
using MutualAid.Tests.Matching;

namespace MutualAid.Benchmarks;

/// <summary>
/// How many suggestions fit, and how much of what fits is suggested, by the bot's own way, on LiteDB: on the half of the first set that was tuned with,
/// on its other half, on a second set, which was learned from too, on the half of a third that was learned from, and on its other half, which is never used.
/// </summary>
internal static class MatchQuality
{
    public static async Task RunAsync()
    {
        await ShowAsync("", "tuned with", "held out");
        await ShowAsync("second-", "second, odd", "second, even");
        await ShowAsync("third-", "third, odd", "never seen");
    }

    private static async Task ShowAsync(string prefix, string odd, string even)
    {
        await using var setup = new Setup(new FakeTimeProvider());
        var set = new LabelledSet(prefix);
        var group = await LabelledGroup.OfferAsync(set, setup.Get<IOfferStore>(), setup.Needs);
        foreach (var (name, heldOut) in new[] { (odd, false), (even, true) }) Show(name, await group.MeasureAsync(heldOut), set.MeasureGuesses(heldOut));
    }

    private static void Show(string name, Quality quality, (double Guessed, double Right) guess)
    {
        Console.WriteLine(
            $"{name,-12}   precision at three {quality.Precision:F2} (at least 0.80 is wanted), recall {quality.Recall:F2} (at least 0.70), {quality.Suggested} suggested;"
            + $" category guessed for {guess.Guessed:P0}, right in {guess.Right:P0}");
        Report.Row($"suggestions, {name}: precision at three, recall", $"{quality.Precision:F2}, {quality.Recall:F2}", "at least 0.80, 0.70");
    }
}
