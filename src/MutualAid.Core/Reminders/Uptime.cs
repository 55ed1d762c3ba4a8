using System.Collections.Immutable;
using System.Globalization;
using MutualAid.Core.Chat;
using NodaTime;

namespace MutualAid.Core.Reminders;

/// <summary>
/// When the bot was down: nobody could answer it then, so that time is held against nobody. Kept as two or three numbers in the
/// bookmarks. For one caller at a time.
/// </summary>
internal sealed class Uptime(IBookmarks bookmarks)
{
    private const string Bookmark = "uptime";
    private const int MostOutages = 32;
    private static readonly Duration SavedEvery = Duration.FromMinutes(30);

    /// <summary>Shorter ones do not matter to somebody who has days to answer.</summary>
    private static readonly Duration Outage = Duration.FromHours(3);

    private ImmutableArray<Interval> outages = [];
    private Instant? seen;
    private Instant? saved;

    /// <summary>The bot is up now. A long time since it last was is an outage.</summary>
    public async Task IsUpAsync(Instant now, CancellationToken cancellationToken)
    {
        // After a while away another process may have been up instead.
        if (seen is not { } last || now - last > SavedEvery) await LoadAsync(cancellationToken);
        // A clock that was ahead and is put right must not leave an outage that goes on for as long as it was ahead.
        outages = [.. outages.Where(o => o.Start < now).Select(o => o.End > now ? new Interval(o.Start, now) : o)];
        var down = saved is { } up && now - up > Outage + SavedEvery && !(seen is { } mine && now - mine <= Outage);
        if (down) outages = [.. outages, new Interval(Instant.Max(saved!.Value, seen ?? saved.Value), now)];
        if (outages.Length > MostOutages) outages = outages[^MostOutages..];
        seen = now;
        if (!down && saved is { } at && now - at < SavedEvery && now >= at) return;
        saved = now;
        await bookmarks.SaveAsync(Bookmark, Write(), cancellationToken);
    }

    /// <summary>How much time somebody had since an instant, to answer the bot while it was up. <paramref name="others"/>: other times at which they could not.</summary>
    public Duration Had(Instant since, Instant now, IEnumerable<Interval> others)
    {
        var (had, seenUntil) = (now - since, since);
        // Times that overlap count once.
        foreach (var away in outages.Concat(others).OrderBy(a => a.Start))
        {
            var from = Instant.Max(away.Start, seenUntil);
            var to = Instant.Min(away.End, now);
            if (to <= from) continue;
            had -= to - from;
            seenUntil = to;
        }

        return had;
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (await bookmarks.FindAsync(Bookmark, cancellationToken) is not { } text) return;
        var ticks = text.Split(' ').Select(t => Instant.FromUnixTimeTicks(long.Parse(t, CultureInfo.InvariantCulture))).ToList();
        saved = ticks[0];
        outages = [.. ticks.Skip(1).Chunk(2).Select(pair => new Interval(pair[0], pair[1]))];
    }

    private string Write() => string.Join(
        ' ', outages.SelectMany(o => new[] { o.Start, o.End }).Prepend(saved!.Value).Select(i => i.ToUnixTimeTicks().ToString(CultureInfo.InvariantCulture)));
}
