using MutualAid.Core.Commands;

namespace MutualAid.Matrix.Rooms;

/// <summary>The bot came into a room, or the powers in it changed: what waits to be shown there is tried.</summary>
internal sealed class Reopened(GroupRooms rooms, Dispatcher dispatcher)
{
    public async Task<Task> TryAsync(string room, CancellationToken stop)
    {
        await dispatcher.PlaceChangedAsync(await rooms.GroupOfAsync(room, stop).ConfigureAwait(false), MatrixIds.Place(room), stop).ConfigureAwait(false);
        return Task.CompletedTask;
    }
}
