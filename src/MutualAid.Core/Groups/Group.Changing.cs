using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Digests;
using MutualAid.Core.Needs;
using MutualAid.Core.Reminders;
using NodaTime;

namespace MutualAid.Core.Groups;

public sealed partial record Group
{
    /// <summary>A channel bears so many reminders a day; the last of them is kept for what is near.</summary>
    public const int RemindersADay = 4;

    /// <summary>So many needs within <see cref="SurgeWithin"/> are a surge.</summary>
    public const int SurgeNeeds = 20;

    private static readonly Duration Day = Duration.FromDays(1);
    private static readonly Duration SurgeWithin = Duration.FromHours(1);

    /// <summary>A surge is over when it has been quieter for so long.</summary>
    private static readonly Duration SurgeLasts = Duration.FromHours(2);

    /// <summary>Where reminders and digests go.</summary>
    public PlaceId DigestPlace => Settings.DigestPlace ?? Settings.CardsPlace ?? Home;

    /// <summary>When the last reminder was decided on, or null.</summary>
    public Instant? RemindedAt => RecentReminders.IsEmpty ? null : RecentReminders[^1];

    /// <summary>The reminder shown now, or on its way, or null.</summary>
    internal Posting? Reminder => Postings.LastOrDefault(p => p is { Kind: PostingKind.Reminder, Retired: false });

    /// <summary>Needs that the reminder shown now, or on its way, brings back.</summary>
    internal ImmutableArray<NeedId> RemindedNeeds => Reminder?.Needs ?? [];

    /// <summary>Whether needs come faster than a group reads: what it is told is shorter, and comes less often.</summary>
    public bool IsSurging(Instant now) => SurgeUntil > now;

    /// <summary>
    /// When the group can bear its next reminder: a few a day, with room in between so that what falls due together stays together. What is
    /// <paramref name="near"/> waits only briefly.
    /// </summary>
    internal Instant NextReminder(Pace pace, bool near, Instant now)
    {
        // Those that a clock which was wrong puts into the future do not count.
        var past = RecentReminders.Where(r => r <= now).ToList();
        if (past.Count == 0) return now;
        var most = near ? RemindersADay : RemindersADay - 1;
        var gap = near ? pace.FirstAfter / 16 : IsSurging(now) ? pace.FirstAfter * 2 : pace.FirstAfter / 2;
        var next = past[^1] + gap;
        return past.Count < most ? next : Instant.Max(next, past[^most] + Day);
    }

    /// <summary>The same group with a new reminder on its way; the one before is taken away after it.</summary>
    internal Group Reminding(ImmutableArray<NeedId> needs, ImmutableArray<NeedId> asks, Instant now) =>
        Replacing(new Posting { Id = PostingId.New(), Kind = PostingKind.Reminder, Place = DigestPlace, Needs = needs, Asks = asks, Since = now }, now) with
        {
            RecentReminders = Last(RecentReminders.Add(now), RemindersADay),
        };

    /// <summary>The same group, one more number taken; many within an hour begin a surge, and it ends by itself.</summary>
    internal Group NumberTaken(Instant now)
    {
        var recent = Last(RecentNeeds.Add(now), SurgeNeeds);
        return this with
        {
            NextNumber = NextNumber + 1,
            RecentNeeds = recent,
            SurgeUntil = recent.Length == SurgeNeeds && now - recent[0] <= SurgeWithin ? now + SurgeLasts : SurgeUntil <= now ? null : SurgeUntil,
        };
    }

    /// <summary>The same group with a digest on its way, which says what was met since <paramref name="from"/>.</summary>
    internal Group Showing(PostingId digest, Instant from, Instant now) => Postings.Any(p => p.Id == digest)
        ? this
        : Replacing(new Posting { Id = digest, Kind = PostingKind.Digest, Place = DigestPlace, From = from, Since = now }, now);

    /// <summary>The same group, having had its digest of today, with the next one due.</summary>
    internal Group Digested(GroupRules rules, Instant now) => this with { DigestedAt = now, DigestAt = rules.NextDigest(now, now) };

    /// <summary>The same group, its next digest at the hour of its rules: one a day, whatever changed today.</summary>
    internal Group Rescheduled(GroupRules rules, Instant now) => this with { DigestAt = rules.NextDigest(DigestedAt, now) };

    /// <summary>The same group with these weeks; where one is new, and there is anything to see, with a chart of them on its way.</summary>
    internal Group Counted(ImmutableArray<WeekTally> weeks, PostingId chart, Instant now)
    {
        if (weeks.IsEmpty || (!Weeks.IsEmpty && weeks[^1].Monday == Weeks[^1].Monday)) return this;
        var counted = this with { Weeks = weeks };
        return weeks.Any(w => w.Posted + w.Met > 0)
            ? counted.Replacing(new Posting { Id = chart, Kind = PostingKind.Chart, Place = DigestPlace, Since = now }, now)
            : counted;
    }

    private Group Replacing(Posting posting, Instant now) => this with
    {
        Postings =
        [
            .. Postings.Select(p => p.Kind == posting.Kind ? p.Retire() : p),
            posting.InTurnOf(Postings.LastOrDefault(p => p.Kind == posting.Kind && p.Waits)),
        ],
        KeepAt = now,
        KeepFailures = 0,
    };

    private static ImmutableArray<Instant> Last(ImmutableArray<Instant> instants, int most) => instants.Length > most ? instants[^most..] : instants;
}
