using System.Globalization;
using System.Net.Http.Headers;

namespace MutualAid.Discord.Rest;

/// <summary>
/// What an answer says of its bucket (Discord: Topics, Rate Limits, Header Format). <c>X-RateLimit-Reset</c> is left out on purpose: it
/// is a time of day, and the clocks may differ.
/// </summary>
internal readonly record struct LimitHeaders(string? Bucket, int? Limit, int? Remaining, TimeSpan? ResetAfter)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public static LimitHeaders Of(HttpResponseHeaders headers) => new(
        Text(headers, "X-RateLimit-Bucket"),
        Whole(Text(headers, "X-RateLimit-Limit")),
        Whole(Text(headers, "X-RateLimit-Remaining")),
        Seconds(Text(headers, "X-RateLimit-Reset-After")));

    /// <summary>A header as it came, without the cost of validating it; null where it is missing.</summary>
    internal static string? Text(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) && values.Count > 0 ? values.ToString() : null;

    internal static TimeSpan? Seconds(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) ? Seconds(seconds) : null;

    /// <summary>Within a day: more is a mistake, and no timer could carry it.</summary>
    internal static TimeSpan? Seconds(double seconds) =>
        double.IsNaN(seconds) ? null : TimeSpan.FromSeconds(Math.Clamp(seconds, 0, Longest.TotalSeconds));

    private static int? Whole(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
