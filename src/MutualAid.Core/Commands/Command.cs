using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Localisation;

namespace MutualAid.Core.Commands;

/// <summary>What an option takes.</summary>
public enum OptionType
{
    /// <summary>Free text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>The number of a need, with the ones that fit offered.</summary>
    NeedNumber,

    /// <summary>One of a few values.</summary>
    Choice,

    /// <summary>A time in words.</summary>
    Moment,

    /// <summary>Yes or no.</summary>
    Flag,
}

/// <summary>One option of a command. Its description is the text <c>option.{command}.{name}</c>.</summary>
public sealed record CommandOption(string Name, OptionType Type, bool Required = false)
{
    /// <summary>The values of a choice that never change; empty where they depend on the group.</summary>
    public ImmutableArray<string> Values { get; init; } = [];

    /// <summary>Its name in a language: one word in lower case. The name itself is understood everywhere.</summary>
    public string NameIn(Language language) => language.Plain("name.option." + Name);

    /// <summary>Whether this is its name, in any language, whatever its case.</summary>
    internal bool IsCalled(string name) =>
        Name.Equals(name, StringComparison.OrdinalIgnoreCase) || Languages.All.Any(l => NameIn(l).Equals(name, StringComparison.OrdinalIgnoreCase));
}

/// <summary>
/// One command, the same on every platform. Its description is the text <c>command.{name}</c>. Options stand in the order in
/// which bare words fill them.
/// </summary>
public sealed record Command
{
    internal Command(string name, Func<UseCases, Ask, CancellationToken, Task<Reply>> run, params ReadOnlySpan<CommandOption> options)
    {
        Name = name;
        Run = run;
        Options = [.. options];
    }

    /// <summary>What is typed.</summary>
    public string Name { get; }

    /// <summary>Its options, in order.</summary>
    public ImmutableArray<CommandOption> Options { get; }

    internal Func<UseCases, Ask, CancellationToken, Task<Reply>> Run { get; }

    /// <summary>Its name in a language: one word in lower case. The name itself is understood everywhere.</summary>
    public string NameIn(Language language) => language.Plain("name." + Name);

    /// <summary>What it does, in a language.</summary>
    public string Description(Language language) => language.Plain("command." + Name);

    /// <summary>What one of its options is, in a language.</summary>
    public string Description(CommandOption option, Language language) => language.Plain($"option.{Name}.{option.Name}");
}
