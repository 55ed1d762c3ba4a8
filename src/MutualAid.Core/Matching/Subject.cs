using System.Collections.Immutable;

namespace MutualAid.Core.Matching;

/// <summary>
/// What a need or an offer is about, as the two are compared. Never stored and never shown.
/// </summary>
/// <param name="Category">The category's key: the one that was given, or the one that the words speak of; null where there is none.</param>
/// <param name="Area">The area as it is compared, or null where none was said.</param>
/// <param name="Anywhere">Whether who offers comes wherever it is, or nobody has to.</param>
/// <param name="Things">What is needed or given (<c>category/thing</c>), each once, the most telling first.</param>
/// <param name="Facets">What limits that (<c>kind/value</c>), each once.</param>
/// <param name="Words">Whatever else was said that few others say, each once.</param>
internal sealed record Subject(string? Category, string? Area, bool Anywhere, ImmutableArray<string> Things, ImmutableArray<string> Facets, ImmutableArray<string> Words)
{
    /// <summary>The values of one kind of facet.</summary>
    public IEnumerable<string> Of(string kind) => Facets.Where(f => f.StartsWith(kind, StringComparison.Ordinal) && f[kind.Length] == '/');
}
