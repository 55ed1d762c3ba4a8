using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using MutualAid.Discord.Gateway;

namespace MutualAid.Benchmarks.Discord;

/// <summary>The floor: a socket and an HTTP client, over the same compressed wire, which answer every
/// interaction with the same words and do nothing else.</summary>
internal sealed class BareBot : IAsyncDisposable
{
    private static readonly byte[] Answer =
        """{"type":4,"data":{"flags":32832,"components":[{"type":10,"content":"Nothing is asked for."}],"allowed_mentions":{"parse":[]}}}"""u8.ToArray();

    private readonly ClientWebSocket socket = new();
    private readonly HttpClient http = new();
    private readonly CancellationTokenSource stop = new();
    private Task running = Task.CompletedTask;

    public static async Task<BareBot> StartAsync(string api, string gateway, string token)
    {
        var bot = new BareBot();
        bot.http.DefaultRequestHeaders.UserAgent.ParseAdd("DiscordBot (https://example.org, 1.0)");
        await bot.socket.ConnectAsync(new Uri(gateway + "?v=10&encoding=json&compress=zlib-stream"), CancellationToken.None);
        var identify = "{\"op\":2,\"d\":{\"token\":\"" + token + "\",\"intents\":1025,\"properties\":{\"os\":\"linux\",\"browser\":\"bare\",\"device\":\"bare\"},\"shard\":[0,1]}}";
        await bot.socket.SendAsync(Encoding.UTF8.GetBytes(identify), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        bot.running = Task.Run(() => bot.RunAsync(api));
        return bot;
    }

    public async ValueTask DisposeAsync()
    {
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        await stop.CancelAsync();
        await running;
        socket.Dispose();
        http.Dispose();
        stop.Dispose();
    }

    private async Task RunAsync(string api)
    {
        var buffer = new byte[1024 * 1024];
        using var inflater = new Inflater();
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await socket.ReceiveAsync(buffer.AsMemory(length), stop.Token);
                    length += part.Count;
                }
                while (!part.EndOfMessage);
                if (part.MessageType == WebSocketMessageType.Close) return;
                using var frame = JsonDocument.Parse(inflater.Inflate(buffer.AsMemory(0, length)));
                if (frame.RootElement.GetProperty("t").ValueKind != JsonValueKind.String || frame.RootElement.GetProperty("t").GetString() != "INTERACTION_CREATE") continue;
                var data = frame.RootElement.GetProperty("d");
                var url = $"{api}/interactions/{data.GetProperty("id").GetString()}/{data.GetProperty("token").GetString()}/callback";
                using var content = new ByteArrayContent(Answer);
                content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                using var response = await http.PostAsync(url, content, stop.Token);
                response.EnsureSuccessStatusCode();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException && socket.State != WebSocketState.Open)
        {
            // Stopped as asked; the other side may be gone before it says good-bye.
        }
    }
}
