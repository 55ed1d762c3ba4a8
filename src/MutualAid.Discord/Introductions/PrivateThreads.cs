using MutualAid.Core.Chat;
using MutualAid.Discord.Rest;
using MutualAid.Discord.Wire;

namespace MutualAid.Discord.Introductions;

/// <summary>
/// Private conversations as private threads below the channel of the card (Discord: Topics, Threads). A thread can't carry a nonce: its name
/// ends in a few characters of the posting id, and a thread of that name is looked for before one is made.
/// </summary>
internal sealed class PrivateThreads(DiscordApi api, DiscordSelf self)
{
    /// <summary>A week without a word; a later message of the bot wakes it.</summary>
    private const int ArchivedAfterMinutes = 10_080;

    private const int MarkLength = 5;

    public async Task<PlaceId> OpenAsync(Conversation conversation, CancellationToken cancellationToken)
    {
        var guild = DiscordIds.GuildOf(conversation.Near);
        if (DiscordIds.IsDirect(conversation.Near)) throw new ChatException(ChatProblem.Refused);
        var thread = conversation.Known is { } known ? DiscordIds.ChannelOf(known) : await FindOrStartAsync(conversation, guild, cancellationToken).ConfigureAwait(false);
        foreach (var person in conversation.Before.Except(conversation.People).Select(DiscordIds.UserOf).OfType<string>())
            await AwakeAsync(thread, () => DoneAsync(api.RemoveFromThreadAsync(thread, person, cancellationToken)), cancellationToken).ConfigureAwait(false);
        foreach (var person in conversation.People.Except(conversation.Before).Select(DiscordIds.UserOf).OfType<string>())
            await AwakeAsync(thread, () => DoneAsync(api.AddToThreadAsync(thread, person, cancellationToken)), cancellationToken).ConfigureAwait(false);
        return DiscordIds.Place(guild, thread);
    }

    /// <summary>Archived and locked: nobody is called into it any more.</summary>
    public async Task CloseAsync(PlaceId place, CancellationToken cancellationToken)
    {
        try
        {
            await api.ArchiveAsync(DiscordIds.ChannelOf(place), new ArchiveBody(Archived: true, Locked: true), cancellationToken).ConfigureAwait(false);
        }
        catch (DiscordRefusedException e) when (e.Code is ErrorCodes.MissingPermissions)
        {
            // To lock needs more than to archive.
            await api.ArchiveAsync(DiscordIds.ChannelOf(place), new ArchiveBody(Archived: true), cancellationToken).ConfigureAwait(false);
        }
        catch (DiscordRefusedException e) when (e.Code is ErrorCodes.UnknownChannel)
        {
            // That is closed enough.
        }
    }

    /// <summary>Does something in a channel; where it is a thread that fell asleep, wakes it first.</summary>
    public async Task<T> AwakeAsync<T>(string channel, Func<Task<T>> act, CancellationToken cancellationToken)
    {
        try
        {
            return await act().ConfigureAwait(false);
        }
        catch (DiscordRefusedException e) when (e.Code == ErrorCodes.ThreadArchived)
        {
            await api.ArchiveAsync(channel, new ArchiveBody(Archived: false), cancellationToken).ConfigureAwait(false);
            return await act().ConfigureAwait(false);
        }
    }

    private static async Task<bool> DoneAsync(Task task)
    {
        await task.ConfigureAwait(false);
        return true;
    }

    private async Task<string> FindOrStartAsync(Conversation conversation, string guild, CancellationToken cancellationToken)
    {
        var name = $"{conversation.Title} · {conversation.Posting.Value[..MarkLength]}";
        var parent = DiscordIds.ChannelOf(conversation.Near);
        var me = self.User;
        var active = await api.ActiveThreadsAsync(guild, cancellationToken).ConfigureAwait(false);
        if (active.FirstOrDefault(t => t.OwnerId == me && t.Type == ChannelTypes.PrivateThread && t.Name == name) is { } found) return found.Id;
        // Not repeated by itself after an uncertain outcome: the next attempt looks first.
        var started = await api.StartThreadAsync(parent, new ThreadBody(name, ChannelTypes.PrivateThread, ArchivedAfterMinutes, Invitable: false), cancellationToken).ConfigureAwait(false);
        return started.Id;
    }
}
