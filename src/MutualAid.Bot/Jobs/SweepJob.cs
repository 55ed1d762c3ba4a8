using MutualAid.Core.Reminders;
using Quartz;

namespace MutualAid.Bot.Jobs;

/// <summary>Hands everything due to its use case: cards left behind, reminders, digests.</summary>
[DisallowConcurrentExecution]
internal sealed class SweepJob(DueWork due) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await due.SweepAsync(cancellationToken);
}
