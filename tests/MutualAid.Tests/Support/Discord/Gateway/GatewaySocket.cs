using System.IO.Compression;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace MutualAid.Tests.Support.Discord;

/// <summary>One connection to the gateway: frames in and out, nothing of their meaning.</summary>
internal sealed class GatewaySocket(HttpContext context, WebSocket socket, bool compressed) : IDisposable
{
    private const int LargestFrame = 4096;
    private static readonly TimeSpan CloseWithin = TimeSpan.FromSeconds(2);

    private readonly Channel<(string? Text, int Close)> outgoing = Channel.CreateUnbounded<(string?, int)>();
    private readonly MemoryStream packed = new();
    private ZLibStream? deflate;

    /// <summary>When frames came, for the limit on them.</summary>
    public Queue<DateTimeOffset> Received { get; } = new();

    public bool IsResumeUrl => context.Request.Path.StartsWithSegments("/gateway/resume", StringComparison.Ordinal);

    public void Send(string text) => outgoing.Writer.TryWrite((text, 0));

    /// <summary>Closes after what was sent so far.</summary>
    public void Close(int code) => outgoing.Writer.TryWrite((null, code));

    /// <summary>The line is cut, without a word.</summary>
    public void Drop()
    {
        try
        {
            context.Abort();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended by itself.
        }
    }

    public async Task WriteAllAsync()
    {
        try
        {
            await foreach (var (text, close) in outgoing.Reader.ReadAllAsync(context.RequestAborted))
            {
                if (text is null)
                {
                    using var limit = new CancellationTokenSource(CloseWithin);
                    await socket.CloseOutputAsync((WebSocketCloseStatus)close, "", limit.Token);
                    return;
                }

                await socket.SendAsync(Pack(text), compressed ? WebSocketMessageType.Binary : WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The other side is gone; its session waits for it.
        }
    }

    /// <summary>The next text; null with a code when the other side closed, 0 when the line was cut. A text that is too long comes as an empty one.</summary>
    public async Task<(string? Text, int CloseCode)> ReceiveAsync()
    {
        using var whole = new MemoryStream();
        var buffer = new byte[LargestFrame + 1];
        try
        {
            while (true)
            {
                var got = await socket.ReceiveAsync(buffer, context.RequestAborted);
                if (got.MessageType == WebSocketMessageType.Close) return (null, (int?)got.CloseStatus ?? 1005);
                whole.Write(buffer, 0, got.Count);
                if (got.EndOfMessage) return (whole.Length > LargestFrame ? "" : Encoding.UTF8.GetString(whole.ToArray()), 0);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or ObjectDisposedException)
        {
            return (null, 0);
        }
    }

    public void Finish() => outgoing.Writer.TryComplete();

    public void Dispose()
    {
        deflate?.Dispose();
        packed.Dispose();
        socket.Dispose();
    }

    // One stream for the whole connection, flushed after each message.
    private ArraySegment<byte> Pack(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (!compressed) return bytes;
        deflate ??= new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true);
        packed.SetLength(0);
        deflate.Write(bytes);
        deflate.Flush();
        return packed.ToArray();
    }
}
