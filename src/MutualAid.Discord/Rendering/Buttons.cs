using MutualAid.Core.Chat;
using MutualAid.Discord.Wire;

namespace MutualAid.Discord.Rendering;

/// <summary>Actions as rows of buttons. A button holds what it does and, where the place does not tell it, the guild: nothing is remembered.</summary>
internal static class Buttons
{
    private const char GuildMark = '@';
    private const char Separator = '|';
    private const int Primary = 1;
    private const int Secondary = 2;

    public static IEnumerable<Component> Rows(IEnumerable<CardAction> actions, string? guild) =>
        actions.DistinctBy(a => a.Id).Select(a => new Component
        {
            Type = ComponentTypes.Button,
            Style = a.Style == ActionStyle.Primary ? Primary : Secondary,
            Label = Markdown.Cut(a.Label, ComponentLimits.ButtonLabel),
            CustomId = Id(a.Id, guild),
        }).Chunk(ComponentLimits.ButtonsARow).Select(row => new Component { Type = ComponentTypes.ActionRow, Components = row });

    /// <summary>What is done, with the guild where the place does not tell it.</summary>
    public static string Id(string id, string? guild) => guild is null ? id : $"{GuildMark}{guild}{Separator}{id}";

    /// <summary>The action and, if the button names one, the guild. Whatever is not ours comes back as it is.</summary>
    public static (string Action, string? Guild) Read(string customId)
    {
        var end = customId.IndexOf(Separator, StringComparison.Ordinal);
        return customId.StartsWith(GuildMark) && end > 0 ? (customId[(end + 1)..], customId[1..end]) : (customId, null);
    }
}
