using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

/// <summary>What came back over HTTP.</summary>
internal sealed record WireAnswer(int Status, JsonNode? Json, string Text, HttpResponseHeaders Headers)
{
    public int Code => (int?)Json?["code"] ?? 0;

    /// <summary>The codes of the errors at a place in the body, such as <c>data.components.0.label</c>.</summary>
    public IReadOnlyList<string> ErrorsAt(string path)
    {
        var at = Json?["errors"];
        foreach (var step in path.Split('.', StringSplitOptions.RemoveEmptyEntries)) at = at?[step];
        return [.. (at?["_errors"] as JsonArray ?? []).Select(e => (string)e!["code"]!)];
    }
}

/// <summary>The barest bot: says over the wire exactly what it is told to, right or wrong.</summary>
internal sealed class WireClient : IDisposable
{
    public const string GoodAgent = "DiscordBot (https://example.org/bot, 1.0)";

    private readonly FakeDiscord fake;
    private readonly HttpClient http = new();

    public WireClient(FakeDiscord fake)
    {
        this.fake = fake;
        http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", GoodAgent);
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bot " + fake.Token);
    }

    public HttpRequestHeaders Headers => http.DefaultRequestHeaders;

    public Task<WireAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<WireAnswer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public Task<WireAnswer> PutAsync(string path, string? json = null) => SendAsync(HttpMethod.Put, path, json);

    public Task<WireAnswer> PostAsync(string path, string json) => SendAsync(HttpMethod.Post, path, json);

    public Task<WireAnswer> PatchAsync(string path, string json) => SendAsync(HttpMethod.Patch, path, json);

    public Task<WireAnswer> SendAsync(HttpMethod method, string path, string? json = null) =>
        SendAsync(method, path, json is null ? null : new StringContent(json, Encoding.UTF8, "application/json"));

    public async Task<WireAnswer> SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, fake.ApiBaseUrl + path) { Content = content };
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return new WireAnswer((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType == "application/json" ? JsonNode.Parse(text) : null, text, answer.Headers);
    }

    /// <summary>Answers an interaction.</summary>
    public Task<WireAnswer> AnswerAsync(FakeInteraction interaction, string json) => PostAsync($"/interactions/{interaction.Id}/{interaction.Token}/callback", json);

    public string Webhook(FakeInteraction interaction) => $"/webhooks/{fake.Bot.Id}/{interaction.Token}";

    public async Task<WireSocket> ConnectAsync(string query = "?v=10&encoding=json", string? url = null)
    {
        var socket = new ClientWebSocket();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await socket.ConnectAsync(new Uri((url ?? fake.GatewayUrl) + query), limit.Token);
        return new WireSocket(socket);
    }

    /// <summary>Connects and identifies; the next frame is READY.</summary>
    public async Task<WireSocket> IdentifyAsync(Intents intents = Intents.Guilds | Intents.GuildMessageReactions, string? shard = null)
    {
        var socket = await ConnectAsync();
        await socket.NextAsync();
        await socket.IdentifyAsync(fake.Token!, (int)intents, shard);
        return socket;
    }

    public void Dispose() => http.Dispose();
}

/// <summary>The bot's end of a gateway connection.</summary>
internal sealed class WireSocket(ClientWebSocket socket) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task SendAsync(string text)
    {
        using var limit = new CancellationTokenSource(Patience);
        await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
    }

    public Task IdentifyAsync(string token, int intents, string? shard = null) => SendAsync(
        $$$"""{"op":2,"d":{"token":"{{{token}}}","intents":{{{intents}}},"properties":{"os":"a","browser":"b","device":"c"}{{{(shard is null ? "" : ",\"shard\":" + shard)}}}}}""");

    public async Task<byte[]?> NextBytesAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        using var whole = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var got = await socket.ReceiveAsync(buffer, limit.Token);
            if (got.MessageType == WebSocketMessageType.Close) return null;
            whole.Write(buffer, 0, got.Count);
            if (got.EndOfMessage) return whole.ToArray();
        }
    }

    public async Task<JsonObject> NextAsync() => JsonNode.Parse(await NextBytesAsync() ?? throw new InvalidOperationException($"The gateway closed with {(int?)socket.CloseStatus}."))!.AsObject();

    /// <summary>The next event of this name; others are passed over.</summary>
    public async Task<JsonObject> EventAsync(string name)
    {
        while (true)
        {
            var next = await NextAsync();
            if ((string?)next["t"] == name) return next;
        }
    }

    /// <summary>The code with which the gateway closes.</summary>
    public async Task<int> CloseCodeAsync()
    {
        while (await NextBytesAsync() is not null)
        {
            // Whatever comes before it.
        }

        return (int)socket.CloseStatus!;
    }

    public async Task CloseAsync(int code)
    {
        using var limit = new CancellationTokenSource(Patience);
        await socket.CloseOutputAsync((WebSocketCloseStatus)code, "", limit.Token);
    }

    public void Dispose() => socket.Dispose();
}
