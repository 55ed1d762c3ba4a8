using System.Text.Json;
using MutualAid.Core.Chat;
using MutualAid.Matrix.Client;
using MutualAid.Matrix.Rooms;
using NodaTime;

namespace MutualAid.Matrix;

/// <summary>
/// A homeserver does not tell how old an account is; a room tells since when somebody is in it. That is asked for once a person and group, and remembered for
/// as long as they are among those who were asked about last.
/// </summary>
internal sealed partial class MatrixPlatform : IAccountAges
{
    /// <summary>A new name or picture is a new member event: so many are followed back to the one by which they came.</summary>
    private const int MostRenames = 10;

    private readonly Recent<(string Room, string User), Instant> came = new(2_000);

    public Task<Instant?> SinceAsync(PersonId person, GroupId group, CancellationToken cancellationToken) => ChatErrors.TranslateAsync(async () =>
    {
        if (MatrixIds.UserOf(person) is not { } user) return (Instant?)null;
        var now = await rooms.RoomOfAsync(group, cancellationToken).ConfigureAwait(false);
        // Where a room was upgraded everybody came anew: who was in the first one is not new for that.
        var first = MatrixIds.RoomOf(group);
        var since = await CameAsync(now, user, cancellationToken).ConfigureAwait(false);
        if (first == now) return since;
        var before = await CameAsync(first, user, cancellationToken).ConfigureAwait(false);
        return since is null || before < since ? before ?? since : since;
    });

    private async Task<Instant?> CameAsync(string room, string user, CancellationToken stop)
    {
        if (came.TryGet((room, user), out var known)) return known;
        var found = await api.FindStateEventAsync(room, "m.room.member", user, stop).ConfigureAwait(false);
        if (found is not { } member || !IsJoin(member)) return null;
        for (var i = 0; i < MostRenames && await BeforeAsync(room, member, stop).ConfigureAwait(false) is { } before && IsJoin(before); i++) member = before;
        if (member.Whole("origin_server_ts") is not (>= 0 and < 253_402_300_800_000 and var at)) return null;
        var since = Instant.FromUnixTimeMilliseconds(at);
        came.Set((room, user), since);
        return since;
    }

    /// <summary>The member event in whose place this one came, where that may be another join; null: it is not, or may not be seen.</summary>
    private async Task<JsonElement?> BeforeAsync(string room, JsonElement member, CancellationToken stop)
    {
        var unsigned = member.Object("unsigned");
        if (unsigned.Object("prev_content").Text("membership") is { } was && was != "join") return null;
        return unsigned.Text("replaces_state") is { } replaced ? await api.FindEventAsync(room, replaced, stop).ConfigureAwait(false) : null;
    }

    private static bool IsJoin(JsonElement member) => member.Object("content").Text("membership") == "join";
}
