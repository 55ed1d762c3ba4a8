using System.Collections.Frozen;
using Microsoft.AspNetCore.StaticFiles;

namespace MutualAid.Bot.Playground;

/// <summary>The page's own files, from inside the program, and the headers that keep it to itself.</summary>
internal static class PlaygroundPage
{
    private const string Prefix = "page/";

    /// <summary>Nothing from outside, nothing inline, nobody frames it.</summary>
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly FrozenDictionary<string, byte[]> Files = Load();

    public static void Map(IEndpointRouteBuilder routes)
    {
        var types = new FileExtensionContentTypeProvider();
        foreach (var (name, bytes) in Files)
        {
            var type = types.TryGetContentType(name, out var known) ? known + "; charset=utf-8" : "application/octet-stream";
            routes.MapGet("/" + name, () => TypedResults.Bytes(bytes, type));
            if (name == "index.html") routes.MapGet("/", () => TypedResults.Bytes(bytes, type));
        }
    }

    /// <summary>
    /// Answers only a browser that really means this page: another site can neither read nor act here, be it by a form, a script or a
    /// name of its own that points to this machine.
    /// </summary>
    public static Func<HttpContext, RequestDelegate, Task> Guard(bool allowRemote) => async (context, next) =>
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";
        var origin = context.Request.Headers.Origin.ToString();
        var own = origin.Length == 0 || (Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority == context.Request.Host.Value);
        if (!own || (!allowRemote && !IsLoopback(context.Request.Host.Host)))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            await context.Response.WriteAsJsonAsync(new { error = "The playground answers its own page only." }, Wire.Json, context.RequestAborted);
            return;
        }

        await next(context);
    };

    public static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (System.Net.IPAddress.TryParse(host.Trim('[', ']'), out var address) && System.Net.IPAddress.IsLoopback(address));

    private static FrozenDictionary<string, byte[]> Load()
    {
        var assembly = typeof(PlaygroundPage).Assembly;
        return assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).ToFrozenDictionary(
            name => name[Prefix.Length..],
            name =>
            {
                using var stream = assembly.GetManifestResourceStream(name)!;
                var bytes = new byte[stream.Length];
                stream.ReadExactly(bytes);
                return bytes;
            });
    }
}
