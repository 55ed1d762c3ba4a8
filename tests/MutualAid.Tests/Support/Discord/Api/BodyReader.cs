using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace MutualAid.Tests.Support.Discord;

/// <summary>Reads the body, as JSON or as a form with files. What is wrong with it is told later, when it is known whether the token is good.</summary>
internal static class BodyReader
{
    private const long LargestFile = 10 * 1024 * 1024;
    private const long LargestRequest = 25 * 1024 * 1024;

    public static async Task<ApiError?> ReadAsync(HttpContext context, ApiCall call)
    {
        var request = context.Request;
        if (request.ContentLength > LargestRequest) return TooLarge();
        if (request.HasFormContentType) return await ReadFormAsync(request, call);
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, context.RequestAborted);
        if (buffer.Length == 0) return null;
        if (request.ContentType?.Split(';')[0] != "application/json")
        {
            return ApiError.Form("", "CONTENT_TYPE_INVALID", "Expected \"Content-Type\" header to be one of {'application/json'}.");
        }

        return Parse(buffer.ToArray(), call);
    }

    private static async Task<ApiError?> ReadFormAsync(HttpRequest request, ApiCall call)
    {
        if (!request.ContentType!.StartsWith("multipart/form-data", StringComparison.Ordinal))
            return ApiError.Form("", "CONTENT_TYPE_INVALID", "The fake takes JSON and multipart only.");
        var form = await request.ReadFormAsync();
        var files = new List<UploadedFile>();
        foreach (var part in form.Files)
        {
            if (part.Name == "payload_json") continue;
            if (part.Length > LargestFile) return TooLarge();
            if (!IsFileField(part.Name)) return ApiError.Form(part.Name, "FILE_FIELD_INVALID", "Files are sent as files[n].");
            using var content = new MemoryStream();
            await part.CopyToAsync(content);
            files.Add(new UploadedFile(part.Name, part.FileName, part.ContentType, content.ToArray()));
        }

        if (files.Select(f => f.Field).Distinct().Count() < files.Count) return ApiError.Form("files", "FILE_FIELD_INVALID", "Two files have the same number.");
        call.Files = files;
        if (form.Keys.FirstOrDefault(k => k != "payload_json") is { } other) return ApiError.Form(other, "FORM_FIELD_INVALID", "The fake takes payload_json and files[n] only.");
        if (form.TryGetValue("payload_json", out var text)) return Parse(System.Text.Encoding.UTF8.GetBytes(text.ToString()), call);
        if (form.Files.GetFile("payload_json") is not { } payload) return files.Count > 0 ? Empty(call) : null;
        using var json = new MemoryStream();
        await payload.CopyToAsync(json);
        return Parse(json.ToArray(), call);
    }

    private static ApiError? Empty(ApiCall call)
    {
        call.Body = new JsonObject();
        return null;
    }

    private static bool IsFileField(string name) => name.StartsWith("files[", StringComparison.Ordinal) && name.EndsWith(']') && int.TryParse(name[6..^1], out _);

    private static ApiError? Parse(byte[] utf8, ApiCall call)
    {
        try
        {
            call.Body = JsonNode.Parse(utf8, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
            return null;
        }
        catch (JsonException)
        {
            return new ApiError(400, 50109, "The request body contains invalid JSON.");
        }
    }

    private static ApiError TooLarge() => new(413, 40005, "Request entity too large");
}
