namespace MutualAid.Discord.Gateway;

/// <summary>
/// One event from the gateway (op 0). <paramref name="Data"/> is the JSON of <c>d</c> and is only valid until the receiver's call returns.
/// <paramref name="Session"/> and <paramref name="Sequence"/> name the event: a replay after a resume has the same.
/// </summary>
internal readonly record struct GatewayDispatch(int Shard, string Name, string Session, long Sequence, ReadOnlyMemory<byte> Data);

/// <summary>Takes the events of every shard. Called for one event of a shard after the other, for several shards at once.</summary>
internal interface IGatewayEvents
{
    /// <summary>Whether events of this name (UTF-8) are of interest; of the others nothing is built.</summary>
    bool Wants(ReadOnlySpan<byte> name);

    /// <summary>
    /// Takes one event in. Returns as soon as it is queued; while it waits for room, nothing more is read from that shard's socket
    /// (heartbeats go on). Never throws but for cancellation.
    /// </summary>
    ValueTask ReceiveAsync(GatewayDispatch dispatch, CancellationToken cancellationToken);

    /// <summary>
    /// No more comes. Returns when what was begun is done with; what is not by then is given up when <paramref name="within"/> has passed, or on cancellation. Never throws.
    /// </summary>
    Task DrainAsync(TimeSpan within, CancellationToken cancellationToken);
}
