using MutualAid.Core.Chat;
using MutualAid.Core.Trust;

namespace MutualAid.Core.Groups;

public sealed partial record Group
{
    /// <summary>
    /// Everybody whom it names, each once: those who are to be told of a trouble or a report, who reported something, whose acts are in the log, and who
    /// may not post for a time. The store finds it by them.
    /// </summary>
    public IEnumerable<PersonId> People() => Troubles.SelectMany(t => t.To)
        .Concat(Reports.SelectMany(r => r.To.Append(r.By))).Concat(Log.Select(a => a.By)).Concat(Blocks.Select(b => b.Person))
        .Where(p => p != PersonId.Nobody).Distinct();

    /// <summary>
    /// The same group, which tells somebody of nothing, and in whose log they are somebody who gave no reason; the very same where it says nothing of them. That they may
    /// not post stays until its time is over: to be forgotten is no way out of it.
    /// </summary>
    internal Group Forgetting(PersonId person)
    {
        var next = this;
        if (Troubles.Any(t => t.To.Contains(person))) next = next with { Troubles = [.. next.Troubles.Select(t => t with { To = t.To.Remove(person) })] };
        if (Reports.Any(r => r.By == person || r.To.Contains(person))) next = next with { Reports = [.. next.Reports.Select(r => Without(r, person))] };
        if (Log.Any(a => a.By == person)) next = next with { Log = [.. next.Log.Select(a => a.By == person ? a with { By = PersonId.Nobody, Why = null } : a)] };
        return next;
    }

    /// <summary>The same group, in whose log no reason stands by a need or offer that is erased; the very same where none does. What was done stays.</summary>
    internal Group WithoutWhyOf(int number) =>
        SaysWhyOf(number) ? this with { Log = [.. Log.Select(a => a.Number == number ? a with { Why = null } : a)] } : this;

    /// <summary>Whether its log has a reason, which is in somebody's words, by this need or offer.</summary>
    internal bool SaysWhyOf(int number) => Log.Any(a => a.Number == number && a.Why is not null);

    /// <summary>What was reported still is, in nobody's words.</summary>
    private static Report Without(Report report, PersonId person) => report.By == person
        ? report with { By = PersonId.Nobody, Words = null, IsToTell = false, To = report.To.Remove(person) }
        : report with { To = report.To.Remove(person) };
}
