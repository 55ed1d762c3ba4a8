using System.Collections.Immutable;
using MutualAid.Core.Chat;
using MutualAid.Matrix.Client;

namespace MutualAid.Matrix.Rooms;

/// <summary>
/// Whom a room trusts: those it names with power who are in it, the most powerful first. Found from its powers, since its members may be
/// thousands. Who has left a room still reads its state as it was then ("Room state").
/// </summary>
internal sealed class Facilitators(MatrixApi api, RoomStates states, GroupRooms rooms)
{
    private const int Most = 5;

    public async Task<ImmutableArray<PersonId>> OfAsync(GroupId group, CancellationToken stop)
    {
        var room = await rooms.RoomOfAsync(group, stop).ConfigureAwait(false);
        var state = await states.OfAsync(room, stop).ConfigureAwait(false);
        var found = ImmutableArray.CreateBuilder<PersonId>();
        foreach (var user in state.Named().Where(u => u != api.Me && state.IsFacilitator(u)).OrderByDescending(state.PowerOf))
        {
            if ((await api.StateAsync(room, "m.room.member", user, stop).ConfigureAwait(false))?.Text("membership") != "join") continue;
            found.Add(MatrixIds.Person(user));
            if (found.Count == Most) break;
        }

        return found.ToImmutable();
    }

    public async Task<bool> IsAsync(GroupId group, PersonId person, CancellationToken stop)
    {
        if (MatrixIds.UserOf(person) is not { } user) return false;
        var room = await rooms.RoomOfAsync(group, stop).ConfigureAwait(false);
        return (await states.OfAsync(room, stop).ConfigureAwait(false)).IsFacilitator(user)
            && (await api.StateAsync(room, "m.room.member", user, stop).ConfigureAwait(false))?.Text("membership") == "join";
    }
}
