using NodaTime;

namespace MutualAid.Core.Digests;

/// <summary>
/// A group's week from <paramref name="Monday"/> on, in its zone: needs asked for, needs met, and the median hours from asking to the first
/// claim of those that were asked for in it; null where nobody took any of them on. Counts only, and nobody's.
/// </summary>
public sealed record WeekTally(LocalDate Monday, int Posted, int Met, double? MedianHoursToFirstClaim);
