namespace MutualAid.Discord.Gateway;

/// <summary>Opens connections to the gateway.</summary>
internal interface IGatewayTransport
{
    /// <summary>A connection, open. Throws <see cref="GatewayLostException"/> where none can be had.</summary>
    Task<IGatewaySocket> ConnectAsync(Uri address, CancellationToken cancellationToken);
}

/// <summary>One connection. One reader at a time; sending is safe beside it, one sender at a time.</summary>
internal interface IGatewaySocket : IAsyncDisposable
{
    /// <summary>
    /// The next whole message as JSON, valid until the next call. Throws <see cref="GatewayLostException"/> when there will be none any more.
    /// </summary>
    ValueTask<ReadOnlyMemory<byte>> ReceiveAsync(CancellationToken cancellationToken);

    /// <summary>Throws <see cref="GatewayLostException"/> when the connection is gone.</summary>
    ValueTask SendAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken);

    /// <summary>Says goodbye with a code, as far as that is possible, and ends the connection. Never throws. Idempotent.</summary>
    Task CloseAsync(int code);
}

/// <summary>The connection is gone. <paramref name="closeCode"/> is what the gateway said, or null where it said nothing.</summary>
internal sealed class GatewayLostException(int? closeCode, Exception? inner = null)
    : Exception(closeCode is { } code ? $"The gateway closed the connection with {code}." : "The connection to the gateway is gone.", inner)
{
    public int? CloseCode { get; } = closeCode;
}
