namespace MutualAid.Discord.Rest;

/// <summary>
/// What is known of one rate limit. Times are spans since the limiter began. Not thread-safe: guarded by the
/// <see cref="RateLimiter"/>'s lock.
/// </summary>
/// <remarks>
/// A window on Discord's side begins with a request that nobody here can see arrive. Two facts make pacing safe all the same: an answer
/// that arrives now and says "resets after r" came from a window that is over at now + r at the latest, and a request without an answer
/// may still land in a window to come. So once the latest such moment is past, all answered requests are forgotten and only those
/// without an answer count.
/// </remarks>
internal sealed class Bucket(string? hash)
{
    /// <summary>Discord rounds to milliseconds, and a timer may ring a little early.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan KeptIdle = TimeSpan.FromMinutes(1);

    private int? limit;
    private bool isFree;
    private int used;
    private int inFlight;
    private TimeSpan windowEnds;
    private TimeSpan longestWindow;
    private TimeSpan stoppedUntil;
    private TimeSpan touched;

    /// <summary>Discord's name of it; null until an answer gives it.</summary>
    public string? Hash { get; set; } = hash;

    public WaitingLine Line { get; } = new();

    public bool TryReserve(TimeSpan now)
    {
        if (!IsOpen(now)) return false;
        used++;
        inFlight++;
        touched = now;
        return true;
    }

    public bool IsStopped(TimeSpan now) => now < stoppedUntil;

    /// <summary>An answer told of the window. The lowest remaining and the latest end win: answers overtake each other.</summary>
    public void Learn(int newLimit, int remaining, TimeSpan resetAfter, TimeSpan now)
    {
        Renew(now);
        // A limit of zero would never let anyone find out that it changed.
        limit = Math.Max(1, newLimit);
        isFree = false;
        used = Math.Max(used, newLimit - remaining);
        if (resetAfter > longestWindow) longestWindow = resetAfter;
        EndWindowAt(now + resetAfter + Margin);
    }

    /// <summary>
    /// No answer, or one that tells of no window. A success without a limit means that there is none, until another answer says otherwise;
    /// where a limit is known the request may have been counted in a window of the length seen so far.
    /// </summary>
    public void LearnNothing(bool isSuccess, TimeSpan now)
    {
        Renew(now);
        if (limit is not null) EndWindowAt(now + longestWindow + Margin);
        else if (isSuccess) isFree = true;
    }

    /// <summary>A reserved request is over. What is known of its window is told before.</summary>
    public void Release(TimeSpan now)
    {
        inFlight--;
        touched = now;
    }

    /// <summary>A reserved request goes back into the line.</summary>
    public void TakeBack(Turn turn, TimeSpan now)
    {
        Release(now);
        turn.Bucket = null;
        Line.Add(turn);
    }

    public void Stop(TimeSpan until)
    {
        // Whoever is told to stop where no limit was known finds out step by step.
        isFree = false;
        if (until > stoppedUntil) stoppedUntil = until;
    }

    /// <summary>When time alone may let the first of the line go; null while that takes an answer.</summary>
    public TimeSpan? OpensAt(TimeSpan now)
    {
        if (IsStopped(now)) return stoppedUntil;
        return limit is not null && inFlight < limit && windowEnds > now ? windowEnds : null;
    }

    /// <summary>How long one more request would wait, if the windows go on as they did.</summary>
    public TimeSpan WaitFrom(TimeSpan now)
    {
        var stop = IsStopped(now) ? stoppedUntil - now : TimeSpan.Zero;
        if (limit is not { } most) return stop;
        Renew(now);
        var behind = Line.Count - Math.Max(0, most - used);
        if (behind < 0 || windowEnds <= now) return stop;
        var open = windowEnds - now + ((longestWindow + Margin) * (behind / most));
        return open > stop ? open : stop;
    }

    public bool IsForgettable(TimeSpan now) =>
        inFlight == 0 && Line.Count == 0 && !IsStopped(now) && now >= windowEnds && now - touched >= KeptIdle;

    private bool IsOpen(TimeSpan now)
    {
        if (IsStopped(now)) return false;
        Renew(now);
        return isFree || (limit is { } most ? used < most : inFlight == 0);
    }

    private void Renew(TimeSpan now)
    {
        if (now >= windowEnds) used = inFlight;
    }

    private void EndWindowAt(TimeSpan end)
    {
        if (end > windowEnds) windowEnds = end;
    }
}
