using System.Globalization;
using MutualAid.Core.Localisation;
using NodaTime;
using NodaTime.Text;

namespace MutualAid.Core.Groups;

/// <summary>The host's defaults for every group: configuration section <c>Groups</c>. Durations go down to seconds.</summary>
public sealed class GroupOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Groups";

    /// <summary>IANA name of the zone.</summary>
    public string TimeZone { get; set; } = "Etc/UTC";

    /// <summary>BCP 47 tag of a language there is a file for.</summary>
    public string Language { get; set; } = "en";

    /// <summary>Local time of the digest, <c>HH:mm</c>.</summary>
    public string DigestAt { get; set; } = "09:00";

    /// <summary>Local time from which no reminder is sent, <c>HH:mm</c>.</summary>
    public string QuietFrom { get; set; } = "21:00";

    /// <summary>Local time from which reminders are sent again, <c>HH:mm</c>; the same as <see cref="QuietFrom"/>: no quiet hours.</summary>
    public string QuietUntil { get; set; } = "08:00";

    /// <summary>Unclaimed for this long: first reminder.</summary>
    public TimeSpan RemindFirstAfter { get; set; } = TimeSpan.FromHours(4);

    /// <summary>Each pause is this many times the one before.</summary>
    public double RemindBackoff { get; set; } = 2;

    /// <summary>The longest pause.</summary>
    public TimeSpan RemindAtMostEvery { get; set; } = TimeSpan.FromDays(2);

    /// <summary>Nothing heard of a claim for this long: its owner is asked.</summary>
    public TimeSpan NudgeClaimAfter { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Nothing heard of a claim for this long, and no answer: it is free again.</summary>
    public TimeSpan ClaimLapsesAfter { get; set; } = TimeSpan.FromDays(3);

    /// <summary>Open for this long: a need expires, after its requester was asked.</summary>
    public TimeSpan NeedExpiresAfter { get; set; } = TimeSpan.FromDays(14);

    /// <summary>Closed for this long: what it said and who had to do with it are erased; only counts stay.</summary>
    public TimeSpan EraseClosedAfter { get; set; } = TimeSpan.FromDays(30);

    /// <summary>The bot was removed from a group for this long: all that is kept of the group is erased.</summary>
    public TimeSpan EraseAbandonedAfter { get; set; } = TimeSpan.FromDays(30);

    /// <summary>One line for each value that can't be used: the key, what it was, what it may be.</summary>
    public IEnumerable<string> Problems()
    {
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(TimeZone) is null)
            yield return Problem(nameof(TimeZone), TimeZone, "an IANA time zone such as Europe/Berlin or America/Sao_Paulo");
        if (!Languages.All.Any(l => l.Tag == Language))
            yield return Problem(nameof(Language), Language, "one of " + string.Join(", ", Languages.All.Select(l => l.Tag)));
        foreach (var (name, value) in new[] { (nameof(DigestAt), DigestAt), (nameof(QuietFrom), QuietFrom), (nameof(QuietUntil), QuietUntil) })
        {
            if (ParseTime(value) is null) yield return Problem(name, value, "a local time such as 09:00");
        }

        if (RemindFirstAfter < TimeSpan.FromSeconds(1) || RemindFirstAfter > TimeSpan.FromDays(365))
            yield return Problem(nameof(RemindFirstAfter), RemindFirstAfter, "a duration of 00:00:01 to 365.00:00:00");
        if (RemindAtMostEvery < RemindFirstAfter || RemindAtMostEvery > TimeSpan.FromDays(365))
            yield return Problem(nameof(RemindAtMostEvery), RemindAtMostEvery, $"a duration of {RemindFirstAfter} (RemindFirstAfter) to 365.00:00:00");
        if (NudgeClaimAfter < TimeSpan.FromSeconds(1) || NudgeClaimAfter > TimeSpan.FromDays(365))
            yield return Problem(nameof(NudgeClaimAfter), NudgeClaimAfter, "a duration of 00:00:01 to 365.00:00:00");
        if (ClaimLapsesAfter <= NudgeClaimAfter || ClaimLapsesAfter > TimeSpan.FromDays(365))
            yield return Problem(nameof(ClaimLapsesAfter), ClaimLapsesAfter, $"a duration longer than {NudgeClaimAfter} (NudgeClaimAfter), up to 365.00:00:00");
        if (NeedExpiresAfter < TimeSpan.FromSeconds(1) || NeedExpiresAfter > TimeSpan.FromDays(365))
            yield return Problem(nameof(NeedExpiresAfter), NeedExpiresAfter, "a duration of 00:00:01 to 365.00:00:00");
        if (EraseClosedAfter < TimeSpan.FromSeconds(1) || EraseClosedAfter > TimeSpan.FromDays(365))
            yield return Problem(nameof(EraseClosedAfter), EraseClosedAfter, "a duration of 00:00:01 to 365.00:00:00");
        if (EraseAbandonedAfter < TimeSpan.FromSeconds(1) || EraseAbandonedAfter > TimeSpan.FromDays(365))
            yield return Problem(nameof(EraseAbandonedAfter), EraseAbandonedAfter, "a duration of 00:00:01 to 365.00:00:00");
        if (!(RemindBackoff is >= 1 and <= 10))
            yield return Problem(nameof(RemindBackoff), RemindBackoff, "a number from 1 to 10");
    }

    internal static LocalTime? ParseTime(string? value)
    {
        var read = LocalTimePattern.CreateWithInvariantCulture("H:mm").Parse(value ?? "");
        return read.Success ? read.Value : null;
    }

    private static string Problem(string name, object value, string allowed) =>
        string.Create(CultureInfo.InvariantCulture, $"{Section}:{name} is '{value}' but must be {allowed}.");
}
