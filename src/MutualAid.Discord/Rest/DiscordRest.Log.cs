using Microsoft.Extensions.Logging;

namespace MutualAid.Discord.Rest;

/// <summary>What stands in the log: the template of a route, never its path.</summary>
internal sealed partial class DiscordRest
{
    [LoggerMessage(1, LogLevel.Debug, "{Method} {Template}: {Outcome} after {Milliseconds:F0} ms.")]
    private static partial void LogAttempt(ILogger log, HttpMethod method, string template, Outcome outcome, double milliseconds);

    [LoggerMessage(2, LogLevel.Debug, "{Method} {Template} waited {Milliseconds:F0} ms for a rate limit.")]
    private static partial void LogWaited(ILogger log, HttpMethod method, string template, double milliseconds);

    [LoggerMessage(3, LogLevel.Warning, "{Method} {Template} met a rate limit, which lasts {Milliseconds:F0} ms.")]
    private static partial void LogThrottled(ILogger log, HttpMethod method, string template, double milliseconds);

    [LoggerMessage(4, LogLevel.Information, "{Method} {Template}: {Outcome}. Again in {Milliseconds:F0} ms.")]
    private static partial void LogRetry(ILogger log, HttpMethod method, string template, Outcome outcome, double milliseconds);
}
