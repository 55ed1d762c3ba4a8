namespace MutualAid.Benchmarks;

/// <summary>What the cases found, for one table at the end. Judges nothing.</summary>
internal static class Report
{
    private static readonly List<(string What, string Figure, string Wanted)> Rows = [];

    /// <summary>Takes down a figure; <paramref name="wanted"/>: what is wanted of it, empty where it only tells.</summary>
    public static void Row(string what, string figure, string wanted = "") => Rows.Add((what, figure, wanted));

    public static void Write(TextWriter to)
    {
        if (Rows.Count == 0) return;
        var (what, figure) = (Rows.Max(r => r.What.Length), Rows.Max(r => r.Figure.Length));
        to.WriteLine();
        to.WriteLine($"| {"measured".PadRight(what)} | {"figure".PadRight(figure)} | wanted |");
        to.WriteLine($"| {new string('-', what)} | {new string('-', figure)} | --- |");
        foreach (var row in Rows) to.WriteLine($"| {row.What.PadRight(what)} | {row.Figure.PadRight(figure)} | {row.Wanted} |");
    }
}
