using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using MutualAid.Bot.Connections;

namespace MutualAid.Bot.Playground;

/// <summary>Serves the playground's page while the host runs. An address in use is an exception out of its start.</summary>
internal sealed class PlaygroundWeb(PlaygroundOptions options, PlaygroundServer server, ILogger<PlaygroundServer> log) : IHostedService, IAsyncDisposable
{
    private const int LargestBody = 256 * 1024;

    private const int MostConnections = 256;

    /// <summary>Who has sent half of a request must not take the time in which others are answered while the bot ends.</summary>
    private static readonly TimeSpan DrainsWithin = TimeSpan.FromSeconds(2);

    private WebApplication? app;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        // An address holds what people type, and so may the message of an exception: the web server says nothing.
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(Configure).UseUrls(options.Url);
        // The last that is registered is asked first.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = DrainsWithin);
        builder.Services.AddSingleton<IConnectionListenerFactory>(BoundedListenerFactory.OfSockets(MostConnections));
        app = builder.Build();
        app.Use(PlaygroundFailures.Handle(log));
        app.Use(PlaygroundPage.Guard(options.AllowRemote));
        PlaygroundPage.Map(app);
        server.Map(app);
        await app.StartAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => app?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => app?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = LargestBody;
    }
}
