using System.Net;

namespace MutualAid.Discord.Rest;

/// <summary>How the bot connects to Discord's HTTP API.</summary>
internal static class DiscordHttp
{
    /// <summary>A handler for the life of the process; whoever sends through it disposes it.</summary>
    public static SocketsHttpHandler Create(Uri api) => new()
    {
        // A connection that lives forever never hears of a changed DNS entry.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        // An answer to an interaction has three seconds: it should rarely have to open a connection first.
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(4),
        ConnectTimeout = TimeSpan.FromSeconds(5),
        KeepAlivePingDelay = TimeSpan.FromSeconds(30),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        EnableMultipleHttp2Connections = true,
        AutomaticDecompression = DecompressionMethods.All,
        // A redirect would carry the token to wherever it points.
        AllowAutoRedirect = false,
        UseCookies = false,
        // Which of our spans asked is nobody's business there.
        ActivityHeadersPropagator = null,
        // Where a proxy is the only way out, the environment says so; this machine itself is never behind one.
        UseProxy = !api.IsLoopback,
    };
}
