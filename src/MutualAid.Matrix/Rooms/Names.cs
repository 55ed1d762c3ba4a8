using System.Text.Json;
using MutualAid.Core.Localisation;
using MutualAid.Matrix.Client;

namespace MutualAid.Matrix.Rooms;

/// <summary>What people are called in a room now. Never stored; anybody may call themselves anything, so it is shown and never read.</summary>
internal sealed class Names(MatrixApi api)
{
    private const int Most = 10_000;
    private const int Longest = 80;
    private readonly Recent<(string Room, string User), string> known = new(Most);

    /// <summary>The user's name in a room, or the user id where there is none or it can't be had.</summary>
    public async Task<string> OfAsync(string room, string user, CancellationToken stop)
    {
        if (known.TryGet((room, user), out var name)) return name;
        try
        {
            var member = await api.StateAsync(room, "m.room.member", user, stop).ConfigureAwait(false);
            var named = member?.Text("displayname") ?? (await api.ProfileAsync(user, stop).ConfigureAwait(false))?.Text("displayname");
            name = Shown(named) ?? user;
            known.Set((room, user), name);
            return name;
        }
        catch (MatrixException)
        {
            // A card is not held up by a name.
            return user;
        }
    }

    /// <summary>A room's name, or its id where it has none.</summary>
    public async Task<string> OfRoomAsync(string room, CancellationToken stop) =>
        Shown((await api.StateAsync(room, "m.room.name", "", stop).ConfigureAwait(false))?.Text("name")) ?? room;

    /// <summary>A member event came in.</summary>
    public void Saw(string room, string user, JsonElement content)
    {
        if (known.TryGet((room, user), out _)) known.Set((room, user), Shown(content.Text("displayname")) ?? user);
    }

    /// <summary>Shown on one line, and not longer than a name is.</summary>
    private static string? Shown(string? name) => MemberText.CleanLine(name) is { } clean ? Rendering.Texting.Cut(clean, Longest) : null;
}
