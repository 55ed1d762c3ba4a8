using System.Text;

namespace MutualAid.Core.Localisation;

/// <summary>Compares words as a hurried person types them: no case, no accents, no outer space. Needs no ICU.</summary>
internal static class Folding
{
    private const string Accented = "áàâäãåéèêëíìîïóòôöõúùûüñçý";
    private const string Plain = "aaaaaaeeeeiiiiooooouuuuncy";

    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var c in text.Trim().ToLowerInvariant())
        {
            var at = Accented.IndexOf(c, StringComparison.Ordinal);
            folded.Append(at < 0 ? c : Plain[at]);
        }

        return folded.ToString();
    }
}
