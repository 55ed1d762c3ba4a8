using System.Text.Json.Nodes;

namespace MutualAid.Matrix.Client;

/// <summary>What a homeserver counts apart when it limits an account.</summary>
internal enum LimitKind
{
    /// <summary>Events of any kind.</summary>
    Events,

    /// <summary>Rooms made, joined, invited to.</summary>
    Rooms,

    /// <summary>Everything that is only read.</summary>
    Reading,

    /// <summary>Files.</summary>
    Media,
}

/// <summary>How often something is tried while the homeserver does not answer.</summary>
internal enum Patience
{
    /// <summary>Once: a second time could have a second effect.</summary>
    Once,

    /// <summary>A few times, and then whoever asked tries later.</summary>
    Some,

    /// <summary>With growing pauses, for as long as the bot runs.</summary>
    Endless,
}

/// <summary>One request below <c>/_matrix</c>. Safe to repeat unless its patience says otherwise.</summary>
internal sealed record Call(HttpMethod Method, string Path, JsonNode? Body = null)
{
    /// <summary>Whether it is answered when something happens, not as fast as can be.</summary>
    public bool IsWaiting { get; init; }

    /// <summary>A body that is no JSON; then there is no other.</summary>
    public RawBody? Raw { get; init; }

    public LimitKind Limit { get; init; } = LimitKind.Reading;

    public Urgency Urgency { get; init; } = Urgency.Answer;

    public Patience Patience { get; init; } = Patience.Some;

    /// <summary>For how long an answer is waited for.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether it says who asks.</summary>
    public bool IsAuthorised { get; init; } = true;
}

/// <summary>Bytes of some media type. May be sent any number of times.</summary>
internal sealed record RawBody(string ContentType, ReadOnlyMemory<byte> Bytes);
