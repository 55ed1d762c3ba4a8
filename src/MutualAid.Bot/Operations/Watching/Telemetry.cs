using MutualAid.Core.Measuring;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace MutualAid.Bot.Operations.Watching;

/// <summary>
/// Passes on what the rooms measure; they don't know OpenTelemetry. Only this program's own instruments and the runtime's are listened to: those of the
/// HTTP client would tell addresses, which hold ids.
/// </summary>
internal static class Telemetry
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Protocol = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private const int GrpcPort = 4317;

    /// <summary>By name: a pattern would load all of the regular expressions.</summary>
    public static readonly string[] Meters = [PlatformMeasures.Chat, PlatformMeasures.Core, PlatformMeasures.Storage, PlatformMeasures.Bot, "System.Runtime"];

    private static readonly string[] Spans = [PlatformMeasures.Chat, PlatformMeasures.Core];

    /// <summary>Serves and sends what is configured to be served and sent. What is not used is not loaded either.</summary>
    public static IServiceCollection AddOperations(this IServiceCollection services, OperationsOptions options, IConfiguration configuration)
    {
        var isSent = options.Otlp.Length > 0 || !string.IsNullOrEmpty(configuration[Endpoint]);
        if (options.IsOff && !isSent) return services;
        services.AddSingleton(options).AddSingleton<Readiness>().AddHostedService<PulseMeter>();
        if (isSent) Send(services, options, configuration[Protocol]);
        return options.IsOff ? services : services.AddHostedService<OperationsWeb>();
    }

    private static void Send(IServiceCollection services, OperationsOptions options, string? protocol)
    {
        var telemetry = services.AddOpenTelemetry().ConfigureResource(Scraping.Name).WithMetrics(metrics => metrics.AddMeter(Meters)).WithTracing(traces => traces.AddSource(Spans));
        if (options.Otlp.Length == 0) telemetry.UseOtlpExporter();
        else telemetry.UseOtlpExporter(ProtocolFor(options.Otlp, protocol), new Uri(options.Otlp));
    }

    /// <summary>What the environment says; else gRPC at its usual port, and HTTP at any other.</summary>
    private static OtlpExportProtocol ProtocolFor(string address, string? said) => said switch
    {
        "grpc" => OtlpExportProtocol.Grpc,
        null or "" when new Uri(address).Port == GrpcPort => OtlpExportProtocol.Grpc,
        _ => OtlpExportProtocol.HttpProtobuf,
    };
}
