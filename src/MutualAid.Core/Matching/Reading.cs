using static MutualAid.Core.Matching.Lexicon;

namespace MutualAid.Core.Matching;

/// <summary>How near to what a text asks for something stands in it.</summary>
internal enum Zone
{
    /// <summary>It is what is asked for, or offered.</summary>
    Head,

    /// <summary>It says for whom or what that is.</summary>
    Aside,

    /// <summary>It explains.</summary>
    Context,
}

/// <summary>Something that words speak of.</summary>
internal sealed record Hit(string Name, int At, int Length, int Part, Zone Zone, bool IsThing)
{
    /// <summary>Where the phrase ends that this is a part of; 0 where it is none.</summary>
    public int Within { get; init; }
}

/// <summary>Another word.</summary>
internal sealed record OtherWord(string Form, Zone Zone, bool IsCommon);

/// <summary>One text, read in one language, with the words that this language lacks taken from the others.</summary>
internal sealed partial class Reading
{
    private const int Near = 9;
    private const int LongestItem = 4;

    public List<Hit> Hits { get; } = [];

    public List<OtherWord> Others { get; } = [];

    /// <summary>The numbers of the days that are named.</summary>
    public string Days { get; private set; } = "";

    /// <summary>Whether somebody comes wherever it is, or nobody has to.</summary>
    public bool Anywhere { get; private set; }

    /// <summary>The things that are asked for, or offered; where none is, those that the rest speaks of.</summary>
    public IReadOnlyList<Hit> Things { get; private set; } = [];

    public static Reading Of(IReadOnlyList<Token> text, Lexicon lexicon, IReadOnlyList<Lexicon> others)
    {
        var reading = new Reading();
        var words = reading.Prepare(text, lexicon);
        reading.Find(words, lexicon, others);
        reading.Combine();
        return reading;
    }

    private List<Word> Prepare(IReadOnlyList<Token> text, Lexicon lexicon)
    {
        var words = new List<Word>();
        var (starts, first, wayUntil) = (true, "", 0);
        for (var at = 0; at < text.Count; at++)
        {
            if (lexicon.Anywhere(text, at) is > 0 and var way)
            {
                Anywhere = true;
                // "Deliver" by itself may also be what is offered.
                if (way > 1) wayUntil = at + way;
            }

            foreach (var meant in lexicon.Meant(text[at].Word))
            {
                if (text[at].Starts && !starts) (starts, first) = (true, "");
                if (starts && first.Length == 0) first = meant;
                if (lexicon.Skips(meant)) continue;
                var (form, known) = lexicon.FormMeant(meant);
                words.Add(new Word(meant, form, known, starts ? first : null, at < wayUntil));
                starts = false;
            }
        }

        return words;
    }

    /// <summary>Whether a part of the text begins as a request or an offer does: "can", "I can".</summary>
    private static bool Asks(List<Word> words, int at, Lexicon lexicon)
    {
        var first = words[at].First!;
        if (words[at].Written == first && at + 1 < words.Count && lexicon.MarkerOf($"{first} {words[at + 1].Written}").HasFlag(Marker.Asks)) return true;
        return (lexicon.MarkerOf(first) & (Marker.Asks | Marker.Seeks)) != Marker.None;
    }

    /// <summary>Whether a part of the text, from here on, says what is asked for: it begins so, or names little, as in a list.</summary>
    private static bool Names(List<Word> words, int at, Lexicon lexicon)
    {
        if (Asks(words, at, lexicon)) return true;
        var length = 1;
        while (at + length < words.Count && words[at + length].First is null) length++;
        return length <= LongestItem;
    }

    private sealed record Word(string Written, string Form, bool Known, string? First, bool IsWay);
}
