using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MutualAid.Bot.Connections;
using MutualAid.Bot.Playground;

namespace MutualAid.Bot.Operations.Watching;

/// <summary>
/// Serves <c>/live</c>, <c>/ready</c> and <c>/metrics</c> while the host runs. Where another program has the usual port the bot says so and goes on without:
/// a second bot on one machine must start. An address that was chosen and can't be had is an <see cref="OperatorRefusal"/> out of its start.
/// </summary>
/// <remarks>Kestrel alone, without the hosting around it that the playground has: that costs megabytes in a bot that is idle most of the time.</remarks>
internal sealed partial class OperationsWeb(
    OperationsOptions options, IConfiguration configuration, Readiness readiness, IServiceProvider services, ILogger<OperationsWeb> log) : IHostedService, IDisposable
{
    /// <summary>Who watches needs a few.</summary>
    private const int MostConnections = 32;

    private readonly Scraping scraping = new(services);
    private KestrelServer? server;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var app = new ApplicationBuilder(services);
        app.Use(GuardAsync);
        app.Run(AnswerAsync);
        // It says nothing, as the playground's.
        server = new KestrelServer(Options.Create(Kestrel()), BoundedListenerFactory.OfSockets(MostConnections), NullLoggerFactory.Instance);
        server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Add(options.Url);
        try
        {
            await server.StartAsync(new Pipeline(app.Build()), cancellationToken);
        }
        catch (Exception e) when (e is SocketException or IOException { InnerException: AddressInUseException })
        {
            Dispose();
            if (OperationsOptions.IsChosen(configuration)) throw new OperatorRefusal(ExitCodes.BadConfiguration, Taken(e));
            LogWithout(log, options.Url);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => server?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public void Dispose()
    {
        Interlocked.Exchange(ref server, null)?.Dispose();
        scraping.Dispose();
    }

    private KestrelServerOptions Kestrel()
    {
        var kestrel = new KestrelServerOptions { AddServerHeader = false, ApplicationServices = services };
        kestrel.Limits.MaxRequestBodySize = 0;
        return kestrel;
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
            case "/metrics":
                return scraping.AnswerAsync(context);
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

    private sealed class Pipeline(RequestDelegate answer) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

        public Task ProcessRequestAsync(HttpContext context) => answer(context);

        public void DisposeContext(HttpContext context, Exception? exception)
        {
            // Nothing was made for it; what failed Kestrel answers with 500.
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Operations:Url is {Url} by default, which another program uses: /live, /ready and /metrics are not served. Choose another port, or set it to off.")]
    private static partial void LogWithout(ILogger log, string url);
}
