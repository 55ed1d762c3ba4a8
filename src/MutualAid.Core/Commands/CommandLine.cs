using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace MutualAid.Core.Commands;

/// <summary>
/// Reads a command from a line of text: <c>/need groceries for two when: friday 18:00 category: food</c>. Bare words fill the options
/// in order: a number or a choice takes one word that fits, a text takes the rest. <c>name:</c> begins an option up to the next one. A
/// word glued to a colon that is no option's name (<c>colour:red</c>) is a mistake and is reported; "urgent: water" and
/// "18:00" are plain words, and so is everything within a named option: a door's "code:4711" is nobody's mistake.
/// </summary>
internal static partial class CommandLine
{
    private const int LongestLine = 20_000;

    /// <param name="line">Any text at all.</param>
    /// <param name="speech">Takes the marks of plain speech out of the bare words before these fill options; null where there are none.</param>
    public static ParsedLine Parse(string line, PlainSpeech? speech = null)
    {
        var text = line.Trim();
        if (text.StartsWith('/') || text.StartsWith('!')) text = text[1..];
        if (text.Length > LongestLine) text = text[..LongestLine];
        var space = text.AsSpan().IndexOfAny(' ', '\n', '\t');
        var name = space < 0 ? text : text[..space];
        if (CommandList.Find(name) is not { } command) return new ParsedLine(null, name, ImmutableDictionary<string, string>.Empty, null);

        var rest = space < 0 ? "" : text[(space + 1)..];
        var options = ImmutableDictionary.CreateBuilder<string, string>();
        var marks = Marks(rest).Where(m => IsOption(command, m)).ToList();
        var ownWords = marks.Count == 0 ? rest.Length : marks[0].Index;
        var stray = Marks(rest).FirstOrDefault(m => m.Index < ownWords && !IsOption(command, m) && Glued(rest, m));
        if (stray is not null) return new ParsedLine(command, name, ImmutableDictionary<string, string>.Empty, stray.Groups["name"].Value);

        var bare = rest[..ownWords];
        for (var i = 0; i < marks.Count; i++)
        {
            var from = marks[i].Index + marks[i].Length;
            var to = i + 1 < marks.Count ? marks[i + 1].Index : rest.Length;
            options[OptionOf(command, marks[i])!.Name] = rest[from..to].Trim();
        }

        if (speech is not null) bare = speech.Take(command, bare, options);
        var left = FillInOrder(command, bare.Trim(), options);
        return new ParsedLine(command, name, options.ToImmutable(), left.Length > 0 ? left : null);
    }

    private static MatchCollection Marks(string text) => OptionMark().Matches(text);

    private static bool IsOption(Command command, Match mark) => OptionOf(command, mark) is not null;

    private static CommandOption? OptionOf(Command command, Match mark) => command.Options.FirstOrDefault(o => o.IsCalled(mark.Groups["name"].Value));

    private static bool Glued(string text, Match mark)
    {
        var after = mark.Index + mark.Length;
        return after < text.Length && !char.IsWhiteSpace(text[after]) && text[after] is not ('/' or ')' or '(' or '-' or '\\' or ':' or 'D' or 'P');
    }

    /// <summary>Fills what named options left open; returns what nothing took.</summary>
    private static string FillInOrder(Command command, string bare, ImmutableDictionary<string, string>.Builder options)
    {
        foreach (var option in command.Options)
        {
            if (bare.Length == 0) break;
            if (options.ContainsKey(option.Name)) continue;
            if (option.Type == OptionType.Text)
            {
                options[option.Name] = bare;
                return "";
            }

            var end = bare.AsSpan().IndexOfAny(' ', '\n', '\t');
            var word = end < 0 ? bare : bare[..end];
            // A closed choice takes only what it knows, so that the next option may have it.
            if (option.Type == OptionType.Choice && !option.Values.IsEmpty && !option.Values.Contains(word)) continue;
            options[option.Name] = word;
            bare = end < 0 ? "" : bare[(end + 1)..].TrimStart();
        }

        return bare;
    }

    [GeneratedRegex(@"(?<=^|\s)(?<name>\p{L}{2,20}):", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OptionMark();
}

/// <summary>
/// A command line as read. <paramref name="Command"/> is null where there is none of that name; <paramref name="Stray"/> is the
/// word that belongs to no option, or null.
/// </summary>
internal sealed record ParsedLine(Command? Command, string Name, ImmutableDictionary<string, string> Options, string? Stray);
