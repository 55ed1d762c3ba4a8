using System.Collections.Immutable;
using NodaTime;

namespace MutualAid.Core.Digests;

/// <summary>
/// What happened in a group in one week, Monday to Sunday in the group's zone. Of the needs posted in it: how many, and after how many hours
/// half of those that were claimed at all had their first claim; null where none was. <paramref name="Met"/> counts the needs that were met in
/// it, whenever they were posted.
/// </summary>
public sealed record WeekTally(LocalDate Monday, int Posted, int Met, double? MedianHoursToFirstClaim)
{
    /// <summary>How many of those posted were of each category; what has none is not in it.</summary>
    public ImmutableDictionary<string, int> Kinds { get; init; } = ImmutableDictionary<string, int>.Empty;
}
