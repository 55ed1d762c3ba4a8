using System.Text.Json;
using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>What is sent back.</summary>
internal sealed record ApiAnswer(int Status, JsonNode Body)
{
    public static ApiAnswer Nothing => new(200, new JsonObject());

    public static ApiAnswer Ok(JsonNode body) => new(200, body);
}

/// <summary>A body that is no JSON.</summary>
internal sealed record SentBytes(string? ContentType, byte[] Content);

/// <summary>One request, taken apart.</summary>
internal sealed class ApiCall(FakeHomeserver fake, string method, string path, string? authorization, Func<string, string?> query)
{
    private Device? device;

    public FakeHomeserver Fake => fake;

    public MatrixWorld World => fake.World;

    public string Method => method;

    /// <summary>As it came, without the query.</summary>
    public string Path => path;

    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    public JsonNode? Body { get; set; }

    /// <summary>What was sent where a file is taken.</summary>
    public SentBytes? Bytes { get; set; }

    /// <summary>Whether an answer can be put off until there is something to tell.</summary>
    public bool MayWait { get; set; } = true;

    public Device Device => device ?? throw new InvalidOperationException("Asked before the token was looked at.");

    public Account User => Device.Account;

    /// <summary>The position up to which this caller knows everything; null where there is none.</summary>
    public long? Since => Query("since") is { Length: > 0 } since ? StreamToken.Read(since) : null;

    public TimeSpan Patience => TimeSpan.FromMilliseconds(long.TryParse(Query("timeout"), out var ms) ? ms : 0);

    public JsonObject Json => Body as JsonObject ?? throw (Body is null ? new MatrixError(400, "M_NOT_JSON", "Content not JSON.") : MatrixError.BadJson("Content must be a JSON object."));

    public string? Query(string name) => query(name);

    public bool Flag(string name) => query(name) == "true";

    public string Parameter(string name) => Parameters[name];

    public string Required(string field) => Json[field] switch
    {
        null => throw new MatrixError(400, "M_MISSING_PARAM", $"Missing params: '{field}'"),
        var value => value.AsText() ?? throw MatrixError.Invalid($"'{field}' must be a string"),
    };

    public void Authenticate() => device = World.Sessions.Find(authorization);

    public Device? TryDevice() => World.Sessions.TryFind(authorization);

    /// <summary>The user of the path, who must be the caller.</summary>
    public Account Self()
    {
        var user = Parameter("userId");
        return user == User.Id ? User : throw MatrixError.Forbidden("Cannot do this for other users.");
    }

    public FakeRoom Room() => World.FindRoom(Parameter("roomId")) ?? throw MatrixError.Forbidden($"User {User.Id} not in room {Parameter("roomId")}");

    /// <summary>The room, which the caller must be in now.</summary>
    public FakeRoom RoomOfMember()
    {
        var room = Room();
        Rooms.MustBeIn(room, User.Id);
        return room;
    }

    public int Limit(int otherwise, int most = 1000) => Query("limit") is not { } text ? otherwise
        : int.TryParse(text, out var limit) && limit >= 0 ? Math.Min(limit, most)
        : throw MatrixError.Invalid("Query parameter 'limit' must be a non-negative integer");

    public JsonObject ParseFilter(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject ?? throw MatrixError.BadJson("A filter is an object.");
        }
        catch (JsonException)
        {
            throw new MatrixError(400, "M_NOT_JSON", "Invalid filter JSON");
        }
    }

    /// <summary>Whether this very transaction was answered before.</summary>
    public bool IsRepeated => Device.Transactions.ContainsKey(method + " " + path);

    /// <summary>Does something once: the same transaction again answers what was answered then.</summary>
    public ApiAnswer Once(Func<string, FakeEvent> act)
    {
        var key = method + " " + path;
        if (!Device.Transactions.TryGetValue(key, out var id))
        {
            id = act(Parameter("txnId")).Id;
            Device.Transactions.Add(key, id);
        }

        return ApiAnswer.Ok(new JsonObject { ["event_id"] = id });
    }
}
