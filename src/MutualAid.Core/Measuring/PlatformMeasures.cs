using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace MutualAid.Core.Measuring;

/// <summary>
/// What platforms measure, by the same names on each. Times are seconds. No tag is an id, a name or anything that a person wrote: only what this program
/// itself has a word for. Nobody has to listen, and where nobody does it costs next to nothing. Instruments belong to the process, as logs do, so these are
/// static: two hosts in one process add up. Thread-safe.
/// </summary>
public static class PlatformMeasures
{
    /// <summary>The meter and the source of spans of all platforms.</summary>
    public const string Chat = "MutualAid.Chat";

    /// <summary>The meter and the source of spans of Core.</summary>
    public const string Core = "MutualAid.Core";

    /// <summary>The meter of the store.</summary>
    public const string Storage = "MutualAid.Storage";

    /// <summary>The meter of the host.</summary>
    public const string Bot = "MutualAid.Bot";

    private static readonly Meter Meter = new(Chat);

    private static readonly Histogram<double> Acknowledgements = Meter.CreateHistogram(
        "mutualaid.acknowledgement.duration", "s", "From an event of a person's coming in until the bot answered it, or said that it is at work.", advice: Seconds.UpToAMinute);

    private static readonly Histogram<double> Requests = Meter.CreateHistogram(
        "mutualaid.request.duration", "s", "One request to a platform, by how it ended.", advice: Seconds.UpToAMinute);

    private static readonly Histogram<double> Waits = Meter.CreateHistogram(
        "mutualaid.ratelimit.wait.duration", "s", "How long requests were held back for a platform's limits.", advice: Seconds.UpToAMinute);

    private static readonly Counter<long> Lost = Meter.CreateCounter<long>(
        "mutualaid.reconnects", "{reconnect}", "How often the connection to a platform was lost and taken up again.");

    private static readonly Counter<long> Passed = Meter.CreateCounter<long>(
        "mutualaid.reactions.passed.over", "{reaction}", "How many reactions, made or taken back, were beyond one person's share and passed over.");

    /// <summary>Spans around requests to platforms.</summary>
    public static ActivitySource Spans { get; } = new(Chat);

    /// <summary>A person's event was answered, or it was said that it is at work.</summary>
    public static void Acknowledged(string platform, TimeSpan after) => Acknowledgements.Record(after.TotalSeconds, Of(platform));

    /// <summary>A request ended; <paramref name="outcome"/> is <c>ok</c>, <c>refused</c>, <c>limited</c> or <c>failed</c>.</summary>
    public static void Requested(string platform, string outcome, TimeSpan took) => Requests.Record(took.TotalSeconds, Of(platform), new("outcome", outcome));

    /// <summary>A request was held back for a limit.</summary>
    public static void Waited(string platform, TimeSpan span) => Waits.Record(span.TotalSeconds, Of(platform));

    /// <summary>The connection was lost.</summary>
    public static void Reconnecting(string platform) => Lost.Add(1, Of(platform));

    /// <summary>A reaction was beyond one person's share, and nothing came of it.</summary>
    public static void PassedOver(string platform) => Passed.Add(1, Of(platform));

    /// <summary>What an HTTP status means for <see cref="Requested"/>; null: there was no answer.</summary>
    public static string OutcomeOf(int? status) => status switch
    {
        >= 200 and < 300 => "ok",
        429 => "limited",
        >= 400 and < 500 => "refused",
        _ => "failed",
    };

    /// <summary>The platform that an id is of: what stands before its first colon.</summary>
    public static string PlatformOf(string id) => id.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon ? id[..colon] : "";

    private static KeyValuePair<string, object?> Of(string platform) => new("platform", platform);
}

/// <summary>Bounds that a listener may count times by.</summary>
public static class Seconds
{
    /// <summary>From a millisecond to a minute: what people wait for.</summary>
    public static InstrumentAdvice<double> UpToAMinute { get; } = new() { HistogramBucketBoundaries = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 3, 10, 60] };

    /// <summary>From a tenth of a millisecond to seconds: what a disk takes.</summary>
    public static InstrumentAdvice<double> UpToSeconds { get; } = new() { HistogramBucketBoundaries = [0.0002, 0.001, 0.005, 0.02, 0.05, 0.1, 0.5, 2, 10] };
}
