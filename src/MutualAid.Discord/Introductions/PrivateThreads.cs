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
        await LetOutAsync(thread, conversation.Before.Union(conversation.MayBeIn).Except(conversation.People), cancellationToken).ConfigureAwait(false);
        foreach (var person in conversation.People.Except(conversation.Before).Select(DiscordIds.UserOf).OfType<string>())
            await AwakeAsync(thread, () => DoneAsync(api.AddToThreadAsync(thread, person, cancellationToken)), cancellationToken).ConfigureAwait(false);
        return DiscordIds.Place(guild, thread);
    }

    public async Task<PlaceId?> FindAsync(Conversation conversation, CancellationToken cancellationToken)
    {
        var guild = DiscordIds.GuildOf(conversation.Near);
        return await FindAsync(conversation, guild, cancellationToken).ConfigureAwait(false) is { } thread ? DiscordIds.Place(guild, thread) : null;
    }

    /// <summary>Archived and locked: nobody is called into it any more.</summary>
    public async Task CloseAsync(PlaceId place, IEnumerable<PersonId> leavers, CancellationToken cancellationToken)
    {
        var thread = DiscordIds.ChannelOf(place);
        try
        {
            await LetOutAsync(thread, leavers, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // Also where somebody could not be let out: nothing more is said there.
            await ArchiveAsync(thread, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ArchiveAsync(string thread, CancellationToken cancellationToken)
    {
        try
        {
            await api.ArchiveAsync(thread, new ArchiveBody(Archived: true, Locked: true), cancellationToken).ConfigureAwait(false);
        }
        catch (DiscordRefusedException e) when (e.Code is ErrorCodes.MissingPermissions)
        {
            // To lock needs more than to archive.
            await api.ArchiveAsync(thread, new ArchiveBody(Archived: true), cancellationToken).ConfigureAwait(false);
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

    private async Task LetOutAsync(string thread, IEnumerable<PersonId> leavers, CancellationToken cancellationToken)
    {
        foreach (var person in leavers.Select(DiscordIds.UserOf).OfType<string>())
        {
            try
            {
                await AwakeAsync(thread, () => DoneAsync(api.RemoveFromThreadAsync(thread, person, cancellationToken)), cancellationToken).ConfigureAwait(false);
            }
            catch (DiscordRefusedException e) when (e.Code is ErrorCodes.UnknownMember or ErrorCodes.UnknownUser)
            {
                // Who is not in it is out of it.
            }
        }
    }

    private static async Task<bool> DoneAsync(Task task)
    {
        await task.ConfigureAwait(false);
        return true;
    }

    private async Task<string> FindOrStartAsync(Conversation conversation, string guild, CancellationToken cancellationToken)
    {
        if (await FindAsync(conversation, guild, cancellationToken).ConfigureAwait(false) is { } found) return found;
        // Not repeated by itself after an uncertain outcome: the next attempt looks first.
        var body = new ThreadBody(NameOf(conversation), ChannelTypes.PrivateThread, ArchivedAfterMinutes, Invitable: false);
        return (await api.StartThreadAsync(DiscordIds.ChannelOf(conversation.Near), body, cancellationToken).ConfigureAwait(false)).Id;
    }

    private async Task<string?> FindAsync(Conversation conversation, string guild, CancellationToken cancellationToken)
    {
        var (me, name) = (self.User, NameOf(conversation));
        var active = await api.ActiveThreadsAsync(guild, cancellationToken).ConfigureAwait(false);
        return active.FirstOrDefault(t => t.OwnerId == me && t.Type == ChannelTypes.PrivateThread && t.Name == name)?.Id;
    }

    private static string NameOf(Conversation conversation) => $"{conversation.Title} · {conversation.Posting.Value[..MarkLength]}";
}
