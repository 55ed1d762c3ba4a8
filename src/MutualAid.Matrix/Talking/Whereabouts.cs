using MutualAid.Core.Chat;
using MutualAid.Matrix.Client;
using MutualAid.Matrix.Rooms;

namespace MutualAid.Matrix.Talking;

/// <summary>Where something is said: for which group, in which place, and where that group is at home.</summary>
internal sealed record Here(GroupId Group, string GroupRoom, PlaceId Place, bool IsPrivate);

/// <summary>Finds out where something is said, and what the room trusts whoever says it with.</summary>
internal sealed class Whereabouts(GroupRooms rooms, DirectRooms direct, RoomStates states, MatrixApi api, Names names)
{
    private const int MostAtOnce = 8;

    /// <summary>For a group's own room, or a conversation about one of its needs.</summary>
    public async Task<Here> InRoomAsync(string room, CancellationToken stop)
    {
        var note = (await states.OfAsync(room, stop).ConfigureAwait(false)).NoteOf(api.Me);
        if (note.Text("kind") == "conversation" && note.Text("group") is { } of) return await PrivateAsync(room, MatrixIds.Group(of), stop).ConfigureAwait(false);
        var group = await rooms.GroupOfAsync(room, stop).ConfigureAwait(false);
        return new Here(group, room, MatrixIds.Place(room), IsPrivate: false);
    }

    /// <summary>For a private room, about a group.</summary>
    public async Task<Here> PrivateAsync(string room, GroupId group, CancellationToken stop) =>
        new(group, await rooms.RoomOfAsync(group, stop).ConfigureAwait(false), MatrixIds.PrivatePlace(room, group), IsPrivate: true);

    /// <summary>Whether this person is in the group's room now: who left it, or was sent away, has no part in it.</summary>
    public async Task<bool> IsMemberAsync(Here here, string user, CancellationToken stop) => await IsInAsync(here.GroupRoom, user, stop).ConfigureAwait(false);

    public async Task<Intent> IntentAsync(Said said, Here here, string? language, IntentBody body, CancellationToken stop) => new(
        MatrixIds.Person(said.Sender),
        (await states.OfAsync(here.GroupRoom, stop).ConfigureAwait(false)).IsFacilitator(said.Sender),
        here.Group,
        here.Place,
        MatrixIds.Place(here.GroupRoom),
        language,
        said.EventId,
        body);

    /// <summary>The groups that this person and the bot share, by name.</summary>
    public async Task<IReadOnlyList<(GroupId Group, string Name)>> SharedAsync(string user, CancellationToken stop)
    {
        var shared = new List<(GroupId Group, string Name)>();
        foreach (var some in rooms.Joined.Where(r => !direct.IsDirect(r)).Chunk(MostAtOnce))
        {
            var found = await Task.WhenAll(some.Select(r => SharedOrNullAsync(r, user, stop))).ConfigureAwait(false);
            shared.AddRange(found.OfType<(GroupId Group, string Name)>());
        }

        return [.. shared.DistinctBy(s => s.Group).OrderBy(s => s.Name, StringComparer.OrdinalIgnoreCase)];
    }

    public Task<string> NameOfAsync(string room, CancellationToken stop) => names.OfRoomAsync(room, stop);

    private async Task<(GroupId Group, string Name)?> SharedOrNullAsync(string room, string user, CancellationToken stop)
    {
        try
        {
            if (await rooms.KindOfAsync(room, stop).ConfigureAwait(false) != RoomKind.Group || !await IsInAsync(room, user, stop).ConfigureAwait(false)) return null;
            var group = await rooms.GroupOfAsync(room, stop).ConfigureAwait(false);
            // A room that was upgraded is the group's no more.
            return await rooms.RoomOfAsync(group, stop).ConfigureAwait(false) == room ? (group, await names.OfRoomAsync(room, stop).ConfigureAwait(false)) : null;
        }
        catch (MatrixRefusedException)
        {
            return null;
        }
    }

    private async Task<bool> IsInAsync(string room, string user, CancellationToken stop)
    {
        try
        {
            return (await api.StateAsync(room, "m.room.member", user, stop).ConfigureAwait(false))?.Text("membership") == "join";
        }
        catch (MatrixRefusedException)
        {
            return false;
        }
    }
}
