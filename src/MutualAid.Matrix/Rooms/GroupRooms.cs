using System.Collections.Concurrent;
using MutualAid.Core.Chat;
using MutualAid.Matrix.Client;

namespace MutualAid.Matrix.Rooms;

/// <summary>
/// Which room is which group's. A group is known by the room it was first met in; when that room is upgraded, the group goes on in the new
/// one ("Room upgrades"), and the two are remembered together. Thread-safe.
/// </summary>
internal sealed class GroupRooms(IBookmarks bookmarks, MatrixApi api, RoomStates states)
{
    private const string FirstKey = "matrix:group-of:";
    private const string NowKey = "matrix:room-of:";
    private readonly Recent<string, string> first = new(2_000);
    private readonly Recent<string, string> now = new(2_000);
    private readonly ConcurrentDictionary<string, byte> joined = new(StringComparer.Ordinal);

    /// <summary>The rooms that the bot is in.</summary>
    public ICollection<string> Joined => joined.Keys;

    public void Came(string room) => joined[room] = 0;

    public void Left(string room)
    {
        joined.TryRemove(room, out _);
        states.Forget(room);
    }

    public async Task LoadAsync(CancellationToken stop)
    {
        foreach (var room in await api.RoomsAsync(stop).ConfigureAwait(false)) Came(room);
    }

    public async Task<GroupId> GroupOfAsync(string room, CancellationToken stop) => MatrixIds.Group(await RememberedAsync(first, FirstKey, room, stop).ConfigureAwait(false));

    /// <summary>The room that the group is in now.</summary>
    public Task<string> RoomOfAsync(GroupId group, CancellationToken stop) => RememberedAsync(now, NowKey, MatrixIds.RoomOf(group), stop);

    /// <summary>From now on the group of the one room is in the other. Durable once it returns.</summary>
    public async Task MovedAsync(string from, string to, CancellationToken stop)
    {
        var root = MatrixIds.RoomOf(await GroupOfAsync(from, stop).ConfigureAwait(false));
        await bookmarks.SaveAsync(FirstKey + to, root, stop).ConfigureAwait(false);
        await bookmarks.SaveAsync(NowKey + root, to, stop).ConfigureAwait(false);
        first.Set(to, root);
        now.Set(root, to);
    }

    /// <summary>Erases what was remembered of a group. A room between its first and its last stays known by its id alone, which leads nowhere.</summary>
    public async Task EraseAsync(GroupId group, CancellationToken stop)
    {
        var root = MatrixIds.RoomOf(group);
        var last = await RoomOfAsync(group, stop).ConfigureAwait(false);
        foreach (var key in new[] { FirstKey + last, FirstKey + root, NowKey + root }) await bookmarks.RemoveAsync(key, stop).ConfigureAwait(false);
        first.Forget(last);
        first.Forget(root);
        now.Forget(root);
    }

    public async Task<RoomKind> KindOfAsync(string room, CancellationToken stop) =>
        (await states.OfAsync(room, stop).ConfigureAwait(false)).NoteOf(api.Me).Text("kind") switch
        {
            "direct" => RoomKind.Direct,
            "conversation" => RoomKind.Conversation,
            _ => RoomKind.Group,
        };

    private async Task<string> RememberedAsync(Recent<string, string> cache, string prefix, string room, CancellationToken stop)
    {
        if (cache.TryGet(room, out var known)) return known;
        known = await bookmarks.FindAsync(prefix + room, stop).ConfigureAwait(false) ?? room;
        cache.Set(room, known);
        return known;
    }
}
