namespace MutualAid.Discord.Wire;

/// <summary>What the bot sends to and reads from the gateway itself (Discord: Events, Gateway Events).</summary>
internal sealed record IdentifyFrame(int Op, IdentifyData D);

internal sealed record IdentifyData(string Token, int Intents, ConnectionProperties Properties, IReadOnlyList<int> Shard);

internal sealed record ConnectionProperties(string Os, string Browser, string Device);

internal sealed record ResumeFrame(int Op, ResumeData D);

internal sealed record ResumeData(string Token, string SessionId, long Seq);

internal sealed record HelloData(double HeartbeatInterval);

internal sealed record ReadySession(string SessionId, string? ResumeGatewayUrl = null);
