namespace MutualAid.Discord.Rest;

/// <summary>
/// Where a request goes. <paramref name="Template"/> is the path with its parameters as names, <paramref name="Path"/> the path itself,
/// percent-encoded, both below the API's base address and beginning with a slash. <paramref name="Major"/> is the value of the top-level
/// resource (channel, guild, or webhook with its token) that a rate limit is counted for; empty where there is none
/// (Discord: Topics, Rate Limits).
/// </summary>
internal sealed record Route(HttpMethod Method, string Template, string Path, string Major)
{
    /// <summary>Neither ids nor a token of an interaction: fit for a log.</summary>
    public override string ToString() => $"{Method} {Template}";
}

/// <summary>A file that goes with a message. <paramref name="Name"/> is what people see.</summary>
internal sealed record RestFile(string Name, string ContentType, ReadOnlyMemory<byte> Content);

/// <summary>One request to Discord's HTTP API. Immutable; may be sent any number of times.</summary>
internal sealed record RestRequest(Route Route)
{
    /// <summary>The body as JSON in UTF-8; empty: no body.</summary>
    public ReadOnlyMemory<byte> Json { get; init; }

    /// <summary>Files beside the body; with any, the request is <c>multipart/form-data</c> (Discord: Reference, Uploading Files).</summary>
    public IReadOnlyList<RestFile> Files { get; init; } = [];

    /// <summary>
    /// Whether sending it twice has the effect of sending it once, so that it may be repeated after an uncertain outcome: reads, edits,
    /// deletions, and posts with an enforced nonce.
    /// </summary>
    public bool MayRepeat { get; init; }

    /// <summary>
    /// Whether a token in the path stands for the bot's own: no Authorization header is sent, and the global limit does not count it
    /// (Discord: Receiving and Responding, endpoints).
    /// </summary>
    public bool TokenInPath { get; init; }

    /// <summary>Nobody waits for it: whatever somebody does wait for goes first, in every line.</summary>
    public bool CanWait { get; init; }

    /// <summary>How long after the call an answer is still of use, retries and waits for rate limits included; null: as long as it takes.</summary>
    public TimeSpan? OfUseFor { get; init; }

    /// <inheritdoc cref="Route.ToString"/>
    public override string ToString() => Route.ToString();
}
