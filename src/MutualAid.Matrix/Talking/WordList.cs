using MutualAid.Core.Localisation;

namespace MutualAid.Matrix.Talking;

/// <summary>The few words that steer a form, in every language, with or without the sign of a command.</summary>
internal static class WordList
{
    public static bool IsCancel(string text) => Is(text, PlatformTexts.WordCancel);

    public static bool IsSend(string text) => Is(text, PlatformTexts.WordSend);

    public static bool IsSkip(string text) => Is(text, PlatformTexts.WordSkip);

    /// <summary>A lone dash: no answer, whatever stood there.</summary>
    public static bool IsNothing(string text) => text is "-" or "–" or "—";

    private static bool Is(string text, string key)
    {
        var word = Folding.Fold(text.Trim(' ', '!', '/', '.', '"', '“', '”', '«', '»'));
        return Languages.All.Any(l => Folding.Fold(l.Plain(key)) == word);
    }
}
