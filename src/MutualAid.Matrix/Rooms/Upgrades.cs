using System.Text.Json;
using Microsoft.Extensions.Logging;
using MutualAid.Core.Commands;
using MutualAid.Matrix.Client;

namespace MutualAid.Matrix.Rooms;

/// <summary>
/// A room that was replaced by another ("Room upgrades"). It is followed only where both sides bear it out: the old room's own state names the
/// new one, the new one names the old one, and who made it had the power to do so in the old one.
/// </summary>
internal sealed partial class Upgrades(MatrixApi api, RoomStates states, GroupRooms rooms, Dispatcher dispatcher, ILogger<Upgrades> log)
{
    private const string Tombstone = "m.room.tombstone";

    /// <summary>The old room says that it was replaced.</summary>
    public async Task<Task> FollowAsync(string room, string sender, JsonElement content, CancellationToken stop)
    {
        if (content.Text("replacement_room") is not { } replacement || await rooms.KindOfAsync(room, stop).ConfigureAwait(false) != RoomKind.Group) return Task.CompletedTask;
        try
        {
            var isNew = !rooms.Joined.Contains(replacement);
            if (isNew) await api.JoinAsync(replacement, MatrixIds.ServerOf(sender), stop).ConfigureAwait(false);
            rooms.Came(replacement);
            if (!await MoveAsync(room, replacement, stop).ConfigureAwait(false) && isNew) await api.LeaveAsync(replacement, stop).ConfigureAwait(false);
        }
        catch (MatrixRefusedException e)
        {
            // Whoever upgraded it has to invite the bot; then it goes on from there.
            LogNotFollowed(log, e.Code);
        }

        return Task.CompletedTask;
    }

    /// <summary>Whether a room that the bot came into is what one of its groups moved to.</summary>
    public async Task<bool> WasExpectedAsync(string room, RoomState state, CancellationToken stop) =>
        state.Predecessor is { } old && rooms.Joined.Contains(old) && await MoveAsync(old, room, stop).ConfigureAwait(false);

    private async Task<bool> MoveAsync(string from, string to, CancellationToken stop)
    {
        var (before, after) = (await states.OfAsync(from, stop).ConfigureAwait(false), await states.OfAsync(to, stop).ConfigureAwait(false));
        var named = (await api.StateAsync(from, Tombstone, "", stop).ConfigureAwait(false))?.Text("replacement_room");
        if (named != to || after.Predecessor != from || !before.MaySet(after.Creator, Tombstone))
        {
            LogDoubtful(log);
            return false;
        }

        var group = await rooms.GroupOfAsync(from, stop).ConfigureAwait(false);
        await rooms.MovedAsync(from, to, stop).ConfigureAwait(false);
        return await dispatcher.PlaceMovedAsync(group, MatrixIds.Place(from), MatrixIds.Place(to), stop).ConfigureAwait(false);
    }

    [LoggerMessage(1, LogLevel.Warning, "A room was upgraded, and the new one could not be joined: {Code}. Invite the bot there.")]
    private static partial void LogNotFollowed(ILogger log, string code);

    [LoggerMessage(2, LogLevel.Warning, "A room says that it was upgraded, but the new one does not bear it out; the bot stays where it is")]
    private static partial void LogDoubtful(ILogger log);
}
