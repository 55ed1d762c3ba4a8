namespace MutualAid.Discord.Rest;

/// <summary>Discord answered no. Carries no text of Discord's, which may quote what a person wrote.</summary>
internal sealed class DiscordRefusedException(int status, int code)
    : Exception($"Discord answered {status} with code {code}.")
{
    /// <summary>The HTTP status, 400 to 499.</summary>
    public int Status { get; } = status;

    /// <summary>Discord's own code of the error (Topics, Opcodes and Status Codes); 0 where it gave none.</summary>
    public int Code { get; } = code;
}

/// <summary>
/// No usable answer: the network, an answer of 500 or above, a wait that would have been too long, or all traffic is stopped.
/// <paramref name="isUncertain"/> says whether the request may have had its effect all the same.
/// </summary>
internal sealed class DiscordUnreachableException(string kind, bool isUncertain, Exception? inner = null)
    : Exception($"Discord could not be reached: {kind}", inner)
{
    /// <summary>Whether the request may have had its effect.</summary>
    public bool IsUncertain { get; } = isUncertain;
}
