using System.Text.Json;
using MutualAid.Matrix.Client;

namespace MutualAid.Matrix.Rooms;

/// <summary>The state of rooms, asked for when it is needed and kept true by what comes in. Thread-safe.</summary>
internal sealed class RoomStates(MatrixApi api)
{
    private const int Most = 2_000;
    private readonly Recent<string, RoomState> known = new(Most);

    /// <summary>Throws <see cref="MatrixException"/> where it can't be known.</summary>
    public async Task<RoomState> OfAsync(string room, CancellationToken stop)
    {
        if (known.TryGet(room, out var state)) return state;
        var create = await CreateAsync(room, stop).ConfigureAwait(false);
        var powers = await api.StateAsync(room, "m.room.power_levels", "", stop).ConfigureAwait(false);
        var encryption = await api.StateAsync(room, "m.room.encryption", "", stop).ConfigureAwait(false);
        state = new RoomState(create.Sender, create.Content, powers ?? default, encryption is not null);
        known.Set(room, state);
        return state;
    }

    /// <summary>What is known of it already, or null.</summary>
    public RoomState? Known(string room) => known.TryGet(room, out var state) ? state : null;

    /// <summary>Something of a room's state changed. Encryption, once seen, stays: it can't be turned off.</summary>
    public void Changed(string room, string type, JsonElement content)
    {
        if (!known.TryGet(room, out var state)) return;
        known.Set(room, type switch
        {
            "m.room.power_levels" => state with { Powers = content },
            "m.room.encryption" => state with { Encrypted = true },
            _ => state,
        });
    }

    public void Forget(string room) => known.Forget(room);

    private async Task<(string Sender, JsonElement Content)> CreateAsync(string room, CancellationToken stop)
    {
        var made = await api.StateEventAsync(room, "m.room.create", stop).ConfigureAwait(false);
        return made.Text("sender") is { } sender ? (sender, made.Object("content")) : (made.Text("creator") ?? "", made);
    }
}
