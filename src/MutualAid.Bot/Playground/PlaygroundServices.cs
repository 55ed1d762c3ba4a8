using MutualAid.Core.Chat;

namespace MutualAid.Bot.Playground;

/// <summary>The playground as one more platform.</summary>
internal static class PlaygroundServices
{
    /// <summary>Adds it; its clock is the one that everything is decided by. <paramref name="journal"/> is the file that keeps its messages.</summary>
    public static IServiceCollection AddPlayground(this IServiceCollection services, PlaygroundOptions options, string journal)
    {
        var clock = new PlaygroundClock(TimeProvider.System);
        services.AddSingleton<TimeProvider>(clock).AddSingleton(clock).AddSingleton(options);
        services.AddSingleton(_ => new PlaygroundChat(new PlaygroundJournal(journal), clock));
        services.AddSingleton<PlaygroundAges>().AddSingleton<IChatPlatform, PlaygroundPlatform>().AddSingleton<IPulse, PlaygroundPulse>();
        services.AddSingleton<PlaygroundCompletion>().AddSingleton<PlaygroundTime>().AddSingleton<PlaygroundServer>();
        return services.AddHostedService<PlaygroundWeb>();
    }
}
