using Microsoft.Extensions.Logging;
using MutualAid.Core.Chat;
using MutualAid.Core.Commands;
using MutualAid.Discord.Rendering;
using MutualAid.Discord.Rest;
using MutualAid.Discord.Wire;

namespace MutualAid.Discord.Interactions;

/// <summary>
/// Reactions on the bot's cards. There is nothing to whisper in answer to a reaction, so what has to be said goes as a direct message; who
/// has closed those sees on the card what became of it.
/// </summary>
internal sealed partial class Reactions(Dispatcher dispatcher, DiscordApi api, DiscordSelf self, ReplyRendering rendering, ILogger<Reactions> log)
{
    private const char EmojiStyle = '\uFE0F';

    /// <summary>Whether it may be one that matters; most on a server are not, and of those nothing is looked up.</summary>
    public bool Matters(ReactionEvent reaction, out string emoji)
    {
        emoji = reaction.Emoji.Name?.TrimEnd(EmojiStyle) ?? "";
        return reaction is { GuildId: not null, Emoji.Id: null } && emoji is "✋" or "✅"
            && !self.Is(reaction.UserId)
            // Taking one back does not say whose message it was on.
            && (reaction.MessageAuthorId is null || self.Is(reaction.MessageAuthorId));
    }

    /// <summary>Handles one. <paramref name="key"/> is the same for a replay of the same event. Throws only for cancellation.</summary>
    public async Task HandleAsync(ReactionEvent reaction, string emoji, bool added, string key, CancellationToken stop)
    {
        var guild = reaction.GuildId!;
        var place = DiscordIds.Place(guild, reaction.ChannelId);
        var reply = await dispatcher.HandleAsync(
            new Intent(
                DiscordIds.Person(reaction.UserId), IsFacilitator: false, DiscordIds.Group(guild), place, place, Language: null, key,
                new Reacted(emoji, DiscordIds.Message(reaction.ChannelId, reaction.MessageId), added)),
            stop).ConfigureAwait(false);
        if (reply is null) return;
        try
        {
            var direct = await api.OpenDirectAsync(reaction.UserId, stop).ConfigureAwait(false);
            foreach (var message in rendering.Messages(reply, guild))
                await api.PostAsync(direct.Id, new MessageBody { Flags = MessageFlags.ComponentsV2, Components = message.Components }, stop).ConfigureAwait(false);
        }
        catch (DiscordRefusedException e)
        {
            LogUnsaid(log, e.Code);
        }
        catch (DiscordUnreachableException)
        {
            LogUnsaid(log, 0);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "The answer to a reaction could not be said: code {Code}")]
    private static partial void LogUnsaid(ILogger log, int code);
}
