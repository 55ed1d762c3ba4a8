using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>The server says no.</summary>
internal sealed class MatrixError(int status, string code, string message) : Exception(message)
{
    public int Status => status;

    public string Code => code;

    /// <summary>For 401: whether the device lives on and only wants a new token.</summary>
    public bool? SoftLogout { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    public static MatrixError Forbidden(string message) => new(403, "M_FORBIDDEN", message);

    public static MatrixError NotFound(string message) => new(404, "M_NOT_FOUND", message);

    public static MatrixError BadJson(string message) => new(400, "M_BAD_JSON", message);

    public static MatrixError Invalid(string message) => new(400, "M_INVALID_PARAM", message);

    public static MatrixError Unknown(string message) => new(400, "M_UNKNOWN", message);

    public static MatrixError Unrecognised(int status = 404) => new(status, "M_UNRECOGNIZED", "Unrecognized request");

    public static MatrixError TooMany(TimeSpan wait) => new(429, "M_LIMIT_EXCEEDED", "Too Many Requests") { RetryAfter = wait };

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["errcode"] = code, ["error"] = Message };
        if (SoftLogout is { } soft) json["soft_logout"] = soft;
        return json;
    }
}
