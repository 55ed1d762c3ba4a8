using System.Globalization;
using Microsoft.Extensions.Logging;
using MutualAid.Core.Chat;
using NodaTime;

namespace MutualAid.Core.Reminders;

/// <summary>What may be done of what is due.</summary>
internal enum MayBeDone
{
    Everything,

    /// <summary>All but erasing.</summary>
    NothingErased,

    /// <summary>Cards are brought to their state; nobody is reminded, asked or told, and nothing ends.</summary>
    OnlyShown,
}

/// <summary>
/// Whether the clock can be believed. One that is years ahead makes everything due at once, and what was erased or said can't be taken back. So
/// after a jump ahead, of which nobody can tell whether the clock or the bot was away, what can't be undone waits for a day of a steady clock; put
/// right meanwhile, it did nothing. One that goes back is believed after the same day: till then where it stood before is no jump ahead. Kept as
/// three numbers in the bookmarks. For one caller at a time.
/// </summary>
internal sealed partial class ClockTrust(IBookmarks bookmarks, TimeProvider time, ILogger<ClockTrust> log)
{
    internal const string Bookmark = "clock";
    private static readonly Duration SavedEvery = Duration.FromMinutes(30);
    private static readonly Duration Settles = Duration.FromDays(1);

    /// <summary>So far ahead nothing is erased for a while.</summary>
    private static readonly Duration Far = Duration.FromDays(1);

    /// <summary>So far ahead a wrong clock is likelier than a long stop.</summary>
    private static readonly Duration Wild = Duration.FromDays(7);

    private long? lookedAt;
    private Instant? seen;
    private Instant? saved;
    private Instant? held;
    private Instant trusted;

    /// <summary>Looks at the clock, and says what may be done now.</summary>
    public async Task<MayBeDone> LookAsync(Instant now, CancellationToken cancellationToken)
    {
        if (seen is null) await LoadAsync(now, cancellationToken);
        var jump = now - seen!.Value - (lookedAt is { } at ? Duration.FromTimeSpan(time.GetElapsedTime(at)) : Duration.Zero);
        lookedAt = time.GetTimestamp();
        seen = now;
        var was = held;
        if (jump > Far || jump < -Far)
        {
            held = jump < -Far && IsNear(now) ? null : now + Settles;
            if (held is null || now < trusted - Far) LogBack(log, -jump.TotalDays);
            else if (IsNear(now)) LogRight(log, jump.TotalDays, Settles.TotalHours);
            else LogAhead(log, (now - trusted).TotalDays, Settles.TotalHours);
        }
        else if (now >= held) held = null;

        if (held is null) trusted = now;
        if (held != was || saved is not { } last || now < last || now - last >= SavedEvery) await SaveAsync(now, cancellationToken);
        if (held is not { } until) return MayBeDone.Everything;
        var ahead = until - Settles - trusted;
        // What is due by a clock that stands behind was due before; what was written by it is old at once when it is put right.
        return ahead > Wild ? MayBeDone.OnlyShown : ahead < -Far ? MayBeDone.Everything : MayBeDone.NothingErased;
    }

    /// <summary>Whether the clock shows what it showed when it was last believed, as far as can be told.</summary>
    private bool IsNear(Instant now) => now - trusted <= Far && trusted - now <= Far;

    private async Task LoadAsync(Instant now, CancellationToken cancellationToken)
    {
        (seen, trusted) = (now, now);
        if (await bookmarks.FindAsync(Bookmark, cancellationToken) is not { } text) return;
        var ticks = text.Split(' ').Select(t => Instant.FromUnixTimeTicks(long.Parse(t, CultureInfo.InvariantCulture))).ToList();
        (seen, trusted, held) = (ticks[0], ticks[1], ticks.Count > 2 ? ticks[2] : null);
        saved = seen;
    }

    private Task SaveAsync(Instant now, CancellationToken cancellationToken)
    {
        saved = now;
        Instant?[] kept = [now, trusted, held];
        return bookmarks.SaveAsync(Bookmark, string.Join(' ', kept.OfType<Instant>().Select(i => i.ToUnixTimeTicks().ToString(CultureInfo.InvariantCulture))), cancellationToken);
    }

    [LoggerMessage(1, LogLevel.Warning, "The clock is {Days:0.#} days ahead of when it was last looked at. If that is wrong, put it right: for {Hours:0} hours nothing is erased, and after more than a week nobody is reminded and nothing ends.")]
    private static partial void LogAhead(ILogger log, double days, double hours);

    [LoggerMessage(2, LogLevel.Warning, "The clock went back by {Days:0.#} days. What was due by the clock before is due when it gets there again.")]
    private static partial void LogBack(ILogger log, double days);

    [LoggerMessage(3, LogLevel.Warning, "The clock went ahead by {Days:0.#} days, to where it was before it went back. For {Hours:0} hours nothing is erased.")]
    private static partial void LogRight(ILogger log, double days, double hours);
}
