using MutualAid.Core.Chat;
using MutualAid.Core.Localisation;

namespace MutualAid.Discord;

/// <summary>What Discord does with what is private. Files go along with answers that one person sees.</summary>
internal sealed partial class DiscordPlatform : IPrivateFiles, IDisclosing, IPrivateWords
{
    private const int TakenBackAtOnce = 50;

    public string AboutFiles(string language) => Languages.Best(language).Plain(PlatformTexts.DiscordFiles);

    public string WhoReads(string language) => Languages.Best(language).Plain(PlatformTexts.DiscordReads);

    /// <summary>As Discord's own clients make links to messages.</summary>
    public string LinkTo(PlaceId place, MessageId? message)
    {
        var channel = $"https://discord.com/channels/{DiscordIds.GuildOf(place)}/{DiscordIds.ChannelOf(place)}";
        return message is { } shown ? $"{channel}/{DiscordIds.SnowflakeOf(shown)}" : channel;
    }

    public Task<bool> TakeBackAsync(PersonId person, CancellationToken cancellationToken) => ChatErrors.TranslateAsync(async () =>
    {
        var user = DiscordIds.UserOf(person) ?? throw new ChatException(ChatProblem.Refused);
        var channel = (await api.OpenDirectAsync(user, cancellationToken).ConfigureAwait(false)).Id;
        string? before = null;
        var taken = 0;
        for (var page = 0; page < MostPages; page++)
        {
            var messages = await api.MessagesAsync(channel, before, cancellationToken).ConfigureAwait(false);
            foreach (var own in messages.Where(m => m.Author?.Id == self.User))
            {
                if (++taken > TakenBackAtOnce) return false;
                await api.DeleteAsync(channel, own.Id, canWait: true, cancellationToken).ConfigureAwait(false);
            }

            if (messages.Count == 0) return true;
            before = messages[^1].Id;
        }

        // What is older than that nobody looks through.
        return true;
    });
}
