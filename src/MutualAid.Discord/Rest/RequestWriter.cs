using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace MutualAid.Discord.Rest;

/// <summary>Writes a request as HTTP (Discord: Reference, Authentication, User Agent, Uploading Files).</summary>
internal sealed class RequestWriter(DiscordOptions options)
{
    private const string UserAgent = "DiscordBot (https://github.com/mutualaid/bot, 1.0)";

    private readonly string baseUrl = options.ApiBaseUrl.AbsoluteUri.TrimEnd('/');
    // Without TLS there is nobody to agree on more with; asking all the same costs half a millisecond a request.
    private readonly Version version = options.ApiBaseUrl.Scheme == Uri.UriSchemeHttps ? HttpVersion.Version20 : HttpVersion.Version11;
    private readonly string authorization = "Bot " + options.Token;

    /// <summary>A message to send once; the caller disposes it.</summary>
    public HttpRequestMessage Write(RestRequest request)
    {
        var message = new HttpRequestMessage(request.Route.Method, new Uri(baseUrl + request.Route.Path))
        {
            Version = version,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = request.Files.Count > 0 ? Multipart(request) : request.Json.IsEmpty ? null : Json(request.Json),
        };
        message.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        if (!request.TokenInPath) message.Headers.TryAddWithoutValidation("Authorization", authorization);
        return message;
    }

    private static ReadOnlyMemoryContent Json(ReadOnlyMemory<byte> json)
    {
        var content = new ReadOnlyMemoryContent(json);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        return content;
    }

    private static MultipartFormDataContent Multipart(RestRequest request)
    {
        // Names as browsers write them: UTF-8 as it is. What .NET makes of them shows up as "=?utf-8?B?…" in the chat.
        var form = new MultipartFormDataContent { HeaderEncodingSelector = static (_, _) => Encoding.UTF8 };
        if (!request.Json.IsEmpty) form.Add(Json(request.Json), "payload_json");
        for (var i = 0; i < request.Files.Count; i++)
        {
            var file = request.Files[i];
            var content = new ReadOnlyMemoryContent(file.Content);
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(file.ContentType);
            content.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"files[{i}]\"; filename=\"{Quoted(file.Name)}\"");
            form.Add(content);
        }

        return form;
    }

    /// <summary>As the HTML standard encodes a name in multipart/form-data, and no other control character.</summary>
    private static string Quoted(string name) => string.Concat(name.Select(c => c switch
    {
        '"' => "%22",
        '\r' => "%0D",
        '\n' => "%0A",
        _ when char.IsControl(c) => "_",
        _ => c.ToString(),
    }));
}
