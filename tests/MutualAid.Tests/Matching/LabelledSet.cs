using System.Collections.Immutable;
using System.Text.Json;
using MutualAid.Bot.Matching;
using MutualAid.Core.Matching;
using MutualAid.Core.Needs;

namespace MutualAid.Tests.Matching;

/// <summary>Something that was needed or offered, as it was written, and what it truly is about. <paramref name="Fits"/>: of a need, the offers that fit it.</summary>
internal sealed record LabelledText(string Id, string Language, string What, string? Area, string? Category, string Kind, ImmutableArray<string> Fits)
{
    /// <summary>Every other one is held out: nothing was tuned by it.</summary>
    public bool IsHeldOut => int.Parse(Id[1..], System.Globalization.CultureInfo.InvariantCulture) % 2 == 0;
}

/// <summary>How well the suggestions are.</summary>
/// <param name="Suggested">How many there were.</param>
/// <param name="Right">How many of them fit.</param>
/// <param name="Precision">Of those suggested, how many fit.</param>
/// <param name="Recall">Of those that fit, at most three a need, how many were suggested.</param>
internal sealed record Quality(int Suggested, int Right, double Precision, double Recall);

/// <summary>200 needs and 200 offers of an imagined group, half in English and half in Spanish, and which fit.</summary>
/// <param name="prefix">
/// What its files' names begin with: nothing; "second-" for a set that the lexicon learned from; "third-" for one of whose needs it learned only from the odd ones.
/// </param>
internal sealed class LabelledSet(string prefix = "")
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public Wording Wording { get; } = new(new StemmedForms());

    public IReadOnlyList<LabelledText> Needs { get; } = Read(prefix + "needs");

    public IReadOnlyList<LabelledText> Offers { get; } = Read(prefix + "offers");

    /// <summary>Of the texts whose category nobody gave: how often one is guessed, and how often it is the right one.</summary>
    public (double Guessed, double Right) MeasureGuesses(bool? heldOut = null)
    {
        var texts = Needs.Concat(Offers).Where(t => heldOut is null || t.IsHeldOut == heldOut).ToList();
        var guesses = texts.Select(t => (t.Kind, Guess: Wording.Guess(t.What, NeedCategories.Default))).Where(g => g.Guess is not null).ToList();
        return ((double)guesses.Count / texts.Count, (double)guesses.Count(g => g.Guess == g.Kind) / guesses.Count);
    }

    private static IReadOnlyList<LabelledText> Read(string name)
    {
        using var file = File.OpenRead(PathOf(name));
        return [.. JsonSerializer.Deserialize<LabelledText[]>(file, Json)!.Select(t => t with { Fits = t.Fits.IsDefault ? [] : t.Fits })];
    }

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Labelled", name + ".json");
}
