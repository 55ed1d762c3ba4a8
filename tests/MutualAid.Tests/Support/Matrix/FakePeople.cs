using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>People at a fake homeserver. They are in the process: what goes wrong over HTTP does not touch them.</summary>
internal sealed class FakePeople(FakeHomeserver fake) : IMatrixPeople
{
    private readonly Dictionary<string, Device> people = [];
    private int transactions;

    public FakeHomeserver Homeserver => fake;

    public string HomeserverUrl => fake.Url;

    public static async Task<FakePeople> StartAsync(TimeProvider? time = null) => (await FakeHomeserver.StartAsync(time)).People;

    public Task<MatrixAccount> AddBotAsync(string displayName) => Task.FromResult(fake.AddAccount("bot", displayName));

    public Task<string> ArriveAsync(string person, string displayName, bool autoJoin = true) => Done(() =>
    {
        var account = fake.World.AddAccount(person.ToLowerInvariant(), displayName);
        account.JoinsWhenInvited = autoJoin;
        people.Add(person, fake.World.Sessions.Open(account));
        return account.Id;
    });

    public Task<string> CreateRoomAsync(string person, RoomWanted wanted) => Done(() =>
    {
        var creator = Person(person);
        var version = wanted.Version ?? fake.DefaultRoomVersion;
        var body = new JsonObject { ["preset"] = "private_chat", ["name"] = wanted.Name, ["room_version"] = version };
        body["invite"] = new JsonArray([.. wanted.Invited.Select(i => (JsonNode)i)]);
        if (wanted.Encrypted)
        {
            var content = new JsonObject { ["algorithm"] = "m.megolm.v1.aes-sha2" };
            body["initial_state"] = new JsonArray(new JsonObject { ["type"] = "m.room.encryption", ["state_key"] = "", ["content"] = content });
        }

        if (wanted.Powers is { } powers)
        {
            var users = new JsonObject();
            if (version != "12") users[creator.Id] = 100;
            foreach (var (user, level) in powers) users[user] = level;
            body["power_level_content_override"] = new JsonObject { ["users"] = users };
        }

        return RoomMaker.Create(fake, creator, body).Id;
    });

    public Task InviteAsync(string person, string room, string user) => Done(() => Memberships.Invite(fake.World, Person(person), Room(room), user));

    public Task JoinAsync(string person, string room) => Done(() => Memberships.Join(fake.World, Person(person), Room(room)));

    public Task LeaveAsync(string person, string room) => Done(() => Memberships.Leave(fake.World, Person(person), Room(room)));

    public Task KickAsync(string person, string room, string user, string? reason = null) => Done(() => Memberships.Kick(fake.World, Person(person), Room(room), user, reason));

    public Task BanAsync(string person, string room, string user, string? reason = null) => Done(() => Memberships.Ban(fake.World, Person(person), Room(room), user, reason));

    public Task<string> SayAsync(string person, string room, string body, string? replyTo = null, string? thread = null) => SendAsync(person, room, "m.room.message", new JsonObject
    {
        ["msgtype"] = "m.text",
        ["body"] = body,
        ["m.mentions"] = new JsonObject(),
    }, replyTo, thread);

    /// <summary>Edits a message, as a client does.</summary>
    public Task<string> EditAsync(string person, string room, string message, string body) => SendAsync(person, room, "m.room.message", new JsonObject
    {
        ["msgtype"] = "m.text",
        ["body"] = "* " + body,
        ["m.mentions"] = new JsonObject(),
        ["m.new_content"] = new JsonObject { ["msgtype"] = "m.text", ["body"] = body, ["m.mentions"] = new JsonObject() },
        ["m.relates_to"] = new JsonObject { ["rel_type"] = Relations.Replaces, ["event_id"] = message },
    });

    public Task<string> ReactAsync(string person, string room, string message, string key) => Done(() =>
    {
        var relates = new JsonObject { ["rel_type"] = "m.annotation", ["event_id"] = message, ["key"] = key };
        return Send(person, room, "m.reaction", new JsonObject { ["m.relates_to"] = relates }).Id;
    });

    public Task RedactAsync(string person, string room, string eventId) =>
        Done(() => Rooms.Redact(fake.World, Room(room), Draft(person, "m.room.redaction", []), eventId));

    /// <summary>Sends any content; in an encrypted room, only those with the key can read it.</summary>
    public Task<string> SendAsync(string person, string room, string type, JsonObject content, string? replyTo = null, string? thread = null) => Done(() =>
    {
        if (MessageWriting.Relates(Room(room), replyTo, thread) is { } relates) content["m.relates_to"] = relates;
        return Send(person, room, type, content).Id;
    });

    /// <summary>Replaces a room by a new one of another version, and invites these users there. Answers the new room's id.</summary>
    public Task<string> UpgradeAsync(string person, string room, string version, params string[] invited) => Done(() =>
    {
        var who = Person(person);
        var next = Upgrades.Upgrade(fake, who, Room(room), version);
        foreach (var user in invited) Memberships.Invite(fake.World, who, next, user);
        return next.Id;
    });

    public Task<IReadOnlyList<string>> RoomsAsync(string person) => Done<IReadOnlyList<string>>(() =>
        [.. Person(person).Rooms.Where(r => r.MembershipOf(Person(person).Id) == "join").Select(r => r.Id)]);

    public Task<IReadOnlyList<SeenMessage>> ReadAsync(string person, string room) => Done(() => MessageReading.Read(Room(room), Person(person)));

    public async Task<JsonElement> CallAsync(string person, HttpMethod method, string path, JsonNode? body = null)
    {
        var (bare, query) = path.Split('?', 2) is [var before, var after] ? (before, QueryHelpers.ParseQuery(after)) : (path, []);
        var (route, parameters, _) = Routes.Find(method.Method, bare);
        var call = new ApiCall(fake, method.Method, bare, "Bearer " + people[person].Token, name => query.TryGetValue(name, out var value) ? value.FirstOrDefault() : null)
        {
            Parameters = parameters,
            Body = body?.DeepClone(),
        };
        try
        {
            var answer = await fake.Api.ActAsync(call, route, CancellationToken.None);
            return JsonSerializer.SerializeToElement(answer.Body);
        }
        finally
        {
            fake.Pulse();
        }
    }

    public ValueTask DisposeAsync() => fake.DisposeAsync();

    private Account Person(string person) => people[person].Account;

    private FakeRoom Room(string room) => fake.World.FindRoom(room) ?? throw MatrixError.NotFound("No such room: " + room);

    private Draft Draft(string person, string type, JsonObject content) => new(Person(person).Id, type, content) { SentBy = (people[person], "person" + ++transactions) };

    private FakeEvent Send(string person, string room, string type, JsonObject content)
    {
        var there = Room(room);
        var draft = Draft(person, type, content);
        // A reaction is never encrypted.
        if (there.IsEncrypted && type != "m.reaction") draft = MessageWriting.Encrypted(draft, people[person].Id);
        return Rooms.Send(fake.World, there, draft);
    }

    private Task<T> Done<T>(Func<T> act)
    {
        try
        {
            return Task.FromResult(fake.Do(act));
        }
        catch (MatrixError e)
        {
            return Task.FromException<T>(e);
        }
    }
}
