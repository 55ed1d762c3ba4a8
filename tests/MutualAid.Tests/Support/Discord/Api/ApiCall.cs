using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace MutualAid.Tests.Support.Discord;

/// <summary>A file of a multipart request.</summary>
internal sealed record UploadedFile(string Field, string Name, string ContentType, byte[] Content);

/// <summary>What is sent back. No body: 204 or an empty answer.</summary>
internal sealed record ApiAnswer(int Status, JsonNode? Body = null)
{
    public static readonly ApiAnswer Nothing = new(204);

    public static ApiAnswer Ok(JsonNode body) => new(200, body);
}

/// <summary>Discord says no.</summary>
internal sealed class ApiError(int status, int code, string message, JsonObject? errors = null) : Exception(message)
{
    public int Status { get; } = status;

    public int Code { get; } = code;

    public TimeSpan? RetryAfter { get; init; }

    public static ApiError Form(FormErrors errors) => new(400, 50035, "Invalid Form Body", errors.ToJson());

    public static ApiError Form(string path, string code, string message)
    {
        var errors = new FormErrors();
        errors.Add(path, code, message);
        return Form(errors);
    }

    public static ApiError MissingAccess() => new(403, 50001, "Missing Access");

    public static ApiError MissingPermissions() => new(403, 50013, "Missing Permissions");

    public static ApiError UnknownChannel() => new(404, 10003, "Unknown Channel");

    public static ApiError UnknownMessage() => new(404, 10008, "Unknown Message");

    public static ApiError Archived() => new(400, 50083, "Thread is archived");

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["message"] = Message, ["code"] = Code };
        if (errors is not null) json["errors"] = errors.DeepClone();
        if (RetryAfter is { } wait) (json["retry_after"], json["global"]) = (wait.TotalSeconds, false);
        return json;
    }
}

/// <summary>One request, taken apart.</summary>
internal sealed class ApiCall(FakeDiscord fake, string method, string path)
{
    public FakeDiscord Fake => fake;

    public string Method => method;

    /// <summary>Below the API's base address, as it came.</summary>
    public string Path => path;

    public required IHeaderDictionary Headers { get; init; }

    public required IQueryCollection Query { get; init; }

    public IReadOnlyDictionary<string, string> Parameters { get; set; } = new Dictionary<string, string>();

    public JsonNode? Body { get; set; }

    public IReadOnlyList<UploadedFile> Files { get; set; } = [];

    public FormErrors Form { get; } = new();

    public JsonObject Json => Body as JsonObject ?? throw ApiError.Form("", "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType");

    public FormReader Reader => new(Json, "", Form);

    public ulong Id(string name) => ulong.TryParse(Parameters[name], out var id)
        ? id
        : throw ApiError.Form(name, "NUMBER_TYPE_COERCE", $"Value \"{Parameters[name]}\" is not snowflake.");

    public bool Flag(string name) => Query[name].ToString() is "true" or "True" or "1";

    /// <summary>The channel of the path, which the bot must be able to see and to do things in.</summary>
    public FakeChannel Channel(Rights needed = Rights.None)
    {
        var channel = fake.World.FindChannel(Id("channel_id")) ?? throw ApiError.UnknownChannel();
        if (!RightsCalculation.CanSee(channel, fake.Bot)) throw ApiError.MissingAccess();
        if ((RightsCalculation.In(channel, fake.Bot) & needed) != needed) throw ApiError.MissingPermissions();
        return channel;
    }

    public FakeMessage Message(FakeChannel channel) => channel.Find(Id("message_id")) ?? throw ApiError.UnknownMessage();

    /// <summary>The server of the path, which the bot must be in.</summary>
    public FakeGuild Guild()
    {
        var guild = fake.World.FindGuild(Id("guild_id")) ?? throw new ApiError(404, 10004, "Unknown Guild");
        return guild.HasBot ? guild : throw ApiError.MissingAccess();
    }
}
