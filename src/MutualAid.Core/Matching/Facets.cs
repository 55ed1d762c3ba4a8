namespace MutualAid.Core.Matching;

/// <summary>What limits the things that a text speaks of: a language, a size, whom it is for, where to, on which days.</summary>
internal static class Facets
{
    private static readonly string[] Kinds = ["lang", "subject", "who", "place", "for", "sex"];
    private static readonly HashSet<string> BeforeSizes = ["size", "sizes", "talla", "tallas", "numero", "num", "etapa", "stage", "tamano", "del"];
    private static readonly Dictionary<string, string> Letters = new()
    {
        ["xs"] = "xs",
        ["s"] = "s",
        ["m"] = "m",
        ["l"] = "l",
        ["xl"] = "xl",
        ["xxl"] = "xxl",
        ["2xl"] = "xxl",
        ["xxxl"] = "3xl",
        ["3xl"] = "3xl",
        ["small"] = "s",
        ["medium"] = "m",
        ["large"] = "l",
        ["chica"] = "s",
        ["chico"] = "s",
        ["pequena"] = "s",
        ["mediana"] = "m",
        ["mediano"] = "m",
        ["grande"] = "l",
    };

    public static IEnumerable<string> Of(IReadOnlyList<string> tokens, Reading reading)
    {
        var hits = reading.Hits.Where(h => !h.IsThing && h.Name != "who/elder" && Kinds.Contains(KindOf(h.Name))).ToList();
        // "My mum has chemo on Monday, who can take us": where to stands in what explains.
        var said = hits.Where(h => h.Zone != Zone.Context || !hits.Exists(o => o.Zone != Zone.Context && KindOf(o.Name) == KindOf(h.Name)) && KindOf(h.Name) is "place" or "for" or "subject" or "sex" or "who")
            .Select(h => h.Name).Distinct().ToList();
        // Everybody interprets to and from the languages of the place.
        if (said.Exists(s => s.StartsWith("lang/", StringComparison.Ordinal) && s is not ("lang/english" or "lang/spanish"))) said.RemoveAll(s => s is "lang/english" or "lang/spanish");
        return [.. said, .. reading.Days.Distinct().Select(d => $"day/{d}"), .. Sizes(tokens, reading).Concat(Ages.Of(tokens)).Distinct()];
    }

    private static string KindOf(string name) => name[..name.IndexOf('/', StringComparison.Ordinal)];

    private static IEnumerable<string> Sizes(IReadOnlyList<string> tokens, Reading reading)
    {
        var (nappies, shoes) = (reading.Things.Any(t => t.Name == "supplies/diapers"), reading.Things.Any(t => t.Name == "supplies/shoes"));
        for (var at = 0; at < tokens.Count; at++)
        {
            // "Size 3 and 4" are two.
            var follows = (at > 0 && BeforeSizes.Contains(tokens[at - 1])) || (at > 2 && tokens[at - 1] is "and" or "or" or "y" or "o" or "to" or "a" && BeforeSizes.Contains(tokens[at - 3]));
            if (tokens[at] is "newborn" || (tokens[at] == "recien" && at + 1 < tokens.Count && tokens[at + 1].StartsWith("nacid", StringComparison.Ordinal))) yield return "size/0";
            // "Nappies, 5s and 6s"; "shoes, 37".
            else if (nappies && tokens[at] is [>= '0' and <= '9', 's']) yield return "size/" + tokens[at][0];
            else if (shoes && !follows && int.TryParse(tokens[at], out var number) && number is >= 30 and <= 48) yield return "size/" + tokens[at];
            else if (follows && tokens[at].Length <= 2 && char.IsAsciiDigit(tokens[at][0])) yield return "size/" + tokens[at];
            else if (Letters.TryGetValue(tokens[at], out var letter) && ((follows && tokens[at - 1] != "del") || tokens[at].Contains('x', StringComparison.Ordinal))) yield return "size/" + letter;
        }
    }
}
