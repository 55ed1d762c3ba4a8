using System.Diagnostics;
using System.Diagnostics.Metrics;
using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using NodaTime;

namespace MutualAid.Core.Measuring;

/// <summary>What Core measures; the contract is that of <see cref="PlatformMeasures"/>. Counts of needs are of changes: nothing that is stored is ever counted.</summary>
internal static class CoreMeasures
{
    private static readonly Meter Meter = new(PlatformMeasures.Core);

    private static readonly Histogram<double> Intents = Meter.CreateHistogram(
        "mutualaid.intent.duration", "s", "What somebody wanted, decided and stored, by what kind of thing it was.", advice: Seconds.UpToAMinute);

    private static long kept;

    private static readonly Histogram<double> Passes = Meter.CreateHistogram(
        "mutualaid.keeper.pass.duration", "s", "Bringing what a document shows to its current state, its waits for the platform included.", advice: Seconds.UpToAMinute);

    private static readonly Gauge<long> DueBacklog = Meter.CreateGauge<long>(
        "mutualaid.due.backlog", "{document}", "Documents that were due at the last look, as far as it looked.");

    private static readonly Gauge<double> DueLag = Meter.CreateGauge<double>(
        "mutualaid.due.lag", "s", "For how long the longest due document had been due at the last look.");

    private static readonly Counter<long> Needs = Meter.CreateCounter<long>(
        "mutualaid.needs", "{need}", "Needs that came to a state: open (nobody on all of it), covered, met, withdrawn, expired.");

    /// <summary>Asked for, so that who begins to listen late hears the same.</summary>
    private static readonly ObservableUpDownCounter<long> Kept = Meter.CreateObservableUpDownCounter(
        "mutualaid.keeper.backlog", () => Volatile.Read(ref kept), "{document}", "Documents that are being shown as they are now, or wait for their turn.");

    private static readonly ActivitySource Spans = new(PlatformMeasures.Core);

    /// <summary>A span around an intent, by its kind; null where nobody listens.</summary>
    public static Activity? Handling(Intent intent) =>
        Spans.StartActivity("intent")?.SetTag("platform", PlatformMeasures.PlatformOf(intent.Actor.Value)).SetTag("kind", KindOf(intent.Body));

    public static void Handled(Intent intent, bool failed, TimeSpan took) => Intents.Record(
        took.TotalSeconds, new("platform", PlatformMeasures.PlatformOf(intent.Actor.Value)), new("kind", KindOf(intent.Body)), new("outcome", failed ? "failed" : "ok"));

    /// <summary>A span around a keeper's pass.</summary>
    public static Activity? Keeping(string kind) => Spans.StartActivity("keep")?.SetTag("kind", kind);

    public static void Passed(string kind, bool failed, TimeSpan took) => Passes.Record(took.TotalSeconds, new("kind", kind), new("outcome", failed ? "failed" : "ok"));

    /// <summary>So many more are being kept, or fewer.</summary>
    public static void Keeps(int more) => Interlocked.Add(ref kept, more);

    /// <summary>What a sweep saw of one kind of document.</summary>
    public static void Due(string kind, int count, Duration lag)
    {
        DueBacklog.Record(count, new KeyValuePair<string, object?>("kind", kind));
        DueLag.Record(lag.TotalSeconds, new KeyValuePair<string, object?>("kind", kind));
    }

    /// <summary>A need was stored; null: it was not there before. Counted where it came to another state.</summary>
    public static void Stored(Need? before, Need after)
    {
        if (StateOf(after) is { } state && (before is null || StateOf(before) != state)) Needs.Add(1, new KeyValuePair<string, object?>("state", state));
    }

    /// <summary>What is held is nobody's need yet.</summary>
    private static string? StateOf(Need need) => need.Status switch
    {
        NeedStatus.Open => need.Remaining > 0 ? "open" : "covered",
        NeedStatus.Met => "met",
        NeedStatus.Withdrawn => "withdrawn",
        NeedStatus.Expired => "expired",
        _ => null,
    };

    private static string KindOf(IntentBody body) => body switch
    {
        CommandTyped or CommandUsed or CommandSpoken => "command",
        ActionPressed => "button",
        FormSubmitted => "form",
        Reacted or TakenBack => "reaction",
        MessageQuoted => "quote",
        _ => "other",
    };
}
