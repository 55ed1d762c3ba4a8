namespace MutualAid.Core.Matching;

/// <summary>Whether two words with one stem are forms of one word, rather than two that were made of the same.</summary>
internal static class Inflection
{
    private static readonly string[][] English = [["", "s", "es"], ["y", "ies"], ["f", "ves"], ["fe", "ves"]];
    private static readonly string[][] Spanish =
    [
        ["", "s", "es"],
        ["o", "os", "ito", "itos", "illo", "illos"], ["a", "as", "ita", "itas", "illa", "illas"],
        ["z", "ces"],
        ["", "cito", "cita", "citos", "citas", "ito", "ita", "itos", "itas"],
        ["e", "es", "ecito", "ito", "itos", "ecitos"],
        ["ga", "guita", "guitas", "gas"], ["ca", "quita", "cas", "quitas"], ["co", "quito", "cos", "quitos"],
        ["ar", "o", "a", "e", "an", "en", "amos", "emos", "ando", "arme", "arnos", "arle", "arlo", "arla", "arlos", "arlas", "ara"],
        ["er", "o", "e", "a", "en", "an", "emos", "amos", "iendo", "erme", "ernos", "erle", "erlo", "erla", "era"],
        ["ir", "o", "e", "a", "en", "an", "imos", "amos", "iendo", "irme", "irnos", "irle", "irlo", "irla"],
    ];

    /// <summary>Whether they are forms of one word; of a language that is not known here, whether they are written alike.</summary>
    public static bool AreOne(string one, string other, string language)
    {
        if (one == other) return true;
        var same = 0;
        while (same < one.Length && same < other.Length && one[same] == other[same]) same++;
        // "Loaf" and "loaves" have "loa" in common, "bebe" and "bebito" "beb", "pan" and "panes" all of the shorter.
        for (var at = same; at >= Math.Max(2, same - 1); at--)
        {
            var (ending, known) = (one[at..], other[at..]);
            var endings = language switch { "en" => English, "es" => Spanish, _ => [] };
            // Of a verb the other forms are meant where the infinitive is listed.
            if (Array.Exists(endings, e => e.Contains(ending) && (e[0] is "ar" or "er" or "ir" ? known == e[0] : e.Contains(known)))) return true;
        }

        return false;
    }
}
