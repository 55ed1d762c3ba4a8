namespace MutualAid.Discord.Rest;

/// <summary>What a rate limit is counted for until Discord names the bucket.</summary>
internal readonly record struct RouteKey(HttpMethod Method, string Template, string Major)
{
    public static RouteKey Of(Route route) => new(route.Method, route.Template, route.Major);
}

/// <summary>
/// The right to send one request once. Whoever holds it tells how the request ended, or disposes it: then its slot counts as used if the
/// request was sent. The state is guarded by the <see cref="RateLimiter"/>'s lock.
/// </summary>
internal sealed class Turn(RateLimiter limiter, RouteKey route, long ticket, bool isPaced) : IDisposable
{
    private TaskCompletionSource? granted;
    private bool isSent;
    private bool isOver;

    public RouteKey Route { get; } = route;

    /// <summary>Its place in every line: who called first goes first, a second attempt keeps the place of the first.</summary>
    public long Ticket { get; } = ticket;

    /// <summary>Whether somebody waits for it.</summary>
    public bool IsUrgent => Ticket < RateLimiter.Patient;

    /// <summary>Whether the limit over all buckets counts it.</summary>
    public bool IsPaced { get; } = isPaced;

    /// <summary>Where a slot is reserved for it; null until one is.</summary>
    public Bucket? Bucket { get; set; }

    /// <summary>The line it stands in; null once it may go.</summary>
    public WaitingLine? Line { get; set; }

    public bool IsGranted { get; private set; }

    /// <summary>Completes when it may go. Asked for only by who has to wait.</summary>
    public Task Granted => (granted ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Grant()
    {
        IsGranted = true;
        granted?.TrySetResult();
    }

    /// <summary>Whoever waits goes away; the place in the line is given back when the turn is disposed.</summary>
    public void GiveUp(CancellationToken cancellationToken) => granted?.TrySetCanceled(cancellationToken);

    /// <summary>From here on Discord may have counted it.</summary>
    public void Sent() => isSent = true;

    /// <summary>It certainly never reached Discord after all.</summary>
    public void NotSent() => isSent = false;

    /// <summary>An answer came, of any status but 429.</summary>
    public void Answered(LimitHeaders limits, bool isSuccess)
    {
        isOver = true;
        limiter.Answered(this, limits, isSuccess);
    }

    /// <summary>The answer was 429.</summary>
    public void Throttled(LimitHeaders limits, Throttle throttle)
    {
        isOver = true;
        limiter.Throttled(this, limits, throttle);
    }

    public void Dispose()
    {
        if (isOver) return;
        isOver = true;
        if (isSent) limiter.Answered(this, limits: default, isSuccess: false);
        else limiter.Withdraw(this);
    }
}
