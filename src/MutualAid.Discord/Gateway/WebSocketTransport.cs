using System.Net.WebSockets;

namespace MutualAid.Discord.Gateway;

/// <summary>The gateway over a WebSocket, compressed as one stream a connection (Discord: Events, Gateway, Transport Compression).</summary>
internal sealed class WebSocketTransport : IGatewayTransport
{
    public async Task<IGatewaySocket> ConnectAsync(Uri address, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        try
        {
            // The gateway has heartbeats of its own.
            socket.Options.KeepAliveInterval = TimeSpan.Zero;
            await socket.ConnectAsync(address, cancellationToken).ConfigureAwait(false);
            return new Socket(socket);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            socket.Dispose();
            throw new GatewayLostException(closeCode: null, e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class Socket(ClientWebSocket socket) : IGatewaySocket
    {
        private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(1);

        private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly MessageBuffer compressed = new();
        private readonly Inflater inflater = new();

        private volatile bool isReceiving;

        public async ValueTask<ReadOnlyMemory<byte>> ReceiveAsync(CancellationToken cancellationToken)
        {
            isReceiving = true;
            try
            {
                while (true)
                {
                    compressed.Clear();
                    ValueWebSocketReceiveResult received;
                    do
                    {
                        received = await socket.ReceiveAsync(compressed.Free(), cancellationToken).ConfigureAwait(false);
                        if (received.MessageType == WebSocketMessageType.Close) throw new GatewayLostException((int?)socket.CloseStatus);
                        compressed.Grew(received.Count);
                    }
                    while (!received.EndOfMessage);
                    if (received.MessageType == WebSocketMessageType.Text) return compressed.Written;
                    if (inflater.Inflate(compressed.Written) is { IsEmpty: false } message) return message;
                }
            }
            catch (Exception e) when (e is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException)
            {
                throw new GatewayLostException((int?)socket.CloseStatus, e);
            }
            finally
            {
                isReceiving = false;
                if (socket.State != WebSocketState.Open) ended.TrySetResult();
            }
        }

        public async ValueTask SendAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
        {
            try
            {
                await socket.SendAsync(json, WebSocketMessageType.Text, endOfMessage: true, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException)
            {
                throw new GatewayLostException((int?)socket.CloseStatus, e);
            }
        }

        public async Task CloseAsync(int code)
        {
            try
            {
                using var soon = new CancellationTokenSource(Goodbye);
                if (socket.State == WebSocketState.Open) await socket.CloseOutputAsync((WebSocketCloseStatus)code, null, soon.Token).ConfigureAwait(false);
                // To end it at once could overtake the word.
                if (isReceiving) await ended.Task.WaitAsync(soon.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
            {
                // It is gone already, or does not listen any more.
            }

            socket.Abort();
        }

        public ValueTask DisposeAsync()
        {
            socket.Dispose();
            inflater.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
