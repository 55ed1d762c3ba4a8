using MutualAid.Core.Commands;
using MutualAid.Matrix.Client;

namespace MutualAid.Matrix.Rooms;

/// <summary>Somebody came into a conversation, said no to the invitation, or left ("Room membership"). What happens in other rooms is passed over.</summary>
internal sealed class Attendances(Dispatcher dispatcher, RoomStates states, MatrixApi api, MatrixClock clock)
{
    /// <summary>Whether it may be one, as far as that is known without asking.</summary>
    public bool MayBeConversation(string room) => states.Known(room) is not { } state || IsConversation(state, out _);

    public async Task<Task> ChangedAsync(string room, string user, CancellationToken stop)
    {
        if (await StateAsync(room, stop).ConfigureAwait(false) is not { } state || !IsConversation(state, out var of)) return Task.CompletedTask;
        var group = MatrixIds.Group(of);
        // The homeserver does not say it twice.
        for (var failures = 1; !await dispatcher.AttendanceChangedAsync(group, MatrixIds.PrivatePlace(room, group), MatrixIds.Person(user), stop).ConfigureAwait(false); failures++)
            await clock.DelayAsync(Pauses.After(failures), stop).ConfigureAwait(false);
        return Task.CompletedTask;
    }

    private async Task<RoomState?> StateAsync(string room, CancellationToken stop)
    {
        try
        {
            return await states.OfAsync(room, stop).ConfigureAwait(false);
        }
        catch (MatrixRefusedException)
        {
            // The bot left it meanwhile.
            return null;
        }
    }

    private bool IsConversation(RoomState state, out string group)
    {
        var note = state.NoteOf(api.Me);
        group = note.Text("group") ?? "";
        return note.Text("kind") == "conversation" && group.Length > 0;
    }
}
