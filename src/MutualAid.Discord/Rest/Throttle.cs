using System.Net.Http.Headers;
using System.Runtime.InteropServices;

namespace MutualAid.Discord.Rest;

/// <summary>Whom an answer 429 stops.</summary>
internal enum ThrottleScope
{
    /// <summary>The bot, in this bucket.</summary>
    Bucket,

    /// <summary>Everyone, in this bucket: not the bot's doing, and not counted against it.</summary>
    Shared,

    /// <summary>The bot, everywhere but where a token in the path stands for its own.</summary>
    Global,

    /// <summary>This machine's address, everywhere: the network in front of Discord answered.</summary>
    Edge,
}

/// <summary>An answer 429 (Discord: Topics, Rate Limits, Exceeding A Rate Limit). It never had an effect.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Throttle(TimeSpan RetryAfter, ThrottleScope Scope)
{
    /// <summary>Where a 429 says nothing of when.</summary>
    private static readonly TimeSpan Unsaid = TimeSpan.FromSeconds(5);

    public static Throttle Of(HttpResponseHeaders headers, ErrorBody error) => new(
        // The body's number has fractions, the header's is rounded.
        error.RetryAfter ?? LimitHeaders.Seconds(LimitHeaders.Text(headers, "Retry-After")) ?? LimitHeaders.Of(headers).ResetAfter ?? Unsaid,
        !error.IsJson ? ThrottleScope.Edge
            : error.IsGlobal || LimitHeaders.Text(headers, "X-RateLimit-Global") is not null || ScopeOf(headers) is "global" ? ThrottleScope.Global
            : IsShared(headers) ? ThrottleScope.Shared
            : ThrottleScope.Bucket);

    public static bool IsShared(HttpResponseHeaders headers) => ScopeOf(headers) is "shared";

    private static string? ScopeOf(HttpResponseHeaders headers) => LimitHeaders.Text(headers, "X-RateLimit-Scope");
}
