using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;

namespace MutualAid.Bot.Playground;

/// <summary>One way to go on with a line: <paramref name="Line"/> replaces the whole of it.</summary>
internal sealed record CompletionItem(string Line, string Label, string Hint);

/// <summary>Completes a command line as it is typed: names of commands, options, and their values.</summary>
internal sealed class PlaygroundCompletion(Completions values, PlaygroundChat chat)
{
    public async Task<IReadOnlyList<CompletionItem>> ForAsync(Persona person, PlaceId home, string line, CancellationToken cancellationToken)
    {
        if (!line.StartsWith('/') || line.Contains('\n', StringComparison.Ordinal)) return [];
        var language = Languages.Best(chat.LanguageOf(person));
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0)
        {
            return [.. CommandList.All.Where(c => c.Name.StartsWith(line[1..], StringComparison.OrdinalIgnoreCase))
                .Select(c => new CompletionItem($"/{c.Name} ", "/" + c.Name, c.Description(language)))];
        }

        if (CommandList.Find(line[1..space]) is not { } command) return [];
        var (option, start) = OptionAt(command, line, space);
        var items = new List<CompletionItem>();
        if (option is not null)
        {
            var typed = line[start..].TrimStart();
            var before = line[..start] + (line[start - 1] == ' ' ? "" : " ");
            foreach (var value in await values.ForAsync(
                PlaygroundWorld.Group, home, person.Id, language.Tag, command.Name, option.Name, typed.TrimEnd(), cancellationToken))
            {
                items.Add(new CompletionItem(before + value.Value + " ", Plain(value.Label), Plain(value.Hint)));
            }
        }

        return [.. items, .. OptionNames(command, language, line)];
    }

    /// <summary>The option whose value is being typed, and where the value begins: the last one named, else the first bare one.</summary>
    private static (CommandOption? Option, int Start) OptionAt(Command command, string line, int space)
    {
        var named = command.Options
            .Select(o => (Option: o, At: line.LastIndexOf($" {o.Name}:", StringComparison.OrdinalIgnoreCase)))
            .Where(o => o.At >= 0).OrderByDescending(o => o.At).FirstOrDefault();
        if (named.Option is not null) return (named.Option, named.At + named.Option.Name.Length + 2);
        var bare = line[(space + 1)..];
        // Only the first bare word is a value to complete: what follows is free text, or a second option.
        return command.Options.IsEmpty || bare.TrimStart().Contains(' ', StringComparison.Ordinal) || command.Options[0].Type == OptionType.Text
            ? (null, 0)
            : (command.Options[0], space + 1);
    }

    private static IEnumerable<CompletionItem> OptionNames(Command command, Language language, string line)
    {
        var cut = line.LastIndexOf(' ');
        var word = line[(cut + 1)..];
        return command.Options
            .Where(o => !line.Contains($" {o.Name}:", StringComparison.OrdinalIgnoreCase))
            .Where(o => o.Name.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .Select(o => new CompletionItem($"{line[..(cut + 1)]}{o.Name}: ", o.Name + ":", command.Description(o, language)));
    }

    private static string Plain(RichText text) => MemberText.Drawn(PlainText.Of(text, PlaygroundWorld.NameOf, WireRendering.PlaceName));
}
