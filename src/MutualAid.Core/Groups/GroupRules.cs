using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Localisation;
using MutualAid.Core.Needs;
using MutualAid.Core.Reminders;
using NodaTime;
using NodaTime.TimeZones;

namespace MutualAid.Core.Groups;

/// <summary>A group's settings in force: its own where it has set them, else the host's. Immutable.</summary>
public sealed record GroupRules(Language Language, DateTimeZone Zone, LocalTime DigestTime, Pace Pace, ImmutableArray<string> Categories, Limits Limits)
{
    /// <summary>Needs of accounts younger than that wait for a second member's nod; null: nobody's do.</summary>
    public Duration? Newcomers { get; init; }

    /// <summary>The rules of a group on a host with these options, which were found valid.</summary>
    public static GroupRules Of(GroupSettings own, GroupOptions host)
    {
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(own.TimeZone ?? "") ?? DateTimeZoneProviders.Tzdb[host.TimeZone];
        var first = own.RemindFirstAfter ?? Duration.FromTimeSpan(host.RemindFirstAfter);
        var nudge = own.NudgeClaimAfter ?? Duration.FromTimeSpan(host.NudgeClaimAfter);
        var pace = new Pace
        {
            FirstAfter = first,
            Backoff = host.RemindBackoff,
            AtMostEvery = Duration.Max(first, Duration.FromTimeSpan(host.RemindAtMostEvery)),
            NudgeAfter = nudge,
            // Whoever is asked has time to answer, whichever of the two a group changed.
            LapsesAfter = Duration.Max(own.ClaimLapsesAfter ?? Duration.FromTimeSpan(host.ClaimLapsesAfter), nudge + (nudge / 2)),
            ExpiresAfter = own.NeedExpiresAfter ?? Duration.FromTimeSpan(host.NeedExpiresAfter),
            Zone = zone,
            QuietFrom = own.QuietFrom ?? Time(host.QuietFrom),
            QuietUntil = own.QuietUntil ?? Time(host.QuietUntil),
            Holiday = own is { PausedFrom: { } from, PausedUntil: { } until } && from < until ? new Interval(from, until) : null,
        };
        return new GroupRules(
            Languages.Best(own.Language ?? host.Language),
            zone,
            own.DigestTime ?? Time(host.DigestAt),
            pace,
            own.Categories.IsEmpty ? NeedCategories.Default : own.Categories,
            new Limits(
                own.OpenNeeds ?? Limits.Default.OpenNeeds,
                own.NeedsAnHour ?? Limits.Default.NeedsAnHour,
                own.OpenClaims ?? Limits.Default.OpenClaims,
                own.OpenOffers ?? own.OpenNeeds ?? Limits.Default.OpenOffers,
                own.OffersAnHour ?? own.NeedsAnHour ?? Limits.Default.OffersAnHour))
        {
            Newcomers = own.Newcomers,
        };
    }

    /// <summary>
    /// When the next digest is due: at the group's hour of the first day on which it had none, by the calendar of its zone now; at once where
    /// that hour of today is over. A skipped local time moves forward, one that comes twice counts once. Not on a holiday.
    /// </summary>
    internal Instant NextDigest(Instant? last, Instant now)
    {
        var day = now.InZone(Zone).Date;
        // What a clock that was wrong puts far into the future does not count.
        if (last is { } had && had < now + Duration.FromDays(1) && had.InZone(Zone).Date is var lastDay && lastDay >= day) day = lastDay.PlusDays(1);
        while (true)
        {
            var at = Instant.Max(now, Zone.ResolveLocal(day + DigestTime, Resolvers.LenientResolver).ToInstant());
            if (Pace.Holiday?.Contains(at) != true) return at;
            day = Pace.Holiday.Value.End.InZone(Zone).Date is var end && end > day ? end : day.PlusDays(1);
            now = Instant.Max(now, Pace.Holiday.Value.End);
        }
    }

    private static LocalTime Time(string value) =>
        GroupOptions.ParseTime(value) ?? throw new InvalidOperationException("The group options were not validated.");
}

/// <summary>Limits that protect people from a flood; a facilitator can raise them.</summary>
public sealed record Limits(int OpenNeeds, int NeedsAnHour, int OpenClaims, int OpenOffers, int OffersAnHour)
{
    /// <summary>What holds unless a group says otherwise.</summary>
    public static Limits Default { get; } = new(10, 5, 20, 10, 5);
}
