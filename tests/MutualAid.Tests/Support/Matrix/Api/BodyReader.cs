using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>Reads the body. What is wrong with it is told later, when it is known whether the token is good.</summary>
internal static class BodyReader
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static async Task<MatrixError?> ReadAsync(HttpContext context, ApiCall call)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        if (Routes.TakesBytes(call.Path))
        {
            call.Bytes = new SentBytes(context.Request.ContentType, buffer.ToArray());
            return null;
        }

        if (buffer.Length == 0) return null;
        try
        {
            call.Body = JsonNode.Parse(buffer.ToArray(), documentOptions: Strict);
            return null;
        }
        catch (JsonException)
        {
            return new MatrixError(400, "M_NOT_JSON", "Content not JSON.");
        }
    }
}
