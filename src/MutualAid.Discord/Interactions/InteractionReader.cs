using System.Collections.Immutable;
using System.Text.Json;
using MutualAid.Core.Chat;
using MutualAid.Discord.Permissions;
using MutualAid.Discord.Rendering;
using MutualAid.Discord.Wire;

namespace MutualAid.Discord.Interactions;

/// <summary>What somebody did on Discord, as an intent. Decides nothing.</summary>
internal static class InteractionReader
{
    /// <summary>Who acted.</summary>
    public static string? UserOf(Interaction interaction) => (interaction.Member?.User ?? interaction.User)?.Id;

    /// <summary>The intent, or null where it is nothing of ours or misses what it must have.</summary>
    public static Intent? Read(Interaction interaction)
    {
        if (interaction.Data is not { } data || UserOf(interaction) is not { } user || interaction.ChannelId is not { } channel) return null;
        var (body, named) = BodyOf(interaction, data, user);
        if (body is null || (interaction.GuildId ?? named) is not { } guild) return null;
        return new Intent(
            DiscordIds.Person(user),
            PermissionSet.IsFacilitator(interaction.Member?.Permissions),
            DiscordIds.Group(guild),
            interaction.GuildId is null ? DiscordIds.DirectPlace(channel, guild) : DiscordIds.Place(guild, channel),
            HomeOf(interaction, guild, channel),
            interaction.Locale,
            interaction.Id,
            body);
    }

    /// <summary>Where the group sees what is asked here. A private thread is not such a place, the channel above it is.</summary>
    public static PlaceId HomeOf(Interaction interaction, string guild, string channel) => interaction switch
    {
        // A direct message is none either; the group is known by then, so its own place is not asked for.
        { GuildId: null } => DiscordIds.Place(guild, guild),
        { Channel: { Type: ChannelTypes.PrivateThread, ParentId: { } parent } } => DiscordIds.Place(guild, parent),
        _ => DiscordIds.Place(guild, channel),
    };

    private static (IntentBody? Body, string? Guild) BodyOf(Interaction interaction, InteractionData data, string user) => interaction.Type switch
    {
        InteractionTypes.Command when data is { Type: CommandTypes.Message, TargetId: { } target } => (Quoted(data, target, user), null),
        InteractionTypes.Command when data.Name is { } name => (Command(name, data.Options ?? []), null),
        InteractionTypes.Component when data.CustomId is { } id => Pressed(id),
        InteractionTypes.ModalSubmit when data.CustomId is { } id => Filled(id, data),
        _ => (null, null),
    };

    private static (IntentBody Body, string? Guild) Pressed(string customId)
    {
        var (action, guild) = Buttons.Read(customId);
        return (new ActionPressed(FormRendering.AgainOf(action) ?? action), guild);
    }

    private static (IntentBody Body, string? Guild) Filled(string customId, InteractionData data)
    {
        var (form, guild) = Buttons.Read(customId);
        return (new FormSubmitted(form, FormRendering.Values(data.Components ?? [])), guild);
    }

    private static MessageQuoted? Quoted(InteractionData data, string target, string user) =>
        data.Resolved?.Messages?.GetValueOrDefault(target) is { } message ? new MessageQuoted(message.Content ?? "", message.Author?.Id == user) : null;

    private static CommandUsed Command(string name, IReadOnlyList<OptionValue> options)
    {
        var given = options.DistinctBy(o => o.Name).ToImmutableDictionary(o => o.Name, o => Text(o.Value));
        return new CommandUsed(name, given, given.IsEmpty ? null : $"/{name} " + string.Join(' ', options.Select(o => $"{o.Name}: {Text(o.Value)}")));
    }

    /// <summary>An option's value as it would be typed. Throws <see cref="JsonException"/> where it is half a character.</summary>
    public static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.Deserialize(WireJson.Default.String)!,
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.Number => value.GetRawText(),
        _ => "",
    };
}
