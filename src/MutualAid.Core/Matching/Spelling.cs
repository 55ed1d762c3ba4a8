namespace MutualAid.Core.Matching;

/// <summary>Known words, and which of them somebody meant who typed another. Immutable; safe from any thread.</summary>
internal sealed class Spelling
{
    private const char Plural = 's';
    private const int ShortestHeard = 4;
    private const int ShortestMended = 6;
    private const int ShortestReplaced = 8;

    private readonly string language;
    private readonly Dictionary<string, string> heard;
    private readonly Dictionary<(char First, int Length), string[]> words;

    /// <param name="known">Words as they are written.</param>
    /// <param name="language">A BCP 47 tag.</param>
    public Spelling(IEnumerable<string> known, string language)
    {
        this.language = language;
        var ordered = known.Distinct().Order(StringComparer.Ordinal).ToList();
        heard = [];
        foreach (var word in ordered.Where(w => w.Length >= ShortestHeard)) heard.TryAdd(Sound(word), word);
        words = ordered.Where(w => w.Length >= ShortestMended - 1).GroupBy(w => (w[0], w.Length)).ToDictionary(g => g.Key, g => g.ToArray());
    }

    /// <summary>The known word that sounds like this one, or begins the same and differs from it by one letter or by two that changed places; or null.</summary>
    public string? Meant(string word) => Nearest(word) ?? (word[^1] == Plural ? Nearest(word[..^1]) : null);

    private string? Nearest(string word)
    {
        if (word.Length >= ShortestHeard && heard.GetValueOrDefault(Sound(word)) is { } same) return same;
        if (word.Length < ShortestMended) return null;
        string? found = null;
        var best = int.MaxValue;
        for (var length = word.Length - 1; length <= word.Length + 1; length++)
        {
            foreach (var known in words.GetValueOrDefault((word[0], length), []))
            {
                var kind = Difference(word, known);
                // Hardly anybody errs in how a word begins.
                if (kind < best && (kind == 0 || known[1] == word[1])) (found, best) = (known, kind);
            }
        }

        return found;
    }

    /// <summary>How one differs from the other: 0 two letters changed places, 1 one is too many, 2 one is another; more where it is another word.</summary>
    private static int Difference(string one, string other)
    {
        var at = 0;
        while (at < one.Length && at < other.Length && one[at] == other[at]) at++;
        if (one.Length != other.Length)
        {
            var (longer, shorter) = one.Length > other.Length ? (one, other) : (other, one);
            return longer.AsSpan(at + 1).SequenceEqual(shorter.AsSpan(at)) ? 1 : int.MaxValue;
        }

        if (at + 1 < one.Length && one[at] == other[at + 1] && one[at + 1] == other[at] && one.AsSpan(at + 2).SequenceEqual(other.AsSpan(at + 2))) return 0;
        return at < one.Length && one.Length >= ShortestReplaced && one.AsSpan(at + 1).SequenceEqual(other.AsSpan(at + 1)) ? 2 : int.MaxValue;
    }

    /// <summary>One spelling of all that sound alike.</summary>
    private string Sound(string word)
    {
        var sound = new System.Text.StringBuilder(word.Length);
        for (var i = 0; i < word.Length; i++)
        {
            var next = i + 1 < word.Length ? word[i + 1] : ' ';
            var letter = language == "es" ? Spanish(word, ref i, next) : word[i] == 'p' && next == 'h' ? 'f' : word[i];
            if (letter == 'f' && word[i] == 'p') i++;
            if (letter != ' ' && (sound.Length == 0 || sound[^1] != letter)) sound.Append(letter);
        }

        return sound.ToString();
    }

    private static char Spanish(string word, ref int i, char next)
    {
        var soft = next is 'e' or 'i';
        switch (word[i])
        {
            case 'c' when next == 'h':
                i++;
                return 'x';
            case 'c':
                return soft ? 's' : 'k';
            case 'q' when next == 'u':
                i++;
                return 'k';
            case 'g' when next == 'u' && i + 2 < word.Length && word[i + 2] is 'e' or 'i':
                i++;
                return 'g';
            case 'p' when i == 0 && next == 's':
            case 'h':
                return ' ';
            case 'l' when next == 'l':
                i++;
                return 'y';
            case 'g':
                return soft ? 'j' : 'g';
            case 'z':
                return 's';
            case 'v':
                return 'b';
            default:
                return word[i];
        }
    }
}
