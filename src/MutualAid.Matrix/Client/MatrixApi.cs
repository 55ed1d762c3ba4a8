using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MutualAid.Matrix.Client;

/// <summary>The calls that the bot makes, by what they do. Each throws <see cref="MatrixException"/> where it was not done.</summary>
internal sealed class MatrixApi(MatrixClient client, Session session, ISealing sealing)
{
    private const string V3 = "/_matrix/client/v3";
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    /// <summary>The bot's own user id.</summary>
    public string Me => session.UserId;

    /// <summary>Whether what answers is a homeserver at all ("API versions").</summary>
    public async Task<bool> IsHomeserverAsync(CancellationToken stop)
    {
        try
        {
            var answer = await client.SendAsync(new Call(HttpMethod.Get, "/_matrix/client/versions") { IsAuthorised = false, Patience = Patience.Endless }, stop).ConfigureAwait(false);
            return answer.Items("versions").Any();
        }
        catch (MatrixRefusedException)
        {
            return false;
        }
    }

    public Task<JsonElement> WhoAmIAsync(CancellationToken stop) => client.SendAsync(Get("/account/whoami") with { Patience = Patience.Endless }, stop);

    /// <summary>What happened since, waiting up to <paramref name="wait"/> for something to happen ("Syncing"). Tried for as long as the bot runs.</summary>
    public Task<JsonElement> SyncAsync(string? since, string filter, TimeSpan wait, CancellationToken stop)
    {
        var query = string.Create(CultureInfo.InvariantCulture, $"/sync?timeout={(long)wait.TotalMilliseconds}&set_presence=offline&use_state_after=true&filter={Part(filter)}");
        if (since is not null) query += "&since=" + Part(since);
        return client.SendAsync(Get(query) with { Patience = Patience.Endless, Within = wait + Margin, IsWaiting = true }, stop);
    }

    /// <summary>A page of what was said, going back from a token ("Getting events for a room").</summary>
    public Task<JsonElement> MessagesAsync(string room, string? from, string? to, string filter, int limit, CancellationToken stop, Patience patience = Patience.Some)
    {
        var query = string.Create(CultureInfo.InvariantCulture, $"{Room(room)}/messages?dir=b&limit={limit}&filter={Part(filter)}");
        if (from is not null) query += "&from=" + Part(from);
        if (to is not null) query += "&to=" + Part(to);
        return client.SendAsync(Get(query) with { Patience = patience }, stop);
    }

    public Task<JsonElement> EventAsync(string room, string eventId, CancellationToken stop) => client.SendAsync(Get($"{Room(room)}/event/{Part(eventId)}"), stop);

    /// <summary>The same, or null where it is not there or may not be seen.</summary>
    public Task<JsonElement?> FindEventAsync(string room, string eventId, CancellationToken stop) => OrNullAsync(Get($"{Room(room)}/event/{Part(eventId)}"), stop);

    /// <summary>A page of the edits of a message, the newest first ("Relationships API").</summary>
    public Task<JsonElement> EditsAsync(string room, string eventId, string? from, CancellationToken stop) => client.SendAsync(
        Get($"/_matrix/client/v1/rooms/{Part(room)}/relations/{Part(eventId)}/m.replace?limit=100{(from is null ? "" : "&from=" + Part(from))}"), stop);

    /// <summary>The content of a piece of a room's state, or null where there is none ("Room state").</summary>
    public Task<JsonElement?> StateAsync(string room, string type, string key, CancellationToken stop) => OrNullAsync(Get($"{Room(room)}/state/{Part(type)}/{Part(key)}"), stop);

    /// <summary>The whole event, where the homeserver can give it; else its content alone ("Room state", format).</summary>
    public Task<JsonElement> StateEventAsync(string room, string type, CancellationToken stop) => client.SendAsync(Get($"{Room(room)}/state/{Part(type)}/?format=event"), stop);

    /// <summary>The whole event of a piece of a room's state, or null where there is none; its content alone where the homeserver can't give more ("Room state", format).</summary>
    public Task<JsonElement?> FindStateEventAsync(string room, string type, string key, CancellationToken stop) => OrNullAsync(Get($"{Room(room)}/state/{Part(type)}/{Part(key)}?format=event"), stop);

    /// <summary>Who is in a room, by user id.</summary>
    public async Task<IReadOnlyList<string>> JoinedAsync(string room, CancellationToken stop) =>
        [.. (await client.SendAsync(Get(Room(room) + "/joined_members"), stop).ConfigureAwait(false)).Members("joined").Select(m => m.Name)];

    /// <summary>The member events of a room, of everybody who is or was in it or is invited.</summary>
    public async Task<IReadOnlyList<JsonElement>> MembersAsync(string room, CancellationToken stop) =>
        [.. (await client.SendAsync(Get(Room(room) + "/members"), stop).ConfigureAwait(false)).Items("chunk")];

    public async Task<IReadOnlyList<string>> RoomsAsync(CancellationToken stop) =>
        [.. (await client.SendAsync(Get("/joined_rooms"), stop).ConfigureAwait(false)).Items("joined_rooms").Select(r => r.GetString()).OfType<string>()];

    /// <summary>
    /// Sends an event; answers its id. The same transaction id a second time answers the first one's ("Transaction identifiers"), as far
    /// back as the homeserver remembers.
    /// </summary>
    public async Task<string> SendAsync(
        string room, string type, string transaction, JsonObject content, Urgency urgency, CancellationToken stop, Patience patience = Patience.Some)
    {
        var (sealedType, sealedContent) = await sealing.SealAsync(room, type, content, stop).ConfigureAwait(false);
        var call = new Call(HttpMethod.Put, $"{Room(room)}/send/{Part(sealedType)}/{transaction}", sealedContent) { Limit = LimitKind.Events, Urgency = urgency, Patience = patience };
        return EventIdOf(await client.SendAsync(call, stop).ConfigureAwait(false));
    }

    /// <summary>
    /// Puts a file into the content repository; answers its <c>mxc:</c> address ("Content repository"). A second time makes a second one, which
    /// nobody is shown. Not sealed: in an encrypted room a file is encrypted before.
    /// </summary>
    public async Task<string> UploadAsync(string name, RawBody file, CancellationToken stop)
    {
        var call = new Call(HttpMethod.Post, "/_matrix/media/v3/upload?filename=" + Part(name)) { Raw = file, Limit = LimitKind.Media, Urgency = Urgency.Card };
        var address = (await client.SendAsync(call, stop).ConfigureAwait(false)).Text("content_uri");
        return address?.StartsWith("mxc://", StringComparison.Ordinal) is true ? address : throw new MatrixUnreachableException("an upload without an address");
    }

    public Task RedactAsync(string room, string eventId, string transaction, CancellationToken stop, Urgency urgency = Urgency.Card, Patience patience = Patience.Some) => client.SendAsync(
        new Call(HttpMethod.Put, $"{Room(room)}/redact/{Part(eventId)}/{transaction}", new JsonObject()) { Limit = LimitKind.Events, Urgency = urgency, Patience = patience }, stop);

    /// <summary>Makes a room; answers its id. Tried once, since each try makes one.</summary>
    public async Task<string> CreateRoomAsync(JsonObject wanted, CancellationToken stop)
    {
        var made = await client.SendAsync(new Call(HttpMethod.Post, V3 + "/createRoom", wanted) { Limit = LimitKind.Rooms, Patience = Patience.Once }, stop).ConfigureAwait(false);
        return made.Text("room_id") ?? throw new MatrixUnreachableException("a room without an id");
    }

    /// <summary>The room of an alias, or null.</summary>
    public async Task<string?> ResolveAsync(string alias, CancellationToken stop) =>
        (await OrNullAsync(Get("/directory/room/" + Part(alias)), stop).ConfigureAwait(false))?.Text("room_id");

    public Task DropAliasAsync(string alias, CancellationToken stop) =>
        OrNullAsync(new Call(HttpMethod.Delete, $"{V3}/directory/room/{Part(alias)}"), stop);

    /// <summary>Joins; <paramref name="via"/> is a server that knows the room.</summary>
    public Task JoinAsync(string room, string? via, CancellationToken stop) => client.SendAsync(
        RoomCall(via is null ? $"{Room(room)}/join" : $"{V3}/join/{Part(room)}?via={Part(via)}&server_name={Part(via)}", new JsonObject()) with { Within = TimeSpan.FromMinutes(3) }, stop);

    public Task InviteAsync(string room, string user, CancellationToken stop) =>
        client.SendAsync(RoomCall(Room(room) + "/invite", new JsonObject { ["user_id"] = user }), stop);

    public Task KickAsync(string room, string user, CancellationToken stop) =>
        client.SendAsync(RoomCall(Room(room) + "/kick", new JsonObject { ["user_id"] = user }), stop);

    public Task LeaveAsync(string room, CancellationToken stop) => client.SendAsync(RoomCall(Room(room) + "/leave", new JsonObject()), stop);

    public Task ForgetAsync(string room, CancellationToken stop) => client.SendAsync(RoomCall(Room(room) + "/forget", new JsonObject()), stop);

    /// <summary>Account data of the bot ("Client Config"), or null where there is none.</summary>
    public Task<JsonElement?> AccountDataAsync(string type, CancellationToken stop) => OrNullAsync(Get(Account() + "/account_data/" + Part(type)), stop);

    public Task SetAccountDataAsync(string type, JsonObject content, CancellationToken stop) =>
        client.SendAsync(new Call(HttpMethod.Put, $"{V3}{Account()}/account_data/{Part(type)}", content), stop);

    /// <summary>What the bot noted about a room, on the homeserver; null where it noted nothing.</summary>
    public Task<JsonElement?> NoteAsync(string room, string type, CancellationToken stop) => OrNullAsync(Get($"{Account()}/rooms/{Part(room)}/account_data/{Part(type)}"), stop);

    public Task SetNoteAsync(string room, string type, JsonObject content, CancellationToken stop) =>
        client.SendAsync(new Call(HttpMethod.Put, $"{V3}{Account()}/rooms/{Part(room)}/account_data/{Part(type)}", content), stop);

    public Task<JsonElement?> ProfileAsync(string user, CancellationToken stop) => OrNullAsync(Get("/profile/" + Part(user)), stop);

    private static Call Get(string path) => new(HttpMethod.Get, path.StartsWith("/_matrix/", StringComparison.Ordinal) ? path : V3 + path);

    private static Call RoomCall(string path, JsonObject body) => new(HttpMethod.Post, path, body) { Limit = LimitKind.Rooms };

    private static string Room(string room) => $"{V3}/rooms/{Part(room)}";

    private static string Part(string segment) => Uri.EscapeDataString(segment);

    private static string EventIdOf(JsonElement body) => body.Text("event_id") ?? throw new MatrixUnreachableException("an event without an id");

    private string Account() => "/user/" + Part(session.UserId);

    private async Task<JsonElement?> OrNullAsync(Call call, CancellationToken stop)
    {
        try
        {
            return await client.SendAsync(call, stop).ConfigureAwait(false);
        }
        catch (MatrixRefusedException e) when (e.Code == ErrorCodes.NotFound)
        {
            return null;
        }
    }
}
