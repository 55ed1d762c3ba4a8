namespace MutualAid.Discord.Rest;

/// <summary>
/// Lets a request go when Discord will not answer it with 429 (Discord: Topics, Rate Limits): first through its bucket, then through the
/// gate of all. First come, first served in each bucket. Thread-safe; nothing is awaited under the lock.
/// </summary>
internal sealed class RateLimiter : IDisposable
{
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromMinutes(1);

    private readonly Lock sync = new();
    private readonly BucketTable table = new();
    private readonly TimeProvider time;
    private readonly long start;
    private readonly ITimer timer;
    private readonly Usher usher;
    private TimeSpan swept;
    /// <summary>A ticket that every other one comes before.</summary>
    public const long Patient = 1L << 62;

    private long tickets;

    public RateLimiter(TimeProvider time)
    {
        this.time = time;
        start = time.GetTimestamp();
        timer = time.CreateTimer(static limiter => ((RateLimiter)limiter!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        usher = new Usher(timer);
    }

    /// <summary>How many entries the tables have.</summary>
    internal int Count
    {
        get
        {
            lock (sync) return table.Count;
        }
    }

    private TimeSpan Now => time.GetElapsedTime(start);

    /// <summary>The place of a call among all others; its second attempt takes the same.</summary>
    public long NextTicket(bool canWait = false) => Interlocked.Increment(ref tickets) + (canWait ? Patient : 0);

    /// <summary>Asks for a turn. It is granted at once, or later: <see cref="Turn.Granted"/>.</summary>
    public Turn Ask(Route route, bool isPaced, long ticket)
    {
        var turn = new Turn(this, RouteKey.Of(route), ticket, isPaced);
        lock (sync)
        {
            var now = Now;
            if (now - swept >= BetweenSweeps)
            {
                swept = now;
                table.ForgetIdle(now);
            }

            var bucket = table.FindOrAdd(turn.Route);
            usher.Enter(turn, bucket, now);
        }

        return turn;
    }

    /// <summary>Waits until the turn is granted.</summary>
    public async Task WaitAsync(Turn turn, CancellationToken cancellationToken)
    {
        Task granted;
        lock (sync)
        {
            if (turn.IsGranted) return;
            granted = turn.Granted;
        }

        await using var registration = cancellationToken.UnsafeRegister(static (turn, token) => ((Turn)turn!).GiveUp(token), turn);
        await granted;
    }

    /// <summary>How long a request would have to wait if it came now; zero where nothing is known.</summary>
    public TimeSpan WaitFor(Route route, bool isPaced)
    {
        lock (sync)
        {
            var now = Now;
            var bucket = table.Find(RouteKey.Of(route))?.WaitFrom(now) ?? TimeSpan.Zero;
            var gate = usher.WaitFrom(now, isPaced);
            return bucket > gate ? bucket : gate;
        }
    }

    /// <summary>How many processes share what Discord allows in a second.</summary>
    public void Share(int processes)
    {
        lock (sync) usher.Share(processes, Now);
    }

    /// <summary>An answer came; without limits also where none came, but the request may have been counted.</summary>
    internal void Answered(Turn turn, LimitHeaders limits, bool isSuccess)
    {
        lock (sync) Settle(turn, limits, isSuccess, stop: null, Now);
    }

    internal void Throttled(Turn turn, LimitHeaders limits, Throttle throttle)
    {
        lock (sync)
        {
            var now = Now;
            var until = now + throttle.RetryAfter;
            usher.Stop(throttle.Scope, until);
            // Only where the bot itself used up the bucket are the headers about it.
            Settle(turn, throttle.Scope == ThrottleScope.Bucket ? limits : default, isSuccess: false, stop: until, now);
        }
    }

    /// <summary>The request is not sent, whether its turn has come or not.</summary>
    internal void Withdraw(Turn turn)
    {
        lock (sync)
        {
            var now = Now;
            turn.Line?.Remove(turn);
            if (turn.Bucket is not { } bucket) return;
            usher.Leave(turn, bucket, now);
            usher.Pump(bucket, now);
        }
    }

    public void Dispose() => timer.Dispose();

    private void Settle(Turn turn, LimitHeaders limits, bool isSuccess, TimeSpan? stop, TimeSpan now)
    {
        var counted = turn.Bucket!;
        var named = limits.Bucket is { } hash ? table.Name(turn.Route, counted, hash) : counted;
        if (limits is { Limit: { } limit, Remaining: { } remaining, ResetAfter: { } after }) named.Learn(limit, remaining, after, now);
        else named.LearnNothing(isSuccess, now);
        usher.Leave(turn, counted, now);
        if (stop is { } until)
        {
            counted.Stop(until);
            named.Stop(until);
        }

        usher.Pump(counted, now);
        if (!ReferenceEquals(named, counted)) usher.Pump(named, now);
    }

    private void Ring()
    {
        lock (sync) usher.PumpAll(Now);
    }
}
