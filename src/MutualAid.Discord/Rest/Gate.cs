namespace MutualAid.Discord.Rest;

/// <summary>
/// What every request has to pass beside its bucket: at most <paramref name="perSecond"/> in any second (0: no such limit), and none
/// while it is stopped. Not thread-safe: guarded by the <see cref="RateLimiter"/>'s lock.
/// </summary>
/// <remarks>
/// A request counts until a second after its answer, not after it was sent: what leaves here over two seconds may arrive there in one.
/// </remarks>
internal sealed class Gate(int perSecond)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>How long a request without an answer counts: one that hangs must not keep the others out.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    private Slot[] slots = new Slot[perSecond];
    private TimeSpan stoppedUntil;

    public WaitingLine Line { get; } = new();

    /// <summary>When time alone lets one more pass.</summary>
    public TimeSpan OpensAt
    {
        get
        {
            if (slots.Length == 0) return stoppedUntil;
            var free = slots[First()].FreeAt;
            return free > stoppedUntil ? free : stoppedUntil;
        }
    }

    public bool TryPass(Turn turn, TimeSpan now)
    {
        if (now < stoppedUntil) return false;
        if (slots.Length == 0) return true;
        var first = First();
        if (slots[first].FreeAt > now) return false;
        slots[first] = new Slot(turn, now + Longest);
        return true;
    }

    /// <summary>The request was answered, or never sent.</summary>
    public void Release(Turn turn, TimeSpan now)
    {
        for (var i = 0; i < slots.Length; i++)
        {
            if (ReferenceEquals(slots[i].Holder, turn)) slots[i] = new Slot(null, now + Second);
        }
    }

    /// <summary>At most so many in any second from now on. What is on its way counts on.</summary>
    public void Allow(int perSecond)
    {
        if (perSecond == slots.Length) return;
        // With fewer, those stay that are free last; who loses a slot was let go when there was one.
        slots = [.. slots.OrderByDescending(s => s.FreeAt).Concat(Enumerable.Repeat(default(Slot), perSecond)).Take(perSecond)];
    }

    public void Stop(TimeSpan until)
    {
        if (until > stoppedUntil) stoppedUntil = until;
    }

    /// <summary>How long one more request that somebody waits for would wait, if answers come soon.</summary>
    public TimeSpan WaitFrom(TimeSpan now)
    {
        var stop = stoppedUntil > now ? stoppedUntil - now : TimeSpan.Zero;
        if (slots.Length == 0) return stop;
        var free = slots[First()].FreeAt - now;
        var wait = (free > Second ? Second : free > TimeSpan.Zero ? free : TimeSpan.Zero) + (Second * (Line.Urgent / slots.Length));
        return wait > stop ? wait : stop;
    }

    private int First()
    {
        var first = 0;
        for (var i = 1; i < slots.Length; i++)
        {
            if (slots[i].FreeAt < slots[first].FreeAt) first = i;
        }

        return first;
    }

    private readonly record struct Slot(Turn? Holder, TimeSpan FreeAt);
}
