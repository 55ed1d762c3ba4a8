using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Digests;
using MutualAid.Core.Localisation;
using NodaTime;

namespace MutualAid.Tests.Support;

/// <summary>Charts of eight weeks, and others that are hard to draw.</summary>
internal static class Charts
{
    private static readonly LocalDate First = new(2026, 10, 5);

    public static Card Of(string name = "usual") => WeekChart.Of(Weeks(name), Languages.Best(name == "spanish" ? "es" : "en"));

    private static ImmutableArray<WeekTally> Weeks(string name) => name switch
    {
        "zeros" => Weeks(Enumerable.Repeat((0, 0, (double?)null), 8)),
        "one" => Weeks([(3, 2, 1.5)]),
        "huge" => Weeks(Enumerable.Range(0, 8).Select(i => (123_456 * (i + 1) * (i + 1), 98_765 * (i + 1), (double?)(700.5 * (i * i * i))))),
        "gaps" => Weeks([(4, 1, 5), (0, 0, null), (1, 0, null), (7, 6, 30), (12, 9, 2.25), (2, 2, null), (120, 99, 0.01), (31, 30, 3)]),
        _ => Weeks([(12, 9, 6.4), (15, 14, 4.2), (9, 8, 11.7), (22, 17, 3.1), (18, 18, 2.4), (25, 21, 1.8), (14, 12, 2.9), (19, 11, 5.5)]),
    };

    private static ImmutableArray<WeekTally> Weeks(IEnumerable<(int Posted, int Met, double? Hours)> numbers) =>
        [.. numbers.Select((n, i) => new WeekTally(First.PlusWeeks(i), n.Posted, n.Met, n.Hours))];
}
