using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Matrix;

/// <summary>What came back over HTTP.</summary>
internal sealed record MatrixAnswer(int Status, JsonNode? Json, string Text, HttpResponseHeaders Headers)
{
    public string? Code => (Json as JsonObject)?["errcode"].AsText();

    public string this[string field] => (string)Json![field]!;
}

/// <summary>The barest client: says over the wire exactly what it is told to, right or wrong.</summary>
internal sealed class MatrixWire : IDisposable
{
    private const string V3 = "/_matrix/client/v3";

    private readonly HttpClient http;
    private int transactions;

    public MatrixWire(string url, string? token)
    {
        http = new HttpClient { BaseAddress = new Uri(url) };
        Token = token;
    }

    public string? Token
    {
        get => http.DefaultRequestHeaders.Authorization?.Parameter;
        set => http.DefaultRequestHeaders.Authorization = value is null ? null : new AuthenticationHeaderValue("Bearer", value);
    }

    /// <summary>The path is below <c>/_matrix/client/v3</c> unless it starts with <c>/_matrix</c>.</summary>
    public async Task<MatrixAnswer> SendAsync(HttpMethod method, string path, string? json = null)
    {
        using var content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(method, path.StartsWith("/_matrix", StringComparison.Ordinal) ? path : V3 + path) { Content = content };
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return new MatrixAnswer((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType == "application/json" ? JsonNode.Parse(text) : null, text, answer.Headers);
    }

    public Task<MatrixAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<MatrixAnswer> PutAsync(string path, string json) => SendAsync(HttpMethod.Put, path, json);

    public Task<MatrixAnswer> PostAsync(string path, string json = "{}") => SendAsync(HttpMethod.Post, path, json);

    public Task<MatrixAnswer> SayAsync(string room, string body, string? transaction = null) =>
        WriteAsync(room, "m.room.message", new JsonObject { ["msgtype"] = "m.text", ["body"] = body }.ToJsonString(), transaction);

    public Task<MatrixAnswer> WriteAsync(string room, string type, string content, string? transaction = null) =>
        PutAsync($"/rooms/{Uri.EscapeDataString(room)}/send/{type}/{transaction ?? "t" + ++transactions}", content);

    public Task<MatrixAnswer> ReactAsync(string room, string message, string key, string? transaction = null) =>
        WriteAsync(room, "m.reaction", $$$"""{"m.relates_to":{"rel_type":"m.annotation","event_id":"{{{message}}}","key":"{{{key}}}"}}""", transaction);

    public Task<MatrixAnswer> RedactAsync(string room, string message) =>
        PutAsync($"/rooms/{Uri.EscapeDataString(room)}/redact/{Uri.EscapeDataString(message)}/t{++transactions}", "{}");

    public Task<MatrixAnswer> SetAsync(string room, string type, string content, string key = "") =>
        PutAsync($"/rooms/{Uri.EscapeDataString(room)}/state/{type}/{Uri.EscapeDataString(key)}", content);

    public Task<MatrixAnswer> JoinAsync(string room) => PostAsync($"/join/{Uri.EscapeDataString(room)}");

    /// <summary>The answer of a sync that does not wait. <paramref name="more"/> is further query, such as <c>&amp;timeout=1000</c>.</summary>
    public async Task<JsonObject> SyncAsync(string? since = null, string? filter = null, string more = "")
    {
        var answer = await TrySyncAsync(since, filter, more);
        return answer.Status == 200 ? answer.Json!.AsObject() : throw new InvalidOperationException(answer.Text);
    }

    public Task<MatrixAnswer> TrySyncAsync(string? since = null, string? filter = null, string more = "") =>
        GetAsync($"/sync?set_presence=offline{(since is null ? "" : "&since=" + since)}{(filter is null ? "" : "&filter=" + Uri.EscapeDataString(filter))}{more}");

    public void Dispose() => http.Dispose();
}

/// <summary>Taking a sync's answer apart.</summary>
internal static class SyncReading
{
    public static string Next(this JsonObject sync) => (string)sync["next_batch"]!;

    public static JsonObject? Room(this JsonObject sync, string room, string kind = "join") => sync["rooms"]?[kind]?[room] as JsonObject;

    public static IReadOnlyList<JsonObject> Timeline(this JsonObject sync, string room, string kind = "join") => Events(sync.Room(room, kind)?["timeline"]);

    public static IReadOnlyList<JsonObject> State(this JsonObject sync, string room, string field = "state") => Events(sync.Room(room)?[field]);

    public static IReadOnlyList<JsonObject> Events(JsonNode? holder) => [.. (holder?["events"] as JsonArray ?? []).Select(e => e!.AsObject())];

    public static IReadOnlyList<string?> Bodies(this IEnumerable<JsonObject> events) => [.. events.Select(e => e["content"]?["body"].AsText())];

    public static IReadOnlyList<string?> Types(this IEnumerable<JsonObject> events) => [.. events.Select(e => e["type"].AsText())];

    public static bool IsLimited(this JsonObject sync, string room) => (bool)sync.Room(room)!["timeline"]!["limited"]!;
}
