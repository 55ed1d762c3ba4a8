using System.Diagnostics.Metrics;
using MutualAid.Core.Chat;
using MutualAid.Core.Measuring;

namespace MutualAid.Bot.Operations.Watching;

/// <summary>Tells in metrics what <c>/ready</c> tells of platforms: how much of each is in touch, and for how long nothing came in.</summary>
internal sealed class PulseMeter : IHostedService, IDisposable
{
    private readonly Meter _meter = new(PlatformMeasures.Bot);

    public PulseMeter(Readiness readiness)
    {
        _meter.CreateObservableGauge(
            "mutualaid.platform.up", () => readiness.Pulses.Select(p => new Measurement<double>((int)p.Touch / 2.0, Of(p))), description: "1: in touch, 0.5: some of its connections are, 0: none is.");
        _meter.CreateObservableGauge(
            "mutualaid.platform.silence",
            () => readiness.Pulses.Where(p => p.Silent is not null).Select(p => new Measurement<double>(p.Silent!.Value.TotalSeconds, Of(p))),
            "s",
            "For how long nothing came in from a platform, be it the answer to a heartbeat.");
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Of(IPulse pulse) => new("platform", pulse.Platform);
}
