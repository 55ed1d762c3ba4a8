using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using MutualAid.Core.Chat;
using MutualAid.Core.Localisation;
using MutualAid.Matrix.Client;
using MutualAid.Matrix.Rendering;

namespace MutualAid.Matrix.Rooms;

/// <summary>
/// The rooms in which the bot is alone with one person ("Direct Messaging"). Nothing private is ever said in a room before its members were
/// looked at: exactly the two, and nobody invited. Thread-safe.
/// </summary>
internal sealed class DirectRooms(MatrixApi api, RoomStates states, GroupRooms rooms) : IDisposable
{
    private const string Kind = "m.direct";
    private readonly Turns turns = new();
    private readonly Lock known = new();
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly Recent<string, string> exact = new(5_000);
    private ImmutableDictionary<string, ImmutableArray<string>> byUser = ImmutableDictionary<string, ImmutableArray<string>>.Empty;
    private ImmutableHashSet<string> all = [];

    public bool IsDirect(string room) => all.Contains(room);

    public async Task LoadAsync(CancellationToken stop) => Take(await api.AccountDataAsync(Kind, stop).ConfigureAwait(false) ?? default);

    /// <summary>
    /// The account's own list, which other clients may write too. It may be older than what is known, so it only adds: whether a room serves is
    /// found out from its members, not from this.
    /// </summary>
    public void Take(JsonElement content)
    {
        if (content.ValueKind != JsonValueKind.Object) return;
        lock (known)
        {
            foreach (var user in content.EnumerateObject())
            {
                var listed = content.Items(user.Name).Where(r => r.ValueKind == JsonValueKind.String).Select(r => r.GetString()!);
                byUser = byUser.SetItem(user.Name, [.. byUser.GetValueOrDefault(user.Name, []).Union(listed, StringComparer.Ordinal)]);
            }

            all = [.. byUser.Values.SelectMany(r => r)];
        }
    }

    /// <summary>Somebody came or went there: it is looked at again before anything is said.</summary>
    public void Disturbed(string room) => exact.Forget(room);

    /// <summary>
    /// The room of this person; made, or the person invited again, where there is none. Throws <see cref="MatrixRefusedException"/> where the
    /// person can't be reached.
    /// </summary>
    public async Task<string> OpenAsync(string user, CancellationToken stop)
    {
        if (byUser.GetValueOrDefault(user, []).FirstOrDefault(r => exact.TryGet(r, out var whose) && whose == user) is { } open) return open;
        using var turn = await turns.TakeAsync(user, stop).ConfigureAwait(false);
        foreach (var room in byUser.GetValueOrDefault(user, []))
        {
            if (!rooms.Joined.Contains(room) || !await IsFitAsync(room, user, stop).ConfigureAwait(false)) continue;
            exact.Set(room, user);
            return room;
        }

        var made = await api.CreateRoomAsync(Wanted(user), stop).ConfigureAwait(false);
        rooms.Came(made);
        await AddAsync(user, made, stop).ConfigureAwait(false);
        exact.Set(made, user);
        return made;
    }

    /// <summary>Whether nobody but this person and the bot is in a room, or may come.</summary>
    public async Task<bool> IsAloneWithAsync(string room, string user, CancellationToken stop)
    {
        if (exact.TryGet(room, out var whose)) return whose == user;
        if (!await AreAloneAsync(room, user, stop).ConfigureAwait(false)) return false;
        exact.Set(room, user);
        return true;
    }

    /// <summary>The rooms of this person that the bot is in.</summary>
    public IEnumerable<string> RoomsOf(string user) => byUser.GetValueOrDefault(user, []).Where(rooms.Joined.Contains);

    /// <summary>The person of a direct room, or null.</summary>
    public string? WhoseIs(string room) => byUser.FirstOrDefault(u => u.Value.Contains(room)).Key;

    /// <summary>Remembers a room as direct, on the homeserver.</summary>
    public async Task AddAsync(string user, string room, CancellationToken stop)
    {
        await writing.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            // The whole list is written, so what other clients wrote meanwhile is read first.
            var list = await api.AccountDataAsync(Kind, stop).ConfigureAwait(false) ?? default;
            Take(list);
            if (list.Items(user).Any(r => r.ValueKind == JsonValueKind.String && r.GetString() == room)) return;
            var next = list.ValueKind == JsonValueKind.Object ? JsonObject.Create(list)! : [];
            next[user] = new JsonArray([.. byUser.GetValueOrDefault(user, []).Append(room).Select(r => (JsonNode)r)]);
            await api.SetAccountDataAsync(Kind, next, stop).ConfigureAwait(false);
            using var written = JsonDocument.Parse(next.ToJsonString());
            Take(written.RootElement.Clone());
        }
        finally
        {
            writing.Release();
        }
    }

    public void Dispose() => writing.Dispose();

    private static JsonObject Wanted(string user) => new()
    {
        ["preset"] = "private_chat",
        ["is_direct"] = true,
        ["invite"] = new JsonArray(user),
        ["creation_content"] = new JsonObject { [Content.Note] = new JsonObject { ["kind"] = "direct", ["user"] = user } },
    };

    /// <summary>Whether exactly the two are in it or invited, and what is said there can be read by both. Who left is invited again.</summary>
    private async Task<bool> IsFitAsync(string room, string user, CancellationToken stop)
    {
        if ((await states.OfAsync(room, stop).ConfigureAwait(false)).Encrypted) return false;
        var present = await PresentAsync(room, stop).ConfigureAwait(false);
        if (!present.IsSubsetOf([api.Me, user]) || !present.Contains(api.Me)) return false;
        if (present.Contains(user)) return true;
        try
        {
            await api.InviteAsync(room, user, stop).ConfigureAwait(false);
            return true;
        }
        catch (MatrixRefusedException)
        {
            return false;
        }
    }

    private async Task<bool> AreAloneAsync(string room, string user, CancellationToken stop) =>
        (await PresentAsync(room, stop).ConfigureAwait(false)).SetEquals([api.Me, user]);

    /// <summary>Who is in a room or invited to it.</summary>
    private async Task<HashSet<string>> PresentAsync(string room, CancellationToken stop) =>
    [
        .. (await api.MembersAsync(room, stop).ConfigureAwait(false))
            .Where(m => m.Object("content").Text("membership") is "join" or "invite").Select(m => m.Text("state_key")).OfType<string>(),
    ];
}
