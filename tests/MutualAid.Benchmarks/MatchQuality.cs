using MutualAid.Tests.Matching;

namespace MutualAid.Benchmarks;

/// <summary>How many suggestions fit, and how much of what fits is suggested: on the half that was tuned with, and on the other.</summary>
internal static class MatchQuality
{
    public static Task RunAsync()
    {
        var set = new LabelledSet();
        foreach (var (name, heldOut) in new[] { ("tuned with", false), ("held out", true) })
        {
            var quality = set.Measure(heldOut);
            var (guessed, right) = set.MeasureGuesses(heldOut);
            Console.WriteLine(
                $"{name,-10}   precision at three {quality.Precision:F2} (at least 0.80 is wanted), recall {quality.Recall:F2} (at least 0.70), {quality.Suggested} suggested;"
                + $" category guessed for {guessed:P0}, right in {right:P0}");
        }

        return Task.CompletedTask;
    }
}
