using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MutualAid.Tests.Support;

/// <summary>A collector of OTLP over HTTP, which keeps every byte that is sent to it: texts stand in protobuf as they are.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication host;
    private readonly ConcurrentQueue<(string Path, string Headers, byte[] Body)> received = new();

    private Collector()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        host = builder.Build();
        host.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            received.Enqueue((context.Request.Path, string.Join('\n', context.Request.Headers.Select(h => $"{h.Key}: {h.Value}")), body.ToArray()));
            context.Response.ContentType = "application/x-protobuf";
        });
    }

    public string Url { get; private set; } = "";

    public static async Task<Collector> StartAsync()
    {
        var collector = new Collector();
        await collector.host.StartAsync();
        collector.Url = collector.host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return collector;
    }

    /// <summary>Everything that came in at a path, such as <c>/v1/traces</c>.</summary>
    public string Received(string path) => string.Join('\n', received.Where(r => r.Path == path).Select(r => r.Headers + Encoding.Latin1.GetString(r.Body)));

    public ValueTask DisposeAsync() => host.DisposeAsync();
}
