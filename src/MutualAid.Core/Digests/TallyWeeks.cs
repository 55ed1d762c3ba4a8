using System.Collections.Immutable;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using NodaTime;
using NodaTime.TimeZones;

namespace MutualAid.Core.Digests;

/// <summary>
/// Counts the weeks that are over, each once: what they are counted from is erased after a while, and the counts stay. A week is not
/// counted anew when a need in it is met later.
/// </summary>
internal sealed class TallyWeeks(INeedStore needs)
{
    public const int Kept = 8;

    /// <summary>The group's last weeks up to the one before this day, oldest first; as they are where none is missing.</summary>
    public async Task<ImmutableArray<WeekTally>> UpToAsync(Group group, LocalDate today, DateTimeZone zone, CancellationToken cancellationToken)
    {
        var thisMonday = today.Next(IsoDayOfWeek.Monday).PlusWeeks(-1);
        var missing = Enumerable.Range(1, Kept).Select(weeks => thisMonday.PlusWeeks(-weeks)).TakeWhile(monday => group.Weeks.All(w => w.Monday != monday)).Reverse().ToList();
        if (missing.Count == 0) return group.Weeks;
        var from = Start(missing[0]);
        var posted = await needs.PostedInAsync(group.Id, from, cancellationToken);
        var closed = await needs.ClosedInAsync(group.Id, from, cancellationToken);
        // A group's weeks begin with the first in which something happened.
        var weeks = group.Weeks.AddRange(missing.Select(Tally).SkipWhile(w => group.Weeks.IsEmpty && w.Posted + w.Met == 0));
        return weeks.Length > Kept ? weeks[^Kept..] : weeks;

        Instant Start(LocalDate monday) => zone.ResolveLocal(monday.AtMidnight(), Resolvers.LenientResolver).ToInstant();

        WeekTally Tally(LocalDate monday)
        {
            var week = new Interval(Start(monday), Start(monday.PlusWeeks(1)));
            // What waits for a nod will be shown and counts; what was closed before anybody saw it does not.
            var asked = posted.Where(n => week.Contains(n.PostedAt) && (n.IsOpen || !n.IsUnseen)).ToList();
            return new WeekTally(
                monday,
                asked.Count,
                closed.Count(n => n is { Status: NeedStatus.Met, IsUnseen: false } && week.Contains(n.ClosedAt!.Value)),
                Median([.. asked.Where(n => n.FirstClaimedAt is not null).Select(n => (n.FirstClaimedAt!.Value - n.PostedAt).TotalHours).Order()]))
            {
                Kinds = asked.Where(n => n is { Category: not null, IsUnseen: false }).GroupBy(n => n.Category!).ToImmutableDictionary(g => g.Key, g => g.Count()),
            };
        }
    }

    internal static double? Median(List<double> ordered) => ordered.Count switch
    {
        0 => null,
        var n when n % 2 == 1 => ordered[n / 2],
        var n => (ordered[(n / 2) - 1] + ordered[n / 2]) / 2,
    };
}
