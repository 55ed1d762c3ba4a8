using MutualAid.Core.Chat;
using MutualAid.Core.Localisation;

namespace MutualAid.Discord;

/// <summary>What Discord does with what is private. Files go along with answers that one person sees.</summary>
internal sealed partial class DiscordPlatform : IPrivateFiles, IDisclosing
{
    public string AboutFiles(string language) => Languages.Best(language).Plain(PlatformTexts.DiscordFiles);

    public string WhoReads(string language) => Languages.Best(language).Plain(PlatformTexts.DiscordReads);

    /// <summary>As Discord's own clients make links to messages.</summary>
    public string LinkTo(PlaceId place, MessageId? message)
    {
        var channel = $"https://discord.com/channels/{DiscordIds.GuildOf(place)}/{DiscordIds.ChannelOf(place)}";
        return message is { } shown ? $"{channel}/{DiscordIds.SnowflakeOf(shown)}" : channel;
    }
}
