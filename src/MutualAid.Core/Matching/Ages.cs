using System.Globalization;

namespace MutualAid.Core.Matching;

/// <summary>Of what age somebody is, or what is for somebody: "6-12 months", "ages 8 to 12", "de 2 a 4 años".</summary>
internal static class Ages
{
    private const int Oldest = 18;
    private static readonly HashSet<string> Years = ["yr", "yrs", "year", "years", "yo", "ano", "anos", "anitos"];
    private static readonly HashSet<string> Months = ["month", "months", "mo", "mos", "mth", "mths", "mes", "meses"];
    private static readonly HashSet<string> Before = ["age", "ages", "aged", "edad", "edades"];
    private static readonly HashSet<string> Children = ["boy", "boys", "girl", "girls", "nino", "nina", "ninos", "ninas"];
    private static readonly HashSet<string> Sizes = ["size", "sizes", "talla", "tallas"];
    private const int Newborn = 3;
    private static readonly HashSet<string> Between = ["to", "a", "and", "y", "or", "o"];

    /// <summary>Each year, or month, of it.</summary>
    public static IEnumerable<string> Of(IReadOnlyList<string> tokens)
    {
        var ofChildren = tokens.Any(Children.Contains);
        for (var at = 0; at < tokens.Count; at++)
        {
            if (tokens[at] == "newborn" || (tokens[at] == "recien" && at + 1 < tokens.Count && tokens[at + 1].StartsWith("nacid", StringComparison.Ordinal)))
            {
                for (var month = 0; month <= Newborn; month++) yield return $"age/m{month.ToString(CultureInfo.InvariantCulture)}";
            }

            if (Number(tokens, at) is not { } from) continue;
            var (to, next) = (from, at + 1);
            var isRange = true;
            if (Number(tokens, next) is { } follows && follows > from) (to, next) = (follows, next + 1);
            else if (next < tokens.Count && Between.Contains(tokens[next]) && Number(tokens, next + 1) is { } after && after > from) (to, next) = (after, next + 2);
            else isRange = false;
            var unit = next < tokens.Count ? tokens[next] : "";
            var said = Years.Contains(unit) || (at > 0 && (Before.Contains(tokens[at - 1]) || Children.Contains(tokens[at - 1])))
                // The sizes of children's clothes are their ages: "size 8", or "girls' coats 14+".
                || (ofChildren && at > 0 && (at == tokens.Count - 1 || Sizes.Contains(tokens[at - 1]) || (at > 2 && Between.Contains(tokens[at - 1]) && Sizes.Contains(tokens[at - 3]))));
            if (!said && !Months.Contains(unit) && !(isRange && next == at + 2 && to - from <= 3)) continue;
            // "For a month", "un mes" is how long.
            if (Months.Contains(unit) && !isRange && from < 2) continue;
            var kind = Months.Contains(unit) ? "m" : "y";
            for (var one = from; one <= to && one <= Math.Max(from, Oldest); one++) yield return $"age/{kind}{one.ToString(CultureInfo.InvariantCulture)}";
            at = next - 1;
        }
    }

    private static int? Number(IReadOnlyList<string> tokens, int at) =>
        at < tokens.Count && tokens[at].Length <= 2 && int.TryParse(tokens[at], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
