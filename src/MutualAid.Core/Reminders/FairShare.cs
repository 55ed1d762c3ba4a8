using System.Collections.Immutable;

namespace MutualAid.Core.Reminders;

/// <summary>
/// How processes come to have equal shares of a work, each deciding for itself by what all have now. Nobody has one part more than another who lacks one, and who has too much
/// gives it back; so from any beginning it ends where no two differ by more than one, and stays there.
/// </summary>
public static class FairShare
{
    /// <summary>What this process is to take, and what of its own it is to give back; one of the two is empty.</summary>
    /// <param name="parts">All parts.</param>
    /// <param name="mine">Those that it has.</param>
    /// <param name="others">Those that each of the others has.</param>
    public static (ImmutableSortedSet<int> Take, ImmutableSortedSet<int> Spare) Of(
        IReadOnlyCollection<int> parts, IReadOnlyCollection<int> mine, IReadOnlyCollection<IReadOnlyCollection<int>> others)
    {
        var least = parts.Count / (others.Count + 1);
        // One more for some, where it does not come out even, once everybody has that much.
        var most = parts.Count % (others.Count + 1) > 0 && others.All(o => o.Count >= least) ? least + 1 : least;
        var free = parts.Except(mine).Except(others.SelectMany(o => o)).Order();
        return ([.. free.Take(Math.Max(0, most - mine.Count))], [.. mine.OrderDescending().Take(Math.Max(0, mine.Count - most))]);
    }
}
