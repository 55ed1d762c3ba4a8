using System.Collections.Immutable;

namespace MutualAid.Core.Matching;

/// <summary>
/// What a need or an offer is about, as the two are compared. Never stored and never shown.
/// </summary>
/// <param name="Category">The category's key: the one that was given, or the one that the words speak of; null where there is none.</param>
/// <param name="Area">The area as it is compared, or null where none was said.</param>
/// <param name="Words">The words that say something, each once, in the form in which they are compared.</param>
internal sealed record Subject(string? Category, string? Area, ImmutableArray<string> Words);
