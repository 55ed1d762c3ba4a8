namespace MutualAid.Bot.Operations;

/// <summary>What whoever runs the bot asks the running process for: one line, <c>mutualaid-1 verb argument</c>.</summary>
internal sealed record OperatorRequest(string Verb, string Argument = "")
{
    /// <summary>The longest line, in bytes; the id of a Matrix room has at most 255.</summary>
    public const int MostBytes = 1024;

    public const string Backup = "backup";
    public const string Groups = "groups";
    public const string Export = "export";

    /// <summary>The places of all groups, a line each, for a check.</summary>
    public const string Places = "places";

    private const string Protocol = "mutualaid-1";

    /// <summary>The request, or null where the line is none.</summary>
    public static OperatorRequest? Parse(string line)
    {
        var words = line.Split(' ', 3);
        if (words.Length < 2 || words[0] != Protocol) return null;
        var request = new OperatorRequest(words[1], words.Length == 3 ? words[2] : "");
        return request is { Verb: Backup or Groups or Places, Argument: "" } or { Verb: Export, Argument: not "" } ? request : null;
    }

    public override string ToString() => Argument.Length == 0 ? $"{Protocol} {Verb}" : $"{Protocol} {Verb} {Argument}";
}

/// <summary>It is not done. <paramref name="line"/> says what happened and what to do, and holds nothing that is stored but ids that the operator gave.</summary>
internal sealed class OperatorRefusal(int code, string line) : Exception(line.ReplaceLineEndings(" "))
{
    /// <summary>The exit code of the command.</summary>
    public int Code { get; } = code;
}
