using MutualAid.Tests.Matching;

namespace MutualAid.Benchmarks;

/// <summary>How many suggestions fit, and how much of what fits is suggested: on the half that was tuned with, on the other,
/// and on a second set, whose writer had not seen the lexicon.</summary>
internal static class MatchQuality
{
    public static Task RunAsync()
    {
        var (first, second) = (new LabelledSet(), new LabelledSet("second-"));
        foreach (var (name, set, heldOut) in new[] { ("tuned with", first, false), ("held out", first, true), ("second, odd", second, false), ("second, even", second, true) })
        {
            var quality = set.Measure(heldOut);
            var (guessed, right) = set.MeasureGuesses(heldOut);
            Console.WriteLine(
                $"{name,-12}   precision at three {quality.Precision:F2} (at least 0.80 is wanted), recall {quality.Recall:F2} (at least 0.70), {quality.Suggested} suggested;"
                + $" category guessed for {guessed:P0}, right in {right:P0}");
        }

        return Task.CompletedTask;
    }
}
