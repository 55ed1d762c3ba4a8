using System.Text.Json;

namespace MutualAid.Core.Matching;

/// <summary>A file <c>things.xx.json</c>: what words of a language mean here. Words and phrases stand in one string, with commas between them; "=word" is that word alone, and not what else has its stem.</summary>
/// <param name="Things">By category and name: what is needed and given.</param>
/// <param name="Settings">By kind and name: what is done with things, whom they are for, where they are needed, in which language.</param>
/// <param name="Areas">Words that areas have in their names, by the name that all languages share.</param>
/// <param name="OfAreas">Words in names of areas that say nothing about which.</param>
/// <param name="Anywhere">What says that somebody comes, or brings it, or that nobody has to go anywhere.</param>
/// <param name="Without">What follows is what it is not about.</param>
/// <param name="Skipped">Words that may stand, or not, within a phrase.</param>
/// <param name="Joining">Words that list things: "and".</param>
/// <param name="Because">What follows explains.</param>
/// <param name="Aside">What follows says for whom or what, and does not ask for it.</param>
/// <param name="Explains">A part of the text that begins so explains.</param>
/// <param name="Seeks">From here on something is asked for.</param>
/// <param name="Asks">A part of the text that begins so asks, or offers.</param>
/// <param name="Days">By the numbers of the days, Monday being 1.</param>
/// <param name="Typed">What hurried people type, and what it stands for.</param>
/// <param name="Ignored">Words that say nothing by themselves.</param>
/// <param name="Frequent">Words that everybody writes: none of them is another one that was misspelt.</param>
/// <param name="Common">Words that many texts have: two texts are not alike because both have them.</param>
internal sealed record LexiconFile(
    Dictionary<string, Dictionary<string, string>> Things,
    Dictionary<string, Dictionary<string, string>> Settings,
    Dictionary<string, string> Areas,
    string OfAreas,
    string Anywhere,
    string Without,
    string Skipped,
    string Joining,
    string Because,
    string Aside,
    string Explains,
    string Seeks,
    string Asks,
    Dictionary<string, string> Days,
    Dictionary<string, string> Typed,
    string Ignored,
    string Frequent,
    string Common)
{
    private const string Prefix = "things.";
    private const string Suffix = ".json";

    /// <summary>Every language that there is a file for, with its file.</summary>
    public static IEnumerable<(string Language, LexiconFile File)> All() =>
        typeof(LexiconFile).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => (name[Prefix.Length..^Suffix.Length], Read<LexiconFile>(name)));

    /// <summary>What a file of this folder holds.</summary>
    public static T Read<T>(string name)
    {
        using var stream = typeof(LexiconFile).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"There is no {name}.");
        return JsonSerializer.Deserialize<T>(stream, JsonSerializerOptions.Web) ?? throw new InvalidOperationException($"{name} is empty.");
    }

    /// <summary>The words and phrases in a string.</summary>
    public static string[] Listed(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
