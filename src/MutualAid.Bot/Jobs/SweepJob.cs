using MutualAid.Core.Reminders;
using Quartz;

namespace MutualAid.Bot.Jobs;

/// <summary>Hands everything due to its use case: cards left behind, reminders, digests.</summary>
[DisallowConcurrentExecution]
internal sealed partial class SweepJob(DueWork due, ILogger<SweepJob> log) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await due.SweepAsync(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Logged here by kind alone: Quartz would write out the message, which may hold what a person wrote. What is due stays due.
            LogFailed(log, e.GetType().Name);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Could not handle what is due; it is tried again in a moment: {Cause}")]
    private static partial void LogFailed(ILogger log, string cause);
}
