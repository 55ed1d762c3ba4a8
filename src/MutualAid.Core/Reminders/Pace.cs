using MutualAid.Core.Needs;
using NodaTime;
using NodaTime.TimeZones;

namespace MutualAid.Core.Reminders;

/// <summary>
/// How fast a group brings back what nobody has taken, and asks who is silent. Times of day are local to <see cref="Zone"/>. Every due
/// time follows from the need alone, so working it out again changes nothing.
/// </summary>
public sealed record Pace
{
    private static readonly Duration FarOff = Duration.FromDays(7);
    private static readonly Duration LongestToCome = Duration.FromHours(1);
    private static readonly Duration ShortestToCome = Duration.FromMinutes(5);

    /// <summary>Unclaimed for this long: first reminder.</summary>
    public required Duration FirstAfter { get; init; }

    /// <summary>Each pause is this many times the one before.</summary>
    public required double Backoff { get; init; }

    /// <summary>The longest pause.</summary>
    public required Duration AtMostEvery { get; init; }

    /// <summary>Nothing heard of a claim for this long: its owner is asked.</summary>
    public required Duration NudgeAfter { get; init; }

    /// <summary>Nothing heard of a claim for this long, of it since the question what is left: it is free again.</summary>
    public required Duration LapsesAfter { get; init; }

    /// <summary>Open for this long: it expires, after its requester was asked.</summary>
    public required Duration ExpiresAfter { get; init; }

    /// <summary>The group's zone.</summary>
    public required DateTimeZone Zone { get; init; }

    /// <summary>From this local time on nobody is reminded or asked.</summary>
    public required LocalTime QuietFrom { get; init; }

    /// <summary>Until this local time; the same as <see cref="QuietFrom"/>: no quiet hours.</summary>
    public required LocalTime QuietUntil { get; init; }

    /// <summary>The group's last holiday, of which nothing is counted against anybody; null: none yet.</summary>
    public Interval? Holiday { get; init; }

    /// <summary>How long a claimer has to answer.</summary>
    internal Duration AnswerTime => LapsesAfter - NudgeAfter;

    /// <summary>How long a requester has to answer.</summary>
    internal Duration KeepAnswerTime => ExpiresAfter / 7;

    /// <summary>The same need with its due times. Reminders: null unless some of it waits for somebody and nobody is on it.</summary>
    internal Need Paced(Need need, Instant now)
    {
        // Of what nobody has seen nobody is reminded, asked or told.
        if (need.IsUnseen) return need with { RemindAt = null, AskAt = null, SuggestAt = null };
        var waits = need is { IsOpen: true, Remaining: > 0 } && !need.ActiveClaims.Any();
        var next = !waits ? need with { RemindAt = null, Reminders = need.IsOpen ? need.Reminders : 0 }
            : need.RemindAt is null ? need with { RemindAt = Free(now + Pause(need, now)) }
            : need;
        return next with
        {
            AskAt = NextQuestion(next) is { } at ? Free(Instant.Max(at, now)) : null,
            // What is needed within hours does not wait for the morning.
            SuggestAt = next is not { IsOpen: true, Remaining: > 0, SuggestAt: { } suggest } ? null : next.IsUrgent(now) ? suggest : Free(suggest),
        };
    }

    /// <summary>This instant, or the first one after it that is in neither the quiet hours nor a holiday.</summary>
    internal Instant Free(Instant at)
    {
        if (Holiday is { } holiday && holiday.Contains(at)) at = holiday.End;
        if (QuietFrom == QuietUntil) return at;
        var local = at.InZone(Zone).LocalDateTime;
        var time = local.TimeOfDay;
        var overnight = QuietFrom > QuietUntil;
        var quiet = overnight ? time >= QuietFrom || time < QuietUntil : time >= QuietFrom && time < QuietUntil;
        if (!quiet) return at;
        var day = overnight && time >= QuietFrom ? local.Date.PlusDays(1) : local.Date;
        var end = Zone.ResolveLocal(day + QuietUntil, Resolvers.LenientResolver).ToInstant();
        return Holiday?.Contains(end) == true ? Free(end) : Instant.Max(at, end);
    }

    /// <summary>When a claimer is to be asked, or, once asked, has had time to answer.</summary>
    internal Instant QuestionTo(Claim claim, Need need)
    {
        var held = claim.HeldUntil ?? Instant.MinValue;
        if (claim.AskedAt is { } asked) return Instant.Max(held, asked + AnswerTime);
        var heard = claim.HeardAt ?? claim.At;
        var at = heard + (NudgeAfter * (1 << Math.Min(claim.Answers, 3)));
        // What is to be done on Friday is asked about on Thursday, while there is time to find somebody else.
        if (need.NeededBy is { } by) at = Instant.Max(at, Instant.Min(by - NudgeAfter, heard + (NudgeAfter * 7)));
        return Instant.Max(held, at);
    }

    /// <summary>
    /// By when whoever is invited into a private conversation now should have come: a phone may lie about for an hour, and of what is needed sooner no more
    /// than half the time that is left is waited away. In the morning after a night, except where that is too late.
    /// </summary>
    internal Instant ComesBy(Need need, Instant now)
    {
        if (need.NeededBy is not { } by || by <= now) return Free(now + LongestToCome);
        var at = now + Duration.Max(ShortestToCome, Duration.Min(LongestToCome, (by - now) / 2));
        return need.IsUrgent(now) ? at : Free(at);
    }

    /// <summary>When the requester is to be asked whether it is still needed, or, once asked, has had time to answer; null while somebody is on it.</summary>
    internal Instant? QuestionToRequester(Need need)
    {
        if (!need.IsOpen || need.ActiveClaims.Any()) return null;
        var held = need.KeepHeldUntil ?? Instant.MinValue;
        if (need.KeepAskedAt is { } asked) return Instant.Max(held, asked + KeepAnswerTime);
        var since = need.KeptAt ?? need.PostedAt;
        // What was needed by a time that is over is asked about soon.
        return Instant.Max(held, need.NeededBy is { } by && by > since ? by + (ExpiresAfter / 14) : since + ExpiresAfter - KeepAnswerTime);
    }

    private Instant? NextQuestion(Need need)
    {
        var next = QuestionToRequester(need);
        if (!need.IsOpen) return null;
        foreach (var claim in need.ActiveClaims)
        {
            var at = QuestionTo(claim, need);
            next = next is { } earlier ? Instant.Min(earlier, at) : at;
        }

        return next;
    }

    /// <summary>
    /// The first pause, then growing ones up to the longest. The nearer the time it is needed by, the sooner: at most half of
    /// what is left, but not under a sixteenth of the first pause; far off, twice as long.
    /// </summary>
    private Duration Pause(Need need, Instant now)
    {
        var growth = Math.Pow(Backoff, Math.Min(need.Reminders, 60));
        var pause = Duration.FromSeconds(Math.Min(FirstAfter.TotalSeconds * growth, AtMostEvery.TotalSeconds));
        if (need.NeededBy is not { } by) return pause;
        var left = by - now;
        if (left > FarOff) return pause + pause;
        var soonest = FirstAfter / 16;
        return left <= Duration.Zero ? pause : Duration.Min(pause, Duration.Max(left / 2, soonest));
    }
}
