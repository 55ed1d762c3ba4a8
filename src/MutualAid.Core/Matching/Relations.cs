using System.Collections.Frozen;
using System.Globalization;

namespace MutualAid.Core.Matching;

/// <summary>What things have to do with each other, whatever the language. Immutable; safe from any thread.</summary>
internal sealed class Relations
{
    private readonly FrozenDictionary<string, FrozenDictionary<string, double>> answers;
    private readonly FrozenDictionary<string, Dictionary<string, string>> together;
    private readonly FrozenDictionary<string, FrozenSet<string>> swallows;
    private readonly FrozenSet<string> anyPart;
    private readonly FrozenSet<string> elsewhere;
    private readonly FrozenSet<string> generic;
    private readonly FrozenSet<string> weak;
    private readonly FrozenSet<string> anyOrder;
    private readonly FrozenDictionary<string, FrozenSet<string>> facets;
    private readonly FrozenSet<string> strict;
    private readonly FrozenSet<string> required;

    private Relations(File file)
    {
        answers = file.Answers.ToFrozenDictionary(a => a.Key, a => LexiconFile.Listed(a.Value).Select(p => p.Split(' '))
            .ToFrozenDictionary(p => p[0], p => double.Parse(p[1], CultureInfo.InvariantCulture)));
        together = file.Together.ToFrozenDictionary();
        swallows = file.Swallows.ToFrozenDictionary(f => f.Key, f => LexiconFile.Listed(f.Value).ToFrozenSet());
        anyPart = LexiconFile.Listed(file.AnyPart).ToFrozenSet();
        elsewhere = LexiconFile.Listed(file.Elsewhere).ToFrozenSet();
        generic = LexiconFile.Listed(file.Generic).ToFrozenSet();
        weak = LexiconFile.Listed(file.Weak).ToFrozenSet();
        anyOrder = LexiconFile.Listed(file.AnyOrder).ToFrozenSet();
        facets = file.Facets.ToFrozenDictionary(f => f.Key, f => LexiconFile.Listed(f.Value).ToFrozenSet());
        strict = LexiconFile.Listed(file.Strict).ToFrozenSet();
        required = LexiconFile.Listed(file.Required).ToFrozenSet();
    }

    /// <summary>Those that the file gives.</summary>
    public static Relations Known { get; } = new(LexiconFile.Read<File>("relations.json"));

    /// <summary>How well what is given answers what is needed: 1 where they are the same thing, 0 where not at all.</summary>
    public double Answers(string needed, string given) => needed == given ? 1 : answers.TryGetValue(needed, out var all) ? all.GetValueOrDefault(given) : 0;

    /// <summary>What else answers a thing, the best first.</summary>
    public IEnumerable<string> AnswersTo(string needed) =>
        answers.TryGetValue(needed, out var all) ? all.OrderByDescending(a => a.Value).ThenBy(a => a.Key, StringComparer.Ordinal).Select(a => a.Key) : [];

    /// <summary>What is meant where something is done with something: "fix" and "laptop"; by what it is done with.</summary>
    public IReadOnlyDictionary<string, string>? Together(string done) => together.GetValueOrDefault(done);

    /// <summary>Whether what something is done with may also stand before it.</summary>
    public bool IsAnyOrder(string done) => anyOrder.Contains(done);

    /// <summary>Whether the thing that something is done with may also stand in another part: "My laptop died, who can fix it".</summary>
    public bool IsElsewhere(string done) => elsewhere.Contains(done);

    /// <summary>Whether for whom or where something is done may also stand in another part of the text.</summary>
    public bool IsAnyPart(string done) => anyPart.Contains(done);

    /// <summary>Whether beside the one thing the other only says what it consists of: "soup" and "lentils".</summary>
    public bool Swallows(string thing, string other) => swallows.TryGetValue(thing, out var all) && all.Contains(other);

    /// <summary>Whether an offer of this that names something of the same kind means only that.</summary>
    public bool IsGeneric(string thing) => generic.Contains(thing);

    /// <summary>Whether what it is for says more than this does: "hands to shovel mud".</summary>
    public bool IsWeak(string thing) => weak.Contains(thing);

    /// <summary>Whether it matters for this thing that both sides say the same of this kind.</summary>
    public bool Matters(string kind, string thing) => facets.TryGetValue(kind, out var all) && (all.Contains(thing) || all.Contains("*"));

    /// <summary>Whether an offer that is limited in this is for those only who say so.</summary>
    public bool IsStrict(string kind) => strict.Contains(kind);

    /// <summary>Whether who needs this is not helped by what lacks it.</summary>
    public bool IsRequired(string thing) => required.Contains(thing);

    private sealed record File(
        Dictionary<string, string> Answers,
        Dictionary<string, Dictionary<string, string>> Together,
        Dictionary<string, string> Swallows,
        string AnyPart,
        string Elsewhere,
        string Generic,
        string Weak,
        string AnyOrder,
        Dictionary<string, string> Facets,
        string Strict,
        string Required);
}
