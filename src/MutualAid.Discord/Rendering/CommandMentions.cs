using System.Collections.Immutable;
using System.Text.RegularExpressions;
using MutualAid.Core.Commands;

namespace MutualAid.Discord.Rendering;

/// <summary>
/// The ids under which the commands are registered, once they are known: a command in our words can then be shown so that one tap types
/// it, by the name that the reader's language has for it. Thread-safe.
/// </summary>
internal sealed partial class CommandMentions
{
    private volatile ImmutableDictionary<string, string> ids = ImmutableDictionary<string, string>.Empty;

    public bool AreKnown => !ids.IsEmpty;

    public void Know(IEnumerable<(string Name, string Id)> commands) =>
        ids = commands.ToImmutableDictionary(c => c.Name, c => c.Id, StringComparer.Ordinal);

    /// <summary>The words with everything escaped but the commands in them.</summary>
    public string Of(string words)
    {
        var known = ids;
        var at = 0;
        var text = "";
        foreach (Match match in SlashWord().Matches(words))
        {
            if (CommandList.Find(match.Groups["name"].Value) is not { } command || !known.TryGetValue(command.Name, out var id)) continue;
            text += Markdown.Escape(words[at..match.Index]) + $"</{command.Name}:{id}>";
            at = match.Index + match.Length;
        }

        return text + Markdown.Escape(words[at..]);
    }

    [GeneratedRegex(@"(?<![\w/])/(?<name>\p{L}+)\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SlashWord();
}
