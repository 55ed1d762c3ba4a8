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
    private const string Groceries = "food/groceries";
    private const int LongestItem = 4;
    private const int ShortestItem = 2;

    public List<Hit> Hits { get; } = [];

    public List<OtherWord> Others { get; } = [];

    /// <summary>The numbers of the days that are named.</summary>
    public string Days { get; private set; } = "";

    /// <summary>Whether somebody comes wherever it is, or nobody has to.</summary>
    public bool Anywhere { get; private set; }

    /// <summary>The things that are asked for, or offered; where none is, those that the rest speaks of.</summary>
    public IReadOnlyList<Hit> Things { get; private set; } = [];

    public static Reading Of(IReadOnlyList<Token> text, string? category, Lexicon lexicon, IReadOnlyList<Lexicon> others)
    {
        var reading = new Reading();
        var words = reading.Prepare(text, lexicon, others);
        reading.Find(words, lexicon, others);
        reading.Combine(words, category);
        return reading;
    }

    private List<Word> Prepare(IReadOnlyList<Token> text, Lexicon lexicon, IReadOnlyList<Lexicon> others)
    {
        var words = new List<Word>();
        var (starts, first, wayUntil) = (true, "", 0);
        var (ends, joined, apart) = (false, false, false);
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
                ends |= text[at].Ends;
                if (starts && first.Length == 0) first = meant;
                joined |= lexicon.Joins(meant);
                apart |= lexicon.Skips(meant);
                if (lexicon.Skips(meant)) continue;
                var (word, form, known) = lexicon.Mended(meant, others.Any(o => o.IsWritten(meant)));
                words.Add(new Word(word, form, known, starts ? first : null, at < wayUntil) { Ends = ends, Joined = starts || joined || text[at].Joins, Apart = apart });
                (starts, ends, joined, apart) = (false, false, false, false);
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

    /// <summary>Whether a part of the text, from here on, names little, as in a list.</summary>
    private static bool Names(List<Word> words, int at, int longest)
    {
        var length = 1;
        while (at + length < words.Count && words[at + length].First is null) length++;
        return length <= longest;
    }

    private sealed record Word(string Written, string Form, bool Known, string? First, bool IsWay)
    {
        /// <summary>Whether a sentence ended before it.</summary>
        public bool Ends { get; init; }

        /// <summary>Whether it goes on with a list: a comma or "and" stands before it.</summary>
        public bool Joined { get; init; }

        /// <summary>Whether a word that says nothing was left out before it.</summary>
        public bool Apart { get; init; }
    }
}
