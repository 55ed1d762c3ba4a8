using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Localisation;
using MutualAid.Core.Members;
using NodaTime;

namespace MutualAid.Core.Commands;

/// <summary>
/// An intent with everything a use case needs to answer it: the group, its rules, the actor's language, the time. Immutable.
/// </summary>
internal sealed record Ask(
    Intent Intent,
    string Key,
    Group Group,
    GroupRules Rules,
    Language Language,
    Instant Now,
    ImmutableDictionary<string, string> Options,
    string? Typed)
{
    public PersonId Actor => Intent.Actor;

    public MemberId Member => new(Group.Id, Intent.Actor);

    public bool IsFacilitator => Intent.IsFacilitator;

    /// <summary>The option as typed, without outer space; null where it is missing or empty.</summary>
    public string? Option(string name) => MemberText.Clean(Options.GetValueOrDefault(name));

    /// <summary>A private answer.</summary>
    public Reply Tell(string key, params ReadOnlySpan<(string Name, object Value)> values) =>
        new() { Language = Language.Tag, Text = Language.Say(key, values) };

    /// <summary>A refusal: nothing was changed, and what was typed is given back.</summary>
    public Reply Refuse(string key, params ReadOnlySpan<(string Name, object Value)> values) =>
        Tell(key, values) with { GivenBack = Typed };

    /// <summary>A refusal of what can't be read: it says so, and nothing else.</summary>
    public Reply Misread(string key, params ReadOnlySpan<(string Name, object Value)> values) =>
        Refuse(key, values) with { IsAboutInput = true };

    /// <summary>A button in the actor's language.</summary>
    public CardAction Button(string id, string textKey, ActionStyle style = ActionStyle.Plain) =>
        new(id, Language.Plain(textKey), style);

    /// <summary>An instant in the group's zone and the actor's language.</summary>
    public Moment Moment(Instant at, MomentStyle style = MomentStyle.Both) => Language.Moment(at, Rules.Zone, style);
}
