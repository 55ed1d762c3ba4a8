using MutualAid.Core.Localisation;

namespace MutualAid.Core.Matching;

/// <summary>The words of a text, folded, without what stands between them.</summary>
internal static class Tokens
{
    /// <summary>What comes after so many words says nothing new, and any text is read in bounded time.</summary>
    private const int Most = 80;

    private const int Longest = 40;

    public static IReadOnlyList<string> Of(string text)
    {
        var tokens = new List<string>();
        var word = new System.Text.StringBuilder();
        void End()
        {
            if (word.Length is > 0 and <= Longest) tokens.Add(Folding.Fold(word.ToString()));
            word.Clear();
        }

        foreach (var letter in text)
        {
            if (tokens.Count == Most) return tokens;
            if (char.IsLetterOrDigit(letter) || char.GetUnicodeCategory(letter) == System.Globalization.UnicodeCategory.NonSpacingMark) word.Append(letter);
            // "Can't" is "cant", as it is often typed.
            else if (letter is not ('\'' or '’')) End();
        }

        End();
        return tokens;
    }
}
