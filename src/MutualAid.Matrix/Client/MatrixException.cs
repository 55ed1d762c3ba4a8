namespace MutualAid.Matrix.Client;

/// <summary>The homeserver did not do what it was asked. Carries no text of the server's, which may quote what was sent.</summary>
internal abstract class MatrixException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>No answer, or one that promises nothing: whether it happened is unknown.</summary>
internal sealed class MatrixUnreachableException(string cause, Exception? inner = null) : MatrixException($"The homeserver was not reached: {cause}", inner);

/// <summary>The homeserver refused, and would again. <paramref name="code"/> is the <c>errcode</c> ("Standard error response").</summary>
internal sealed class MatrixRefusedException(int status, string code) : MatrixException($"The homeserver refused: {status} {code}")
{
    public int Status { get; } = status;

    public string Code { get; } = code;
}

/// <summary>The codes that something follows from.</summary>
internal static class ErrorCodes
{
    public const string Unknown = "M_UNKNOWN";
    public const string UnknownToken = "M_UNKNOWN_TOKEN";
    public const string UserLocked = "M_USER_LOCKED";
    public const string UserDeactivated = "M_USER_DEACTIVATED";
    public const string Forbidden = "M_FORBIDDEN";
    public const string NotFound = "M_NOT_FOUND";
    public const string LimitExceeded = "M_LIMIT_EXCEEDED";
    public const string DuplicateAnnotation = "M_DUPLICATE_ANNOTATION";
    public const string RoomInUse = "M_ROOM_IN_USE";
    public const string TooLarge = "M_TOO_LARGE";
}
