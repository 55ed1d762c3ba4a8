using MutualAid.Core.Commands;

namespace MutualAid.Matrix.Rooms;

/// <summary>
/// Whether the bot is in the room of a group. Removed, banned or gone by itself is the same; a room that was replaced by another does not count, and
/// neither does one that is nobody's group ("Room membership").
/// </summary>
internal sealed class Presence(Dispatcher dispatcher, GroupRooms rooms, MatrixClock clock)
{
    public async Task<Task> LeftAsync(string room, CancellationToken stop)
    {
        var group = await rooms.GroupOfAsync(room, stop).ConfigureAwait(false);
        if (await rooms.RoomOfAsync(group, stop).ConfigureAwait(false) == room) await PersistAsync(() => dispatcher.PresenceAsync(group, isPresent: false, stop), stop).ConfigureAwait(false);
        return Task.CompletedTask;
    }

    public async Task<Task> CameAsync(string room, CancellationToken stop)
    {
        var group = await rooms.GroupOfAsync(room, stop).ConfigureAwait(false);
        await PersistAsync(() => dispatcher.PresenceAsync(group, isPresent: true, stop), stop).ConfigureAwait(false);
        return Task.CompletedTask;
    }

    /// <summary>The homeserver does not say it twice.</summary>
    private async Task PersistAsync(Func<Task<bool>> tell, CancellationToken stop)
    {
        for (var failures = 1; !await tell().ConfigureAwait(false); failures++) await clock.DelayAsync(Client.Pauses.After(failures), stop).ConfigureAwait(false);
    }
}
