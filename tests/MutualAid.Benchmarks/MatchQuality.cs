using MutualAid.Tests.Matching;

namespace MutualAid.Benchmarks;

/// <summary>
/// How many suggestions fit, and how much of what fits is suggested: on the half of the first set that was tuned with, on its other half, on a second
/// set, which was learned from too, on the half of a third that was learned from, and on its other half, which is never used.
/// </summary>
internal static class MatchQuality
{
    public static Task RunAsync()
    {
        Show("tuned with", "", false);
        Show("held out", "", true);
        Show("second, odd", "second-", false);
        Show("second, even", "second-", true);
        Show("third, odd", "third-", false);
        Show("never seen", "third-", true);
        return Task.CompletedTask;
    }

    private static void Show(string name, string prefix, bool heldOut)
    {
        var set = new LabelledSet(prefix);
        var quality = set.Measure(heldOut);
        var (guessed, right) = set.MeasureGuesses(heldOut);
        Console.WriteLine(
            $"{name,-12}   precision at three {quality.Precision:F2} (at least 0.80 is wanted), recall {quality.Recall:F2} (at least 0.70), {quality.Suggested} suggested;"
            + $" category guessed for {guessed:P0}, right in {right:P0}");
        Report.Row($"suggestions, {name}: precision at three, recall", $"{quality.Precision:F2}, {quality.Recall:F2}", "at least 0.80, 0.70");
    }
}
