using System.Diagnostics.Metrics;
using MutualAid.Core.Measuring;

namespace MutualAid.Tests.Support;

/// <summary>How often a store was read by whoever made this and what they await, as the metric says; by nobody else, whatever runs beside.</summary>
internal sealed class AskedOfStore : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly AsyncLocal<bool> isMine = new() { Value = true };
    private int count;

    public AskedOfStore()
    {
        listener.InstrumentPublished = (instrument, to) =>
        {
            if (instrument is { Meter.Name: PlatformMeasures.Storage, Name: "mutualaid.store.operation.duration" }) to.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            foreach (var tag in tags)
            {
                if (!isMine.Value || tag is not { Key: "operation", Value: "read" }) continue;
                Interlocked.Increment(ref count);
                Answered?.Invoke();
            }
        });
        listener.Start();
    }

    /// <summary>Called when LiteDB has answered, and before who asked goes on.</summary>
    public Action? Answered { get; set; }

    /// <summary>Since this was last looked at.</summary>
    public int Times => Interlocked.Exchange(ref count, 0);

    public void Dispose() => listener.Dispose();
}
