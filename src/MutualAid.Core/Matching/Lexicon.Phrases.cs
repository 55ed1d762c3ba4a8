namespace MutualAid.Core.Matching;

internal sealed partial class Lexicon
{
    /// <summary>What a word does to those after it.</summary>
    [Flags]
    public enum Marker
    {
        /// <summary>Nothing.</summary>
        None = 0,

        /// <summary>What follows is what it is not about: "a room without deposit".</summary>
        Without = 1,

        /// <summary>What follows explains.</summary>
        Because = 2,

        /// <summary>What follows says for whom or what.</summary>
        Aside = 4,

        /// <summary>A part of a text that begins so explains.</summary>
        Explains = 8,

        /// <summary>A part of a text that begins so asks for something, or offers it.</summary>
        Asks = 16,

        /// <summary>Something is asked for from here on.</summary>
        Seeks = 32,
    }

    /// <summary>What phrases speak of, found by the forms of their words.</summary>
    private sealed class Phrases
    {
        // Not frozen: that takes longer for so many than all their look-ups.
        private readonly Dictionary<string, string[]> names;
        private readonly Dictionary<string, int> longest;

        // The words of what is one word: a stem says too little by itself ("tripping" is not "trips", nor "libre" "libros").
        private readonly Dictionary<string, List<(string Word, string Name)>> singles = [];
        private readonly string? inflected;

        /// <param name="file">By kind and name.</param>
        /// <param name="formsOf">The forms of the words of a phrase.</param>
        /// <param name="inflected">The language by whose endings what is one word is found; null: whatever has its stem.</param>
        public Phrases(Dictionary<string, Dictionary<string, string>> file, Func<IReadOnlyList<string>, IEnumerable<string>> formsOf, string? inflected)
        {
            this.inflected = inflected;
            var found = new Dictionary<string, List<string>>();
            var lengths = new Dictionary<string, int>();
            foreach (var (kind, entries) in file)
            {
                foreach (var (name, list) in entries)
                {
                    Names++;
                    foreach (var phrase in LexiconFile.Listed(list))
                    {
                        Count++;
                        var words = Tokens.Of(phrase);
                        Words.UnionWith(words);
                        // "=papas": only this very word, not what has the same stem.
                        var stems = phrase[0] == Exact ? [phrase] : formsOf(words).ToList();
                        if (stems.Count == 0) continue;
                        if (stems.Count == 1 && phrase[0] != Exact && inflected is not null)
                        {
                            if (!singles.TryGetValue(stems[0], out var same)) singles[stems[0]] = same = [];
                            same.Add((words[^1], $"{kind}/{name}"));
                        }

                        var known = found.TryGetValue(string.Join(Between, stems), out var all) ? all : found[string.Join(Between, stems)] = [];
                        if (!known.Contains($"{kind}/{name}")) known.Add($"{kind}/{name}");
                        lengths[stems[0]] = Math.Max(lengths.GetValueOrDefault(stems[0]), stems.Count);
                    }
                }
            }

            names = found.ToDictionary(f => f.Key, f => f.Value.ToArray());
            longest = lengths;
        }

        public int Names { get; }

        public int Count { get; }

        public HashSet<string> Words { get; } = [];

        public bool Begins(string form, string written) => longest.ContainsKey(form) || names.ContainsKey(Exact + written);

        public (string[] Names, int Length)? Longest(IReadOnlyList<string> stems, string written, int at)
        {
            var found = OfStems(stems, written, at);
            return found is null or { Length: 1 } && names.TryGetValue(Exact + written, out var exact) ? (exact, 1) : found;
        }

        private (string[] Names, int Length)? OfStems(IReadOnlyList<string> stems, string written, int at)
        {
            if (!longest.TryGetValue(stems[at], out var most)) return null;
            for (var length = Math.Min(most, stems.Count - at); length > 0; length--)
            {
                if (!names.TryGetValue(length == 1 ? stems[at] : string.Join(Between, Some(stems, at, length)), out var found)) continue;
                if (length > 1 || inflected is null) return (found, length);
                var own = singles.TryGetValue(stems[at], out var all) ? all.Where(s => Inflection.AreOne(written, s.Word, inflected)).Select(s => s.Name).Distinct().ToArray() : [];
                return own.Length > 0 ? (own, 1) : null;
            }

            return null;
        }

        private static string[] Some(IReadOnlyList<string> stems, int at, int length)
        {
            var some = new string[length];
            for (var i = 0; i < length; i++) some[i] = stems[at + i];
            return some;
        }
    }
}
