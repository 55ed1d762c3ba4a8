using MutualAid.Core.Needs;
using NodaTime;
using NodaTime.TimeZones;

namespace MutualAid.Core.Reminders;

/// <summary>How fast a group brings back what nobody has taken. Times of day are local to <paramref name="Zone"/>.</summary>
public sealed record Pace(
    Duration FirstAfter,
    double Backoff,
    Duration AtMostEvery,
    DateTimeZone Zone,
    LocalTime QuietFrom,
    LocalTime QuietUntil)
{
    private static readonly Duration FarOff = Duration.FromDays(7);

    /// <summary>
    /// The same need with the time of its next reminder: null unless some of it waits for somebody and nobody is on it. A time that
    /// stands already stays, so asking twice changes nothing.
    /// </summary>
    internal Need Paced(Need need, Instant now)
    {
        var waits = need is { IsOpen: true, Remaining: > 0 } && !need.ActiveClaims.Any();
        if (!waits) return need with { RemindAt = null, Reminders = need.IsOpen ? need.Reminders : 0 };
        return need.RemindAt is null ? need with { RemindAt = AfterQuiet(now + Pause(need, now)) } : need;
    }

    /// <summary>This instant, or the end of the quiet hours that it falls into.</summary>
    internal Instant AfterQuiet(Instant at)
    {
        if (QuietFrom == QuietUntil) return at;
        var local = at.InZone(Zone).LocalDateTime;
        var time = local.TimeOfDay;
        var overnight = QuietFrom > QuietUntil;
        var quiet = overnight ? time >= QuietFrom || time < QuietUntil : time >= QuietFrom && time < QuietUntil;
        if (!quiet) return at;
        var day = overnight && time >= QuietFrom ? local.Date.PlusDays(1) : local.Date;
        var end = Zone.ResolveLocal(day + QuietUntil, Resolvers.LenientResolver).ToInstant();
        return Instant.Max(at, end);
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
