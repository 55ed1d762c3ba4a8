using System.Globalization;

namespace MutualAid.Core.Localisation;

/// <summary>The beginning of a member's text, cut between what readers see as characters.</summary>
internal static class Excerpt
{
    public static string Of(string text, int atMost = 60)
    {
        if (text.Length <= atMost) return text;
        var end = 0;
        foreach (var start in StringInfo.ParseCombiningCharacters(text[..Math.Min(text.Length, atMost + 32)]))
        {
            if (start >= atMost) break;
            end = start;
        }

        return text[..end] + "…";
    }
}
