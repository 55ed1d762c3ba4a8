using NodaTime;

namespace MutualAid.Core;

/// <summary>The one bridge from <see cref="TimeProvider"/> to instants; both are exact to 100 ns.</summary>
internal static class Clock
{
    public static Instant GetCurrentInstant(this TimeProvider time) => Instant.FromDateTimeOffset(time.GetUtcNow());
}
