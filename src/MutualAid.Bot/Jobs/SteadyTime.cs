namespace MutualAid.Bot.Jobs;

/// <summary>
/// The time at which it was made, and what has gone by since, whatever the machine's clock does: a schedule by that clock stands still for as
/// long as it was set back. What is due is decided by the host's clock all the same.
/// </summary>
internal sealed class SteadyTime(TimeProvider system) : TimeProvider
{
    private readonly DateTimeOffset began = system.GetUtcNow();
    private readonly long beganAt = system.GetTimestamp();

    public override long TimestampFrequency => system.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => began + system.GetElapsedTime(beganAt);

    public override long GetTimestamp() => system.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => system.CreateTimer(callback, state, dueTime, period);
}
