using Quartz;

namespace MutualAid.Bot.Jobs;

/// <summary>Quartz drives what is due. Due times stand on the documents, so the schedule itself needs no store.</summary>
internal static class JobServices
{
    /// <summary>A scheduler of this name has a clock of its own; an unnamed one's becomes that of everybody.</summary>
    private const string Sweeps = "sweeps";
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(2);

    public static IServiceCollection AddJobs(this IServiceCollection services)
    {
        services.AddQuartz(Sweeps, quartz =>
        {
            var steady = new SteadyTime(TimeProvider.System);
            quartz.UseTimeProvider(steady);
            quartz.ScheduleJob<SweepJob>(trigger => trigger
                .WithIdentity("sweep")
                .StartAt(steady.GetUtcNow())
                .WithSimpleSchedule(s => s.WithInterval(SweepEvery).RepeatForever()));
        });
        return services.AddQuartzHostedService(Sweeps, o => o.WaitForJobsToComplete = true);
    }
}
