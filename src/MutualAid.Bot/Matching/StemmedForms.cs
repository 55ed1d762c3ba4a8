using System.Collections.Frozen;
using Lucene.Net.Tartarus.Snowball;
using Lucene.Net.Tartarus.Snowball.Ext;
using MutualAid.Core.Matching;

namespace MutualAid.Bot.Matching;

/// <summary>
/// Snowball's stemmers (snowballstem.org/algorithms). They were made for words with their accents; of folded ones they take off a little less,
/// the same from each form of a word.
/// </summary>
internal sealed class StemmedForms : IWordForms
{
    // A stemmer keeps the word that it works on, so each thread has its own.
    private static readonly FrozenDictionary<string, ThreadLocal<SnowballProgram>> Stemmers = new Dictionary<string, ThreadLocal<SnowballProgram>>
    {
        ["en"] = new(() => new EnglishStemmer()),
        ["es"] = new(() => new SpanishStemmer()),
    }.ToFrozenDictionary();

    public string Stem(string word, string language)
    {
        if (!Stemmers.TryGetValue(language, out var known)) return word;
        var stemmer = known.Value!;
        stemmer.SetCurrent(word);
        return stemmer.Stem() && stemmer.Current is { Length: > 0 } stem ? stem : word;
    }
}
