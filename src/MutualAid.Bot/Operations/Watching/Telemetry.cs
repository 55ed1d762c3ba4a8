using System.Reflection;
using MutualAid.Core.Measuring;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace MutualAid.Bot.Operations.Watching;

/// <summary>
/// The only place that knows OpenTelemetry: listens to what the rooms measure, and passes it on. Only this program's own instruments and the runtime's are
/// listened to; those of the HTTP client would tell addresses, which hold ids.
/// </summary>
internal static class Telemetry
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Protocol = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private const string Ours = PlatformMeasures.Prefix + ".*";
    private const int GrpcPort = 4317;

    /// <summary>Serves and sends what is configured to be served and sent; nothing listens where neither is.</summary>
    public static IServiceCollection AddOperations(this IServiceCollection services, OperationsOptions options, IConfiguration configuration)
    {
        var isSent = options.Otlp.Length > 0 || !string.IsNullOrEmpty(configuration[Endpoint]);
        if (options.IsOff && !isSent) return services;
        services.AddSingleton(options).AddSingleton<Readiness>().AddHostedService<PulseMeter>();
        var telemetry = services.AddOpenTelemetry().ConfigureResource(r => r.AddService("mutualaid", serviceVersion: Version())).WithMetrics(metrics =>
        {
            metrics.AddMeter(Ours, "System.Runtime");
            if (!options.IsOff) metrics.AddPrometheusExporter();
        });
        if (isSent)
        {
            telemetry.WithTracing(traces => traces.AddSource(Ours));
            if (options.Otlp.Length == 0) telemetry.UseOtlpExporter();
            else telemetry.UseOtlpExporter(ProtocolFor(options.Otlp, configuration[Protocol]), new Uri(options.Otlp));
        }

        return options.IsOff ? services : services.AddHostedService<OperationsWeb>();
    }

    /// <summary>What the environment says; else gRPC at its usual port, and HTTP at any other.</summary>
    private static OtlpExportProtocol ProtocolFor(string address, string? said) => said switch
    {
        "grpc" => OtlpExportProtocol.Grpc,
        null or "" when new Uri(address).Port == GrpcPort => OtlpExportProtocol.Grpc,
        _ => OtlpExportProtocol.HttpProtobuf,
    };

    private static string? Version() => typeof(Telemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
}
