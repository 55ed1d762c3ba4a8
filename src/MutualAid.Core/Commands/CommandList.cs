using System.Collections.Frozen;
using System.Collections.Immutable;
using MutualAid.Core.Localisation;
using static MutualAid.Core.Commands.OptionType;

namespace MutualAid.Core.Commands;

/// <summary>The one list of commands. Every platform offers these, and every command line ends at the use case named here.</summary>
public static class CommandList
{
    private static readonly CommandOption Number = new("number", NeedNumber, Required: true);

    /// <summary>All commands, in the order of the help.</summary>
    public static ImmutableArray<Command> All { get; } =
    [
        new("need", (use, ask, stop) => use.PostNeed.FromCommandAsync(ask, stop),
            new("what", Text), new("category", Choice), new("when", Moment), new("area", Text), new("quantity", OptionType.Number),
            new("details", Text), new("for", Text), new("anonymous", Flag)),
        new("needs", (use, ask, stop) => use.ListNeeds.FromCommandAsync(ask, stop),
            new("show", Choice) { Values = ["open", "waiting", "covered"] }, new("category", Choice), new("area", Text)),
        new("offer", (use, ask, stop) => use.PostOffer.FromCommandAsync(ask, stop),
            new("what", Text), new("category", Choice), new("area", Text), new("quantity", OptionType.Number), new("until", Moment), new("standing", Flag)),
        new("offers", (use, ask, stop) => use.ListOffers.FromCommandAsync(ask, stop), new("category", Choice), new("area", Text)),
        new("mine", (use, ask, stop) => use.ListMine.FromCommandAsync(ask, stop)),
        new("claim", (use, ask, stop) => use.ClaimNeed.FromCommandAsync(ask, stop), Number, new("quantity", OptionType.Number)),
        new("release", (use, ask, stop) => use.ReleaseClaim.FromCommandAsync(ask, stop), Number),
        new("done", (use, ask, stop) => use.FinishNeed.FromCommandAsync(ask, stop), Number),
        new("close", (use, ask, stop) => use.CloseNeed.FromCommandAsync(ask, stop), Number, new("reason", Text)),
        new("edit", (use, ask, stop) => use.EditNeed.FromCommandAsync(ask, stop), Number),
        new("bump", (use, ask, stop) => use.BumpNeed.FromCommandAsync(ask, stop), Number),
        new("digest", (use, ask, stop) => use.ShowDigest.FromCommandAsync(ask, stop)),
        new("privacy", (use, ask, stop) => use.ShowPrivacy.FromCommandAsync(ask, stop), new CommandOption("do", Choice) { Values = ["export", "forget"] }),
        new("settings", (use, ask, stop) => use.ChangeSettings.FromCommandAsync(ask, stop), new("setting", Choice), new("value", Text)),
        new("help", (_, ask, _) => Task.FromResult(ShowHelp.FromCommand(ask))),
    ];

    private static readonly FrozenDictionary<string, Command> ByName = All
        .SelectMany(c => Languages.All.Select(c.NameIn).Prepend(c.Name).Distinct(StringComparer.OrdinalIgnoreCase).Select(name => (name, c)))
        .ToFrozenDictionary(pair => pair.name, pair => pair.c, StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The tag of the only language in which this is a command's own name: who types it speaks that language. Null where it is the
    /// plain English name, the same in several languages, or no command's.
    /// </summary>
    public static string? LanguageOf(string name)
    {
        if (All.Any(c => Same(c.Name, name))) return null;
        var spokenIn = Languages.All.Where(l => All.Any(c => Same(c.NameIn(l), name))).ToList();
        return spokenIn is [var only] ? only.Tag : null;
    }

    /// <summary>The command of this name in any language, whatever its case, or null.</summary>
    public static Command? Find(string name) => ByName.GetValueOrDefault(name);

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
