using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using MutualAid.Tests.Support.Matrix;

namespace MutualAid.Benchmarks.Matrix;

/// <summary>As little of a Matrix client as can talk: a person who syncs and sends, and nothing else.</summary>
internal sealed class BareClient(string url, MatrixAccount account) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = new Uri(url), DefaultRequestHeaders = { Authorization = new("Bearer", account.AccessToken) } };
    private const int MostSyncs = 30;
    private string? since;

    public string UserId => account.UserId;

    public async Task<string> CreateRoomAsync(params IEnumerable<string> invited) =>
        (await CallAsync(HttpMethod.Post, "createRoom", new JsonObject { ["preset"] = "private_chat", ["invite"] = new JsonArray([.. invited.Select(u => (JsonNode)u)]) })).GetProperty("room_id").GetString()!;

    public Task JoinAsync(string room) => CallAsync(HttpMethod.Post, $"join/{Uri.EscapeDataString(room)}", new JsonObject());

    public Task SayAsync(string room, string body) => CallAsync(
        HttpMethod.Put, $"rooms/{Uri.EscapeDataString(room)}/send/m.room.message/{Guid.NewGuid():N}", new JsonObject { ["msgtype"] = "m.text", ["body"] = body });

    /// <summary>Syncs until somebody else says something that fits; what they said.</summary>
    public async Task<string> HearAsync(string room, Func<string, bool> fits)
    {
        var heard = new List<string>();
        for (var syncs = 0; syncs < MostSyncs; syncs++)
        {
            foreach (var body in await SyncAsync(room))
            {
                if (fits(body)) return body;
                heard.Add(body);
            }
        }

        throw new InvalidOperationException($"It was not said to {UserId}, whose sync stands at {since}. Said was: " + string.Join(" | ", heard.TakeLast(5)));
    }

    /// <summary>Says what others say again, until stopped.</summary>
    public async Task EchoAsync(string room, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            foreach (var body in await SyncAsync(room))
            {
                if (body.StartsWith("echo ", StringComparison.Ordinal)) await SayAsync(room, "heard " + body);
            }
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<List<string>> SyncAsync(string room)
    {
        var answer = await CallAsync(HttpMethod.Get, $"sync?timeout=2000&set_presence=offline{(since is null ? "" : "&since=" + since)}", null);
        since = answer.GetProperty("next_batch").GetString();
        var heard = new List<string>();
        if (answer.TryGetProperty("rooms", out var rooms) && rooms.TryGetProperty("join", out var joined) && joined.TryGetProperty(room, out var part) && part.TryGetProperty("timeline", out var timeline))
        {
            foreach (var e in timeline.GetProperty("events").EnumerateArray())
            {
                if (e.GetProperty("sender").GetString() != UserId && e.GetProperty("content").TryGetProperty("body", out var body)) heard.Add(body.GetString()!);
            }
        }

        return heard;
    }

    private async Task<JsonElement> CallAsync(HttpMethod method, string path, JsonObject? body)
    {
        using var request = new HttpRequestMessage(method, "/_matrix/client/v3/" + path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
