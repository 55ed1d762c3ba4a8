namespace MutualAid.Tests.Support;

/// <summary>
/// The bot as a program: what was built beside the tests, or, where <c>MUTUALAID_PROGRAM</c> names it, the one that
/// <c>dotnet publish -r</c> made. The tests see no difference, since there is to be none.
/// </summary>
internal static class BotProgram
{
    private const string Variable = "MUTUALAID_PROGRAM";

    /// <summary>The published one; null where none is named.</summary>
    public static string? Published { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path ? Path.GetFullPath(path) : null;

    /// <summary>What starts the one that was built, without arguments.</summary>
    public static IReadOnlyList<string> Built { get; } = ["dotnet", typeof(global::MutualAid.Bot.BotHost).Assembly.Location];

    /// <summary>What starts the one that is tested, without arguments.</summary>
    public static IReadOnlyList<string> Command { get; } = Published is { } program ? [program] : Built;
}
