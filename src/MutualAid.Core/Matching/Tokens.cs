using MutualAid.Core.Localisation;

namespace MutualAid.Core.Matching;

/// <summary>
/// A word of a text, folded. <paramref name="Starts"/>: before it stands what separates, as a comma does; <paramref name="Ends"/>: what ends a sentence;
/// <paramref name="Joins"/>: what lists, as "+" does.
/// </summary>
internal readonly record struct Token(string Word, bool Starts, bool Ends = false, bool Joins = false);

/// <summary>The words of a text, folded, without what stands between them.</summary>
internal static class Tokens
{
    /// <summary>What comes after so many words says nothing new, and any text is read in bounded time.</summary>
    private const int Most = 80;

    private const int Longest = 40;
    private const string Separating = ".,;:!?()\n\r•–—";
    private const string Ending = ".;!?(\n\r–—";
    private const string Joining = "+&/";

    public static IReadOnlyList<string> Of(string text) => [.. Marked(text).Select(t => t.Word)];

    public static IReadOnlyList<Token> Marked(string text)
    {
        var tokens = new List<Token>();
        var word = new System.Text.StringBuilder();
        var (starts, ends, joins) = (true, false, false);
        void End()
        {
            if (word.Length is > 0 and <= Longest && Folding.Fold(word.ToString()) is { Length: > 0 } folded)
            {
                tokens.Add(new Token(folded, starts, ends, joins));
                (starts, ends, joins) = (false, false, false);
            }

            word.Clear();
        }

        foreach (var letter in text)
        {
            if (tokens.Count == Most) return tokens;
            if (char.IsLetterOrDigit(letter) || char.GetUnicodeCategory(letter) == System.Globalization.UnicodeCategory.NonSpacingMark) word.Append(letter);
            // "Can't" is "cant", as it is often typed.
            else if (letter is not ('\'' or '’')) End();
            starts |= Separating.Contains(letter, StringComparison.Ordinal);
            ends |= Ending.Contains(letter, StringComparison.Ordinal);
            joins |= Joining.Contains(letter, StringComparison.Ordinal);
        }

        End();
        return tokens;
    }
}
