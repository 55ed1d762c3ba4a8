using System.Collections.Immutable;

namespace MutualAid.Core.Matching;

/// <summary>
/// What a need or an offer is about, as the two are compared. Never stored and never shown.
/// </summary>
/// <param name="Category">The category's key: the one that was given, or the one that the words speak of; null where there is none.</param>
/// <param name="Area">The area as it is compared, or null where none was said.</param>
/// <param name="Words">
/// What the words say, each once: <c>t:category/thing</c> what is needed or given, <c>s:kind/setting</c> what it has to do with, and
/// <c>w:stem</c> whatever else was said.
/// </param>
internal sealed record Subject(string? Category, string? Area, ImmutableArray<string> Words)
{
    /// <summary>The things that have a name of their own; not the whole of a category.</summary>
    public IEnumerable<string> Things => Words.Where(w => w.StartsWith("t:", StringComparison.Ordinal) && !w.EndsWith('/'));

    /// <summary>What the things have to do with.</summary>
    public IEnumerable<string> Settings => Words.Where(w => w.StartsWith("s:", StringComparison.Ordinal));

    /// <summary>Whatever else was said.</summary>
    public IEnumerable<string> Others => Words.Where(w => w.StartsWith("w:", StringComparison.Ordinal));

    /// <summary>Whether it speaks of a category as a whole, and of nothing in it.</summary>
    public bool IsGeneral => !Things.Any() && (Words.Any(w => w.EndsWith('/')) || !Others.Any());
}
