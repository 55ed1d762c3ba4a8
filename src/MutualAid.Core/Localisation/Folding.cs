using System.Text;

namespace MutualAid.Core.Localisation;

/// <summary>
/// Compares words as a hurried person types them: no case, no accents, no outer space, so that "MIÉRCOLES" and "miercoles" are one word.
/// The tables are ours because the process runs without ICU; letters outside them stay as they are.
/// </summary>
public static class Folding
{
    private const string Accented = "áàâäãåéèêëíìîïóòôöõúùûüñçýÿºª";
    private const string Plain = "aaaaaaeeeeiiiiooooouuuuncyyoa";

    /// <summary>The text in the form in which it is compared.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var letter in text.Trim())
        {
            // A phone may send the letter and its accent as two characters.
            if (letter is >= '\u0300' and <= '\u036f') continue;
            var lower = char.ToLowerInvariant(letter);
            var known = Accented.IndexOf(lower, StringComparison.Ordinal);
            folded.Append(known < 0 ? lower : Plain[known]);
        }

        return folded.ToString();
    }
}
