using System.Text.Json;
using MutualAid.Core.Commands;
using MutualAid.Core.Localisation;
using MutualAid.Discord.Wire;

namespace MutualAid.Discord.Rendering;

/// <summary>The one command list as Discord's application commands, with descriptions in every language there is.</summary>
internal static class CommandRendering
{
    /// <summary>The menu command on a message; English is its name on the wire.</summary>
    public const string QuoteMessage = "Make this a need";

    private const int LongestDescription = 100;
    private const int MostParts = 999;
    private const int LongestText = 6000;

    /// <summary>Only in guilds, and only by installing it there: whoever asks has to be among the people who can help.</summary>
    private static readonly int[] GuildOnly = [0];

    /// <summary>Which of Discord's locales read a language (Reference, Locales).</summary>
    private static readonly Dictionary<string, string[]> Locales = new(StringComparer.Ordinal)
    {
        ["en"] = ["en-US", "en-GB"],
        ["es"] = ["es-ES", "es-419"],
        ["pt"] = ["pt-BR"],
        ["sv"] = ["sv-SE"],
        ["zh"] = ["zh-CN", "zh-TW"],
    };

    public static IReadOnlyList<ApplicationCommand> All() =>
    [
        .. CommandList.All.Select(command => new ApplicationCommand(CommandTypes.ChatInput, command.Name)
        {
            NameLocalizations = Localised(command.NameIn),
            Description = Description(command.Description(Languages.All[0])),
            DescriptionLocalizations = Localised(language => Description(command.Description(language))),
            Options = command.Options.IsEmpty ? null : [.. command.Options.Select(o => Option(command, o))],
            IntegrationTypes = GuildOnly,
            Contexts = GuildOnly,
        }),
        new ApplicationCommand(CommandTypes.Message, QuoteMessage)
        {
            NameLocalizations = Localised(language => language.Plain(PlatformTexts.QuoteMessage)),
            Description = "",
            IntegrationTypes = GuildOnly,
            Contexts = GuildOnly,
        },
    ];

    /// <summary>Whether what is registered is what it should be; the order and what Discord adds do not matter.</summary>
    public static bool AreSame(IReadOnlyList<ApplicationCommand> registered, IReadOnlyList<ApplicationCommand> wanted) =>
        Names(registered).SequenceEqual(Names(wanted), StringComparer.Ordinal);

    private static IEnumerable<string> Names(IReadOnlyList<ApplicationCommand> commands) => commands
        .Select(c => JsonSerializer.Serialize<IReadOnlyList<ApplicationCommand>>([Plain(c)], WireJson.Default.IReadOnlyListApplicationCommand))
        .Order(StringComparer.Ordinal);

    /// <summary>The same, without an id, with dictionaries in order and "no" spelled as nothing.</summary>
    private static ApplicationCommand Plain(ApplicationCommand command) => command with
    {
        Id = null,
        NameLocalizations = Ordered(command.NameLocalizations),
        Description = string.IsNullOrEmpty(command.Description) ? null : command.Description,
        DescriptionLocalizations = Ordered(command.DescriptionLocalizations),
        Options = command.Options is not { Count: > 0 } ? null : [.. command.Options.Select(o => o with
        {
            NameLocalizations = Ordered(o.NameLocalizations),
            DescriptionLocalizations = Ordered(o.DescriptionLocalizations),
            Required = o.Required is true ? true : null,
            Autocomplete = o.Autocomplete is true ? true : null,
        })],
    };

    private static SortedDictionary<string, string>? Ordered(IReadOnlyDictionary<string, string>? names) =>
        names is not { Count: > 0 } ? null : new SortedDictionary<string, string>(names.ToDictionary(), StringComparer.Ordinal);

    private static ApplicationCommandOption Option(Command command, CommandOption option) => new(
        option.Type switch { OptionType.Number => OptionTypes.Integer, OptionType.Flag => OptionTypes.Flag, _ => OptionTypes.Text },
        option.Name,
        Description(command.Description(option, Languages.All[0])))
    {
        NameLocalizations = Localised(option.NameIn),
        DescriptionLocalizations = Localised(language => Description(command.Description(option, language))),
        Required = option.Required ? true : null,
        // Longer than a use case takes: what is too long is refused with the text given back, not cut off while it is typed.
        MaxLength = option.Type == OptionType.Text && !Completions.Has(option) ? LongestText : null,
        Autocomplete = Completions.Has(option) && option.Type != OptionType.Flag ? true : null,
        MinValue = option.Type == OptionType.Number ? 1 : null,
        MaxValue = option.Type == OptionType.Number ? MostParts : null,
    };

    private static string Description(string text) => Markdown.Cut(text, LongestDescription);

    private static Dictionary<string, string> Localised(Func<Language, string> text) =>
        Languages.All.SelectMany(language => Locales.GetValueOrDefault(language.Tag, [language.Tag]).Select(locale => (locale, text(language))))
            .ToDictionary(pair => pair.locale, pair => pair.Item2, StringComparer.Ordinal);
}
