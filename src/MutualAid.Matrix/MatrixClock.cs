using NodaTime;

namespace MutualAid.Matrix;

/// <summary>
/// The two clocks: the one that the bot's decisions are made by, and the one that waits on the network are measured by. A playground or a
/// test may move the first; the second always runs.
/// </summary>
internal sealed record MatrixClock(TimeProvider Decisions, TimeProvider Network)
{
    public Instant Now => Instant.FromDateTimeOffset(Decisions.GetUtcNow());

    /// <summary>Completes at once for a span of nothing.</summary>
    public Task DelayAsync(TimeSpan span, CancellationToken cancellationToken) =>
        span <= TimeSpan.Zero ? Task.CompletedTask : Task.Delay(span, Network, cancellationToken);
}
