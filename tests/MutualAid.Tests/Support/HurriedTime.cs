namespace MutualAid.Tests.Support;

/// <summary>Real time, so many times as fast: for waits on a network that would take a test too long.</summary>
internal sealed class HurriedTime(int times) : TimeProvider
{
    private readonly DateTimeOffset began = System.GetUtcNow();
    private readonly long beganAt = System.GetTimestamp();

    public override long TimestampFrequency => System.TimestampFrequency;

    public override long GetTimestamp() => beganAt + ((System.GetTimestamp() - beganAt) * times);

    public override DateTimeOffset GetUtcNow() => began + (System.GetElapsedTime(beganAt) * times);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Shortened(dueTime), Shortened(period));

    /// <summary>Never early: a timer counts whole milliseconds.</summary>
    private TimeSpan Shortened(TimeSpan span) =>
        span <= TimeSpan.Zero ? span : TimeSpan.FromMilliseconds(Math.Ceiling(span.TotalMilliseconds / times) + 1);
}
