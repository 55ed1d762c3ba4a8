using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Matrix.Synapse;

/// <summary>
/// People on a real Synapse, which others may share: nobody's account is called as theirs is. Where the server has rate limits these hold
/// for the bot alone, as people play faster than they type. The people are this one's own; the server is not.
/// </summary>
internal sealed class SynapsePeople(SynapseServer server, MatrixHumans humans) : IMatrixPeople
{
    private readonly HttpClient http = new() { BaseAddress = new Uri(server.Url) };
    private readonly ConcurrentDictionary<string, string> accounts = new();

    public string HomeserverUrl => server.Url;

    public static SynapsePeople On(SynapseServer server) => new(server, MatrixHumans.Start(server));

    public async Task<MatrixAccount> AddBotAsync(string displayName)
    {
        var account = Unique("bot");
        var password = Guid.NewGuid().ToString("N");
        await humans.AskAsync("register", account, new() { ["displayName"] = displayName, ["password"] = password });
        using var answer = await http.PostAsJsonAsync("/_matrix/client/v3/login", new
        {
            type = "m.login.password",
            identifier = new { type = "m.id.user", user = account },
            password,
        });
        answer.EnsureSuccessStatusCode();
        var session = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return new MatrixAccount(session.GetProperty("user_id").GetString()!, password, session.GetProperty("access_token").GetString()!);
    }

    public async Task<string> ArriveAsync(string person, string displayName, bool autoJoin = true)
    {
        var account = Unique(person);
        if (!accounts.TryAdd(person, account)) throw new InvalidOperationException($"{person} is here already.");
        var arrived = await humans.AskAsync("arrive", account, new() { ["displayName"] = displayName, ["unlimited"] = server.HasRateLimits, ["autoJoin"] = autoJoin });
        return arrived.GetProperty("user").GetString()!;
    }

    public async Task<string> CreateRoomAsync(string person, RoomWanted wanted)
    {
        var room = (await AskAsync("createRoom", person, new()
        {
            ["name"] = wanted.Name,
            ["invite"] = new JsonArray([.. (wanted.Powers is null ? wanted.Invited : []).Select(u => (JsonNode)u)]),
            ["encrypted"] = wanted.Encrypted,
            ["version"] = wanted.Version,
        })).GetString()!;
        if (wanted.Powers is null) return room;

        // Invited only now: nobody joins a room whose powers are still to change. The creator's own are as the room's version has them.
        var powers = JsonObject.Create(await AskAsync("state", person, new() { ["room"] = room, ["type"] = "m.room.power_levels" }))!;
        var users = powers["users"] as JsonObject;
        if (users is null) powers["users"] = users = [];
        foreach (var (user, power) in wanted.Powers) users[user] = power;
        await AskAsync("state", person, new() { ["room"] = room, ["type"] = "m.room.power_levels", ["content"] = powers });
        foreach (var user in wanted.Invited) await InviteAsync(person, room, user);
        return room;
    }

    public Task InviteAsync(string person, string room, string user) => AskAsync("invite", person, new() { ["room"] = room, ["user"] = user });

    public Task JoinAsync(string person, string room) => AskAsync("join", person, new() { ["room"] = room });

    public Task LeaveAsync(string person, string room) => AskAsync("leave", person, new() { ["room"] = room });

    public async Task<string> SayAsync(string person, string room, string body, string? replyTo = null, string? thread = null) =>
        IdOf(await AskAsync("say", person, new() { ["room"] = room, ["body"] = body, ["replyTo"] = replyTo, ["thread"] = thread }));

    public async Task<string> ReactAsync(string person, string room, string message, string key) =>
        IdOf(await AskAsync("react", person, new() { ["room"] = room, ["id"] = message, ["key"] = key }));

    public Task RedactAsync(string person, string room, string eventId) => AskAsync("redact", person, new() { ["room"] = room, ["id"] = eventId });

    public async Task<IReadOnlyList<string>> RoomsAsync(string person)
    {
        var joined = await CallAsync(person, HttpMethod.Get, "/_matrix/client/v3/joined_rooms");
        return [.. joined.GetProperty("joined_rooms").EnumerateArray().Select(r => r.GetString()!)];
    }

    public async Task<IReadOnlyList<SeenMessage>> ReadAsync(string person, string room)
    {
        JsonObject here = new() { ["room"] = room };
        var seen = await humans.AskTogetherAsync(AccountOf(person), ("read", here), ("events", here));
        return SeenMessages.Of(seen[0], seen[1]);
    }

    public Task<JsonElement> CallAsync(string person, HttpMethod method, string path, JsonNode? body = null) =>
        AskAsync("raw", person, new() { ["method"] = method.Method, ["path"] = path, ["body"] = body?.DeepClone() });

    public async ValueTask DisposeAsync()
    {
        await humans.DisposeAsync();
        http.Dispose();
    }

    private static string IdOf(JsonElement sent) => sent.GetProperty("id").GetString()!;

    // Letters that an account's name may have, and a tail that no other has.
    private static string Unique(string name) =>
        $"{string.Concat(name.ToLowerInvariant().Where(char.IsAsciiLetterOrDigit))}-{Guid.NewGuid().ToString("N")[..12]}";

    private string AccountOf(string person) =>
        accounts.TryGetValue(person, out var account) ? account : throw new InvalidOperationException($"{person} has not arrived.");

    // What is null was not asked for; the driver takes only what is missing for that.
    private Task<JsonElement> AskAsync(string act, string person, JsonObject more)
    {
        foreach (var (key, _) in more.Where(field => field.Value is null).ToList()) more.Remove(key);
        return humans.AskAsync(act, AccountOf(person), more);
    }
}
