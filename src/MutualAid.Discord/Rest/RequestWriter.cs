using System.Globalization;
using System.Net.Http.Headers;

namespace MutualAid.Discord.Rest;

/// <summary>A request as HTTP (Discord: Reference, Authentication, User Agent, Uploading Files).</summary>
internal static class RequestWriter
{
    private const string UserAgent = "DiscordBot (https://github.com/mutualaid/bot, 1.0)";

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>A message to be sent once.</summary>
    public static HttpRequestMessage Write(RestRequest request, DiscordOptions options)
    {
        var message = new HttpRequestMessage(request.Route.Method, options.ApiBaseUrl.AbsoluteUri.TrimEnd('/') + request.Route.Path) { Content = Content(request) };
        message.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        if (!request.TokenInPath) message.Headers.TryAddWithoutValidation("Authorization", "Bot " + options.Token);
        return message;
    }

    private static HttpContent? Content(RestRequest request)
    {
        if (request.Json.IsEmpty) return null;
        var json = new ReadOnlyMemoryContent(request.Json);
        json.Headers.ContentType = Json;
        if (request.Files.Count == 0) return json;
        var form = new MultipartFormDataContent { { json, "payload_json" } };
        for (var i = 0; i < request.Files.Count; i++)
        {
            var file = new ReadOnlyMemoryContent(request.Files[i].Content);
            file.Headers.ContentType = MediaTypeHeaderValue.Parse(request.Files[i].ContentType);
            form.Add(file, string.Create(CultureInfo.InvariantCulture, $"files[{i}]"), request.Files[i].Name);
        }

        return form;
    }
}
