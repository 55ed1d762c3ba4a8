using System.Text.RegularExpressions;
using MutualAid.Core.Localisation;
using MutualAid.Core.Localisation.When;
using NodaTime;

namespace MutualAid.Core.Commands;

/// <summary>
/// Finds a time within a sentence: what follows the first marker word ("by", or "until" where that is asked for) after which something reads as one, as far as it does,
/// and no further. A time that is past or too far away counts: who asks is told, rather than left without a time.
/// </summary>
internal sealed partial class SpokenTime(string language, ZonedDateTime now, bool until = false)
{
    // "By wednesday the 27th of november of 2026 at 6 o'clock in the evening".
    private const int MostWords = 16;

    private readonly WhenVocabulary vocabulary = WhenVocabulary.For(language);

    /// <summary>The time as written, and where it and its marker word stand; null where there is none.</summary>
    public (string When, int From, int To)? Find(string text)
    {
        var words = Words().Matches(text).ToArray();
        for (var at = 0; at < words.Length; at++)
        {
            foreach (var marker in until ? vocabulary.UntilMarkers : vocabulary.Markers)
            {
                var from = at + marker.Count(' '.Equals) + 1;
                if (from >= words.Length || !IsMarker(marker, words.AsSpan(at..from))) continue;
                if (LastOfTime(text, words, from) is { } last)
                    return (Stretch(text, words, from, last).TrimEnd(',', ';'), words[at].Index, End(words[last]));
                if (IsBareHour(text, words, at)) return (text[words[at].Index..], words[at].Index, text.Length);
            }
        }

        return null;
    }

    /// <summary>Whether the text begins with a time: "3 pm", "27 november", "6 in the morning".</summary>
    public bool Begins(string text)
    {
        var words = Words().Matches(text).Take(4).ToArray();
        return Enumerable.Range(0, words.Length).Any(last => Reads(Stretch(text, words, 0, last)));
    }

    private int? LastOfTime(string text, Match[] words, int from)
    {
        for (var last = Math.Min(words.Length, from + MostWords) - 1; last >= from; last--)
        {
            if (!Reads(Stretch(text, words, from, last))) continue;
            // The reader skips little words, but in "by friday for grandma" the "for" belongs to what follows.
            while (last > from && IsFiller(words[last]) && Reads(Stretch(text, words, from, last - 1))) last--;
            return last;
        }

        return null;
    }

    /// <summary>"By 6" is a time with its marker word only, and only where nothing follows: not in "by 2 people", nor in "2 by 4".</summary>
    private bool IsBareHour(string text, Match[] words, int marker) =>
        (marker == 0 || !char.IsDigit(words[marker - 1].ValueSpan[0])) && Reads(text[words[marker].Index..]);

    private bool Reads(string text) => WhenParser.Read(text, language, now) is not Unreadable;

    private bool IsFiller(Match word) =>
        vocabulary.Find(Folding.Fold(word.Value).TrimEnd(',', ';', '.')) is { Sense: WhenSense.Filler };

    private static bool IsMarker(string marker, ReadOnlySpan<Match> words)
    {
        var at = 0;
        foreach (var part in marker.AsSpan().Split(' '))
        {
            if (!marker.AsSpan()[part].SequenceEqual(Folding.Fold(words[at++].Value))) return false;
        }

        return true;
    }

    private static string Stretch(string text, Match[] words, int first, int last) => text[words[first].Index..End(words[last])];

    private static int End(Match word) => word.Index + word.Length;

    [GeneratedRegex(@"\S+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Words();
}
