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
    /// <summary>The rules of a group on a host with these options, which were found valid.</summary>
    public static GroupRules Of(GroupSettings own, GroupOptions host)
    {
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(own.TimeZone ?? "") ?? DateTimeZoneProviders.Tzdb[host.TimeZone];
        var first = own.RemindFirstAfter ?? Duration.FromTimeSpan(host.RemindFirstAfter);
        var atMost = Duration.Max(first, Duration.FromTimeSpan(host.RemindAtMostEvery));
        return new GroupRules(
            Languages.Best(own.Language ?? host.Language),
            zone,
            own.DigestTime ?? Time(host.DigestAt),
            new Pace(first, host.RemindBackoff, atMost, zone, Time(host.QuietFrom), Time(host.QuietUntil)),
            own.Categories.IsEmpty ? NeedCategories.Default : own.Categories,
            new Limits(own.OpenNeeds ?? Limits.Default.OpenNeeds, own.NeedsAnHour ?? Limits.Default.NeedsAnHour, own.OpenClaims ?? Limits.Default.OpenClaims));
    }

    /// <summary>The next digest strictly after an instant, in the group's zone; a skipped local time moves forward.</summary>
    public Instant NextDigest(Instant after)
    {
        var day = after.InZone(Zone).Date;
        while (true)
        {
            var at = Zone.ResolveLocal(day + DigestTime, Resolvers.LenientResolver).ToInstant();
            if (at > after) return at;
            day = day.PlusDays(1);
        }
    }

    private static LocalTime Time(string value) =>
        GroupOptions.ParseTime(value) ?? throw new InvalidOperationException("The group options were not validated.");
}

/// <summary>Limits that protect people from a flood; a facilitator can raise them.</summary>
public sealed record Limits(int OpenNeeds, int NeedsAnHour, int OpenClaims)
{
    /// <summary>What holds unless a group says otherwise.</summary>
    public static Limits Default { get; } = new(10, 5, 20);
}
