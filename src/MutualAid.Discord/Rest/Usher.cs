namespace MutualAid.Discord.Rest;

/// <summary>
/// Leads turns from the line of their bucket through the gate, and rings when time alone lets somebody go. Not thread-safe: guarded by
/// the <see cref="RateLimiter"/>'s lock, under which <paramref name="timer"/> calls <see cref="PumpAll"/>.
/// </summary>
internal sealed class Usher(ITimer timer)
{
    /// <summary>Discord allows 50; the rest is for whoever else uses the token.</summary>
    private const int PerSecond = 45;

    private readonly Gate paced = new(PerSecond);
    private readonly Gate unpaced = new(perSecond: 0);
    private readonly HashSet<Bucket> waiting = [];
    private TimeSpan rings = TimeSpan.MaxValue;

    public void Enter(Turn turn, Bucket bucket, TimeSpan now)
    {
        if (bucket.Line.Count > 0 || !bucket.TryReserve(now))
        {
            bucket.Line.Add(turn);
            Pump(bucket, now);
            return;
        }

        turn.Bucket = bucket;
        var gate = GateOf(turn);
        if (gate.Line.Count == 0 && gate.TryPass(turn, now))
        {
            turn.Grant();
            return;
        }

        gate.Line.Add(turn);
        Pump(gate, now);
    }

    /// <summary>The slots of a turn are free again. What is known of the bucket's window is told before.</summary>
    public void Leave(Turn turn, Bucket bucket, TimeSpan now)
    {
        bucket.Release(now);
        GateOf(turn).Release(turn, now);
    }

    public void Stop(ThrottleScope scope, TimeSpan until)
    {
        if (scope is ThrottleScope.Global or ThrottleScope.Edge) paced.Stop(until);
        if (scope is ThrottleScope.Edge) unpaced.Stop(until);
    }

    /// <summary>So many processes have what is allowed in a second among them.</summary>
    public void Share(int processes, TimeSpan now)
    {
        paced.Allow(Math.Max(1, PerSecond / Math.Max(1, processes)));
        Pump(paced, now);
    }

    public TimeSpan WaitFrom(TimeSpan now, bool isPaced) => (isPaced ? paced : unpaced).WaitFrom(now);

    /// <summary>The timer rang.</summary>
    public void PumpAll(TimeSpan now)
    {
        rings = TimeSpan.MaxValue;
        foreach (var bucket in waiting.ToArray()) Pump(bucket, now);
        Pump(paced, now);
        Pump(unpaced, now);
    }

    /// <summary>Lets go whoever may after something about a bucket changed.</summary>
    public void Pump(Bucket bucket, TimeSpan now)
    {
        while (bucket.Line.First is { } turn && (bucket.TryReserve(now) || TryReserveInstead(turn, bucket, now)))
        {
            bucket.Line.Remove(turn);
            turn.Bucket = bucket;
            GateOf(turn).Line.Add(turn);
        }

        if (bucket.Line.Count == 0)
        {
            waiting.Remove(bucket);
        }
        else
        {
            waiting.Add(bucket);
            if (bucket.OpensAt(now) is { } opens) RingAt(opens, now);
        }

        Pump(paced, now);
        Pump(unpaced, now);
    }

    /// <summary>What somebody waits for takes the slot of what can wait, as long as that has not gone: before the gate it may stand for long.</summary>
    private bool TryReserveInstead(Turn turn, Bucket bucket, TimeSpan now)
    {
        if (!turn.IsUrgent || bucket.IsStopped(now) || paced.Line.PatientIn(bucket) is not { } other) return false;
        paced.Line.Remove(other);
        bucket.TakeBack(other, now);
        return bucket.TryReserve(now);
    }

    private void Pump(Gate gate, TimeSpan now)
    {
        while (gate.Line.First is { } turn)
        {
            if (turn.Bucket is { } bucket && bucket.OpensAt(now) is { } opens && bucket.IsStopped(now))
            {
                // Its bucket was stopped while it stood here.
                gate.Line.Remove(turn);
                bucket.TakeBack(turn, now);
                waiting.Add(bucket);
                RingAt(opens, now);
                continue;
            }

            if (!gate.TryPass(turn, now))
            {
                RingAt(gate.OpensAt, now);
                return;
            }

            gate.Line.Remove(turn);
            turn.Grant();
        }
    }

    private Gate GateOf(Turn turn) => turn.IsPaced ? paced : unpaced;

    private void RingAt(TimeSpan at, TimeSpan now)
    {
        if (at >= rings) return;
        rings = at;
        // Timers count whole milliseconds, and drop the rest.
        timer.Change(TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling((at - now).TotalMilliseconds))), Timeout.InfiniteTimeSpan);
    }
}
