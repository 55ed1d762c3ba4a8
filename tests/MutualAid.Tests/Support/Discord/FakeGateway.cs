using System.IO.Compression;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MutualAid.Tests.Support.Discord;

/// <summary>One session: what was sent in it, for a replay, and the connection that it has now.</summary>
internal sealed class FakeSession(string id, int shard, int count, int intents)
{
    public string Id { get; } = id;

    public int Shard { get; } = shard;

    public int Count { get; } = count;

    public int Intents { get; } = intents;

    public List<(long Sequence, string Name, JsonNode Data)> Sent { get; } = [];

    public FakeConnection? Connection { get; set; }
}

/// <summary>One connection to the fake gateway (Events, Gateway). Sending is one at a time.</summary>
internal sealed class FakeConnection(WebSocket socket, bool isCompressed) : IDisposable
{
    private readonly SemaphoreSlim sending = new(1, 1);
    private readonly MemoryStream compressed = new();
    private ZLibStream? zlib;

    public long LastHeartbeat { get; set; }

    public async Task SendAsync(int op, JsonNode? data, long? sequence = null, string? name = null)
    {
        var frame = new JsonObject { ["op"] = op, ["d"] = data?.DeepClone(), ["s"] = sequence, ["t"] = name };
        await SendTextAsync(frame.ToJsonString());
    }

    public async Task SendTextAsync(string text)
    {
        await sending.WaitAsync();
        try
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            if (!isCompressed)
            {
                await socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
                return;
            }

            zlib ??= new ZLibStream(compressed, CompressionLevel.Fastest, leaveOpen: true);
            await zlib.WriteAsync(bytes);
            await zlib.FlushAsync();
            var part = compressed.ToArray();
            compressed.SetLength(0);
            await socket.SendAsync(part, WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
        }
        catch (Exception e) when (e is WebSocketException or InvalidOperationException or IOException)
        {
            // The other side is gone; what was sent is replayed when it resumes.
        }
        finally
        {
            sending.Release();
        }
    }

    /// <summary>The next message, or null when the other side is gone.</summary>
    public async Task<JsonNode?> ReceiveAsync(int longest)
    {
        var buffer = new byte[longest + 1];
        var length = 0;
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                if (part.MessageType == WebSocketMessageType.Close) return null;
                length += part.Count;
                if (length > longest)
                {
                    await CloseAsync(4002);
                    return null;
                }

                if (part.EndOfMessage) break;
            }

            return JsonNode.Parse(buffer.AsSpan(0, length));
        }
        catch (Exception e) when (e is WebSocketException or InvalidOperationException or IOException or JsonException)
        {
            return null;
        }
    }

    public async Task CloseAsync(int code)
    {
        try
        {
            await socket.CloseOutputAsync((WebSocketCloseStatus)code, null, CancellationToken.None);
        }
        catch (Exception e) when (e is WebSocketException or InvalidOperationException or IOException)
        {
            // It is gone already.
        }
    }

    /// <summary>Without a word, as when a cable is cut.</summary>
    public void Cut() => socket.Abort();

    public void Dispose()
    {
        sending.Dispose();
        zlib?.Dispose();
        compressed.Dispose();
    }
}
