using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>A file on the server.</summary>
internal sealed record StoredMedia(string Url, string Uploader, string ContentType, string? FileName, byte[] Content);

/// <summary>The content repository, as far as it is written to.</summary>
internal static class MediaRoutes
{
    public static readonly ApiRoute[] All = [new("POST", Routes.Media + "/upload", Upload)];

    private static ReadOnlySpan<byte> PngBegins => [0x89, (byte)'P', (byte)'N', (byte)'G'];

    /// <summary>Whether a message may show it: on this server only what is there.</summary>
    public static void CheckShown(ApiCall call, JsonObject content)
    {
        if (content["msgtype"].AsText() is not ("m.image" or "m.file")) return;
        var url = content["url"].AsText();
        if (url is null || !call.Fake.MediaByUrl.TryGetValue(url, out var media)) Violated(call, "a message shows a file that is not there");
        else if (content["info"]?["mimetype"].AsText() != media.ContentType || content["info"]?["size"].AsNumber() != media.Content.Length) Violated(call, "a message says of its file what it is not");
        if (content["m.new_content"] is JsonObject edited) CheckShown(call, edited);
    }

    private static ApiAnswer Upload(ApiCall call)
    {
        var sent = call.Bytes!;
        if (sent.Content.Length > call.Fake.LargestUpload) throw new MatrixError(413, "M_TOO_LARGE", "Upload request body is too large");
        if (call.Fake.RefusesUploads) throw MatrixError.Forbidden("Cannot upload this content");
        // A server takes it for "application/octet-stream" then, and clients show no picture.
        if (sent.ContentType is not { Length: > 0 } type) Violated(call, "an upload says no type");
        else if (type == "image/png" != sent.Content.AsSpan().StartsWith(PngBegins)) Violated(call, "an upload is not of the type it says");
        if (sent.Content.Length == 0) throw MatrixError.Unknown("The upload is empty");
        var url = $"mxc://{FakeHomeserver.ServerName}/{Guid.NewGuid():N}";
        call.Fake.MediaByUrl.Add(url, new StoredMedia(url, call.User.Id, sent.ContentType ?? "application/octet-stream", call.Query("filename"), sent.Content));
        return ApiAnswer.Ok(new JsonObject { ["content_uri"] = url });
    }

    private static void Violated(ApiCall call, string what) => call.Fake.Violations.Enqueue($"{call.Method} {call.Path}: {what}.");
}
