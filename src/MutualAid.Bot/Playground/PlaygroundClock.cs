namespace MutualAid.Bot.Playground;

/// <summary>The system's clock, moved forward at will. Timers keep real time. Thread-safe.</summary>
internal sealed class PlaygroundClock(TimeProvider system) : TimeProvider
{
    private long offset;

    /// <summary>How far ahead of the system's clock.</summary>
    public TimeSpan Offset => new(Interlocked.Read(ref offset));

    public override long TimestampFrequency => system.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => system.GetUtcNow() + Offset;

    public override long GetTimestamp() => system.GetTimestamp();

    public void Advance(TimeSpan by) => Interlocked.Add(ref offset, by.Ticks);
}
