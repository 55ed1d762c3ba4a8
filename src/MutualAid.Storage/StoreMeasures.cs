using System.Diagnostics;
using System.Diagnostics.Metrics;
using MutualAid.Core.Measuring;

namespace MutualAid.Storage;

/// <summary>What a store measures, whichever it is; the contract is that of <see cref="PlatformMeasures"/>.</summary>
internal static class StoreMeasures
{
    public const string Read = "read";
    public const string Write = "write";

    private static readonly Meter Meter = new(PlatformMeasures.Storage);

    private static readonly Histogram<double> Operations = Meter.CreateHistogram(
        "mutualaid.store.operation.duration", "s", "A read or a durable write, the wait for its turn included.", advice: Seconds.UpToSeconds);

    /// <summary>It took from that timestamp of <see cref="Stopwatch"/> until now, and was done or failed.</summary>
    public static void Took(string operation, long since, bool failed) =>
        Operations.Record(Stopwatch.GetElapsedTime(since).TotalSeconds, new("operation", operation), new("outcome", failed ? "failed" : "ok"));
}
