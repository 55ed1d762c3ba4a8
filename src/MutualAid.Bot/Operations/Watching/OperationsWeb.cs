using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using MutualAid.Bot.Playground;
using OpenTelemetry.Metrics;

namespace MutualAid.Bot.Operations.Watching;

/// <summary>
/// Serves <c>/live</c>, <c>/ready</c> and <c>/metrics</c> while the host runs. Where another program has the usual port the bot says so and goes on without:
/// a second bot on one machine must start. An address that was chosen and can't be had is an <see cref="OperatorRefusal"/> out of its start.
/// </summary>
internal sealed partial class OperationsWeb(
    OperationsOptions options, IConfiguration configuration, Readiness readiness, MeterProvider metrics, ILogger<OperationsWeb> log) : IHostedService, IAsyncDisposable
{
    /// <summary>Each takes a handle; who watches needs a few.</summary>
    private const int MostConnections = 32;

    private WebApplication? app;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Nothing but the server: no settings, no logs, no routes. It says nothing, as the playground's.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { Args = [] });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Configure).UseUrls(options.Url);
        app = builder.Build();
        app.Use(GuardAsync);
        app.UseOpenTelemetryPrometheusScrapingEndpoint(metrics, predicate: null, path: "/metrics", configureBranchedPipeline: null, optionsName: null);
        app.Run(AnswerAsync);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is SocketException or IOException { InnerException: AddressInUseException })
        {
            await DisposeAsync();
            if (OperationsOptions.IsChosen(configuration)) throw new OperatorRefusal(ExitCodes.BadConfiguration, Taken(e));
            LogWithout(log, options.Url);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => app?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref app, null) is { } served) await served.DisposeAsync();
    }

    private static void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = 0;
        kestrel.Limits.MaxConcurrentConnections = MostConnections;
    }

    private string Taken(Exception e) => e is IOException
        ? $"{OperationsOptions.Section}:Url is '{options.Url}', which another program uses; stop that one, choose another port, or set it to off."
        : $"{OperationsOptions.Section}:Url is '{options.Url}', where this user can't listen on this machine; choose another address or port, or set it to off.";

    /// <summary>A page of another site can't read here, not even under a name of its own that points to this machine.</summary>
    private Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
        if (options.AllowRemote || PlaygroundPage.IsLoopback(context.Request.Host.Host)) return next(context);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    private Task AnswerAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return Task.CompletedTask;
        }

        switch (context.Request.Path.Value)
        {
            case "/live":
                return WriteAsync(context, StatusCodes.Status200OK, "text/plain; charset=utf-8", "live\n"u8.ToArray());
            case "/ready":
                return AnswerReadyAsync(context);
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
        }
    }

    private async Task AnswerReadyAsync(HttpContext context)
    {
        var answer = await readiness.LookAsync();
        await WriteAsync(
            context, answer.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, "application/json", JsonSerializer.SerializeToUtf8Bytes(Told(answer)));
    }

    private static Dictionary<string, object> Told(ReadyAnswer answer) => new()
    {
        ["ready"] = answer.IsReady,
        ["store"] = answer.Store,
        ["platforms"] = answer.Platforms.ToDictionary(p => p.Key, p => new Dictionary<string, object?> { ["state"] = p.Value.State, ["silentSeconds"] = p.Value.SilentSeconds }),
    };

    private static async Task WriteAsync(HttpContext context, int status, string type, byte[] body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.Headers.ContentLength = body.Length;
        if (HttpMethods.IsGet(context.Request.Method)) await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    [LoggerMessage(1, LogLevel.Warning, "Operations:Url is {Url} by default, which another program uses: /live, /ready and /metrics are not served. Choose another port, or set it to off.")]
    private static partial void LogWithout(ILogger log, string url);
}
