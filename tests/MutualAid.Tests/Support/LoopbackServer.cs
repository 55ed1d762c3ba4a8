using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MutualAid.Tests.Support;

/// <summary>What listens for a fake on a loopback port, which can go away and come back there. For one caller at a time.</summary>
internal sealed class LoopbackServer(int mostMegabytes, Action<WebApplication> map) : IAsyncDisposable
{
    private WebApplication? host;
    private Socket? placeholder;
    private int port;

    public string Url => $"http://127.0.0.1:{port}";

    /// <summary>Listens where it did before, or on a port that nobody has.</summary>
    public async Task ListenAsync()
    {
        if (host is not null) return;
        placeholder?.Dispose();
        placeholder = null;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(Url).ConfigureKestrel(k => k.Limits.MaxRequestBodySize = mostMegabytes * 1024L * 1024L);
        host = builder.Build();
        map(host);
        await host.StartAsync();
        port = new Uri(host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
    }

    /// <summary>Connections are cut, and nobody listens.</summary>
    public async Task GoAwayAsync()
    {
        if (host is null) return;
        await EndAsync(host);
        // Bound without listening: nobody else gets the port, and whoever connects is refused.
        placeholder = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        placeholder.Bind(new IPEndPoint(IPAddress.Loopback, port));
    }

    public async ValueTask DisposeAsync()
    {
        placeholder?.Dispose();
        if (host is not null) await EndAsync(host);
    }

    private async Task EndAsync(WebApplication ending)
    {
        host = null;
        await ending.StopAsync(new CancellationToken(canceled: true));
        await ending.DisposeAsync();
    }
}
