using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Digests;
using MutualAid.Core.Needs;
using NodaTime;

namespace MutualAid.Core.Groups;

/// <summary>
/// The people who share needs, with their numbering and settings: one document with a version. Immutable.
/// Of people it holds only whom it is about to tell of a trouble, who may not post
/// for a time, what was reported, and what facilitators did.
/// </summary>
public sealed partial record Group
{
    /// <summary>Names it.</summary>
    public required GroupId Id { get; init; }

    /// <summary>The version that was loaded; the store raises it by one on every save. 0 before it is stored.</summary>
    public long Version { get; init; }

    /// <summary>The number the next need gets.</summary>
    public int NextNumber { get; init; } = 1;

    /// <summary>What its members changed; everything else follows the host's configuration.</summary>
    public GroupSettings Settings { get; init; } = new();

    /// <summary>The place where it was first met: cards, reminders and digests go there unless a setting says otherwise.</summary>
    public required PlaceId Home { get; init; }

    /// <summary>Reminders and digests that are shown, or have yet to be.</summary>
    public ImmutableArray<Posting> Postings { get; init; } = [];

    /// <summary>When the last reminders were decided on, oldest first; no more than a channel bears in a day.</summary>
    public ImmutableArray<Instant> RecentReminders { get; init; } = [];

    /// <summary>When the last needs were asked for, oldest first; no more than make a surge.</summary>
    public ImmutableArray<Instant> RecentNeeds { get; init; } = [];

    /// <summary>Until when needs come faster than a group reads, as far as is known; null: they do not.</summary>
    public Instant? SurgeUntil { get; init; }

    /// <summary>When the group last had its digest, or had nothing to say at its hour; null: not yet.</summary>
    public Instant? DigestedAt { get; init; }

    /// <summary>When the next digest is due, or null.</summary>
    public Instant? DigestAt { get; init; }

    /// <summary>Whether the group was told that everything is covered since something last was not: it is told once.</summary>
    public bool AllCoveredSaid { get; init; }

    /// <summary>The last weeks that are over, oldest first.</summary>
    public ImmutableArray<WeekTally> Weeks { get; init; } = [];

    /// <summary>When the keeper must look at what it shows, or null.</summary>
    public Instant? KeepAt { get; init; }

    /// <summary>How often in a row the keeper failed.</summary>
    public int KeepFailures { get; init; }

    /// <summary>When it next wants attention, or null. The store indexes this.</summary>
    public Instant? DueAt => EraseAt ?? new[] { KeepAt, DigestAt, ForgetAt, TakeUpAt }.Min();
}

/// <summary>A group's own settings; null means the host's default.</summary>
public sealed record GroupSettings
{
    /// <summary>Where cards go; null: where the need was typed.</summary>
    public PlaceId? CardsPlace { get; init; }

    /// <summary>Where digests and reminders go; null: where cards go, else the group's home.</summary>
    public PlaceId? DigestPlace { get; init; }

    /// <summary>Local time of the digest.</summary>
    public LocalTime? DigestTime { get; init; }

    /// <summary>IANA name of the zone.</summary>
    public string? TimeZone { get; init; }

    /// <summary>BCP 47 tag of the language of everything public.</summary>
    public string? Language { get; init; }

    /// <summary>Unclaimed for this long: first reminder.</summary>
    public Duration? RemindFirstAfter { get; init; }

    /// <summary>Local time from which nobody is reminded or asked; goes with <see cref="QuietUntil"/>.</summary>
    public LocalTime? QuietFrom { get; init; }

    /// <summary>Local time until which nobody is reminded or asked; the same as <see cref="QuietFrom"/>: no quiet hours.</summary>
    public LocalTime? QuietUntil { get; init; }

    /// <summary>Nothing heard of a claim for this long: its owner is asked.</summary>
    public Duration? NudgeClaimAfter { get; init; }

    /// <summary>Nothing heard of a claim for this long: it is free again.</summary>
    public Duration? ClaimLapsesAfter { get; init; }

    /// <summary>Open for this long: a need expires, after its requester was asked.</summary>
    public Duration? NeedExpiresAfter { get; init; }

    /// <summary>Since when the group is, or was, on holiday; goes with <see cref="PausedUntil"/>.</summary>
    public Instant? PausedFrom { get; init; }

    /// <summary>Until when nobody is reminded or asked, and there is no digest.</summary>
    public Instant? PausedUntil { get; init; }

    /// <summary>The category keys offered, in order; empty: the default set.</summary>
    public ImmutableArray<string> Categories { get; init; } = [];

    /// <summary>Open needs a member may have.</summary>
    public int? OpenNeeds { get; init; }

    /// <summary>New needs a member may post within an hour.</summary>
    public int? NeedsAnHour { get; init; }

    /// <summary>Open claims a member may have.</summary>
    public int? OpenClaims { get; init; }

    /// <summary>Open offers a member may have; null: as many as needs.</summary>
    public int? OpenOffers { get; init; }

    /// <summary>New offers a member may post within an hour; null: as many as needs.</summary>
    public int? OffersAnHour { get; init; }

    /// <summary>Needs of accounts younger than that wait for a second member's nod; null: nobody's do.</summary>
    public Duration? Newcomers { get; init; }
}
