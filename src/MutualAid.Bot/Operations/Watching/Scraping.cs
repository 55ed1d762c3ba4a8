using System.Reflection;
using MutualAid.Core.Measuring;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace MutualAid.Bot.Operations.Watching;

/// <summary>
/// Answers <c>/metrics</c>. Counting begins when it is first asked: a bot that nobody watches has neither OpenTelemetry nor what it counts in memory,
/// and who watches asks within seconds of its start. Thread-safe.
/// </summary>
internal sealed class Scraping : IDisposable
{
    private readonly Lazy<(MeterProvider Counting, RequestDelegate Answer)> _begun;

    public Scraping(IServiceProvider services) => _begun = new(() => Begin(services));

    /// <summary>All of what is counted, as text that Prometheus reads.</summary>
    public Task AnswerAsync(HttpContext context) => _begun.Value.Answer(context);

    public void Dispose()
    {
        if (_begun.IsValueCreated) _begun.Value.Counting.Dispose();
    }

    /// <summary>What names this program to whoever collects of many.</summary>
    internal static void Name(ResourceBuilder resource) =>
        resource.AddService("mutualaid", serviceVersion: typeof(Scraping).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion);

    private static (MeterProvider Counting, RequestDelegate Answer) Begin(IServiceProvider services)
    {
        var counting = Sdk.CreateMeterProviderBuilder().ConfigureResource(Name).AddMeter(Telemetry.Meters).AddPrometheusExporter().Build();
        var app = new ApplicationBuilder(services);
        app.UseOpenTelemetryPrometheusScrapingEndpoint(counting, predicate: _ => true, path: null, configureBranchedPipeline: null, optionsName: null);
        return (counting, app.Build());
    }
}
