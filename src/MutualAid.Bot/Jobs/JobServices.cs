using Quartz;

namespace MutualAid.Bot.Jobs;

/// <summary>Quartz drives what is due. Due times stand on the documents, so the schedule itself needs no store.</summary>
internal static class JobServices
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(2);

    public static IServiceCollection AddJobs(this IServiceCollection services)
    {
        services.AddQuartz(quartz => quartz.ScheduleJob<SweepJob>(trigger => trigger
            .WithIdentity("sweep")
            .StartNow()
            .WithSimpleSchedule(s => s.WithInterval(SweepEvery).RepeatForever())));
        return services.AddQuartzHostedService(o => o.WaitForJobsToComplete = true);
    }
}
