using System.Collections.Immutable;
using MutualAid.Core.Trust;
using NodaTime;

namespace MutualAid.Core.Groups;

/// <summary>What became of reporting something.</summary>
public enum ReportOutcome
{
    /// <summary>The facilitators are told.</summary>
    Reported,

    /// <summary>This person did already; nothing changed.</summary>
    Already,

    /// <summary>So many a day, and no more; nothing changed.</summary>
    TooMany,
}

public sealed partial record Group
{
    /// <summary>Somebody can report so many things a day.</summary>
    public const int ReportsADay = 5;

    private const int MostReports = 200;
    private static readonly Duration UndecidedKeptFor = Duration.FromDays(30);
    private static readonly Duration DecidedKeptFor = Duration.FromDays(7);

    /// <summary>What was reported, oldest first; what is decided stays for a few days, so that it counts once.</summary>
    public ImmutableArray<Report> Reports { get; init; } = [];

    /// <summary>A report that the keeper has to tell somebody of, or null.</summary>
    internal Report? ReportToTell => Reports.FirstOrDefault(r => r.IsForKeeper);

    /// <summary>Reports about this that nobody has decided on.</summary>
    internal IEnumerable<Report> Undecided(string subject) => Reports.Where(r => r.Subject == subject && r.End is null);

    /// <summary>The same group with one more report; the facilitators are told of what is reported once, not by everybody.</summary>
    internal (Group Next, ReportOutcome Outcome) Reporting(Report report, Instant now)
    {
        if (Reports.Any(r => r.Key == report.Key)) return (this, ReportOutcome.Reported);
        if (Reports.Any(r => r.By == report.By && r.Subject == report.Subject)) return (this, ReportOutcome.Already);
        if (Reports.Count(r => r.By == report.By && r.At + Day > now) >= ReportsADay || Reports.Length >= MostReports) return (this, ReportOutcome.TooMany);
        return (this with { Reports = Reports.Add(report with { IsCalled = Undecided(report.Subject).Any() }), KeepAt = now, KeepFailures = 0 }, ReportOutcome.Reported);
    }

    /// <summary>The same group after what was reported is decided: who did is told. The very same where there is nothing to decide.</summary>
    internal Group Deciding(string subject, ReportEnd end, Instant now) => !Undecided(subject).Any() ? this : this with
    {
        Reports = [.. Reports.Select(r => r.Subject != subject || r.End is not null ? r : r with { End = end, EndedAt = now, Words = null, IsToTell = true, IsCalled = true, To = [] })],
        KeepAt = now,
        KeepFailures = 0,
    };

    /// <summary>[Leave it], written down by the same write. The very same where there is nothing to decide.</summary>
    internal Group Leaving(string subject, FacilitatorAct act, Instant now) =>
        HasLogged(act.Key) || !Undecided(subject).Any() ? this : Deciding(subject, ReportEnd.Left, now).Logged(act, now);

    /// <summary>The same group with one of its reports changed.</summary>
    internal Group With(Report report, Func<Report, Report> change) => this with { Reports = [.. Reports.Select(r => r.Key == report.Key && r.End == report.End ? change(r) : r)] };

    private static Instant KeptUntil(Report report) => report.EndedAt is { } ended ? ended + DecidedKeptFor : report.At + UndecidedKeptFor;
}
