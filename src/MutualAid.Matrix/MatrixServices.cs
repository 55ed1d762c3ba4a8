using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MutualAid.Core.Chat;
using MutualAid.Core.Checking;
using MutualAid.Matrix.Checking;
using MutualAid.Matrix.Client;
using MutualAid.Matrix.Rendering;
using MutualAid.Matrix.Rooms;
using MutualAid.Matrix.Sync;
using MutualAid.Matrix.Talking;

namespace MutualAid.Matrix;

/// <summary>The Matrix platform.</summary>
public static class MatrixServices
{
    /// <summary>Whether the configuration asks for Matrix.</summary>
    public static bool IsConfigured(IConfiguration configuration) => MatrixOptions.IsConfigured(configuration);

    /// <summary>One line for each reason why Matrix can't be used as configured; never a secret.</summary>
    public static IEnumerable<string> Problems(IConfiguration configuration) => MatrixOptions.Problems(configuration);

    /// <summary>Looks whether the bot could work on Matrix and in these places, by reading alone; for a configuration without problems.</summary>
    public static IAsyncEnumerable<Finding> CheckAsync(IConfiguration configuration, IReadOnlyList<PlaceId> places, TimeProvider time, CancellationToken cancellationToken) =>
        new MatrixCheck(MatrixOptions.From(configuration), time).LookAsync([.. places.Where(MatrixIds.IsOurs)], cancellationToken);

    /// <summary>Adds the platform to a host whose configuration has no problems.</summary>
    public static IServiceCollection AddMatrix(this IServiceCollection services, IConfiguration configuration) =>
        services.AddMatrix(configuration, TimeProvider.System);

    /// <summary>The same; waits on the network are measured by a clock of their own, which has to run.</summary>
    internal static IServiceCollection AddMatrix(this IServiceCollection services, IConfiguration configuration, TimeProvider network)
    {
        services.AddSingleton(_ => MatrixOptions.From(configuration)).AddSingleton(s => new MatrixClock(s.GetRequiredService<TimeProvider>(), network));
        services.AddSingleton<MatrixRefusal>().AddSingleton<IPlatformRefusal>(s => s.GetRequiredService<MatrixRefusal>());
        services.AddSingleton(s => new MatrixHttp(MatrixHttp.Create(s.GetRequiredService<MatrixOptions>().HomeserverUrl), s.GetRequiredService<MatrixOptions>().HomeserverUrl, network));
        services.AddSingleton(s => new Session(
            s.GetRequiredService<MatrixHttp>(), s.GetRequiredService<MatrixOptions>(), s.GetRequiredService<IBookmarks>(), s.GetRequiredService<MatrixRefusal>(), network, s.GetRequiredService<ILogger<Session>>()));
        services.AddSingleton(s => new MatrixClient(s.GetRequiredService<MatrixHttp>(), s.GetRequiredService<Session>(), network, s.GetRequiredService<ILogger<MatrixClient>>()));
        services.AddSingleton<ISealing, NoSealing>().AddSingleton<MatrixApi>().AddSingleton<MatrixSelf>().AddSingleton<UsualLanguage>();
        services.AddSingleton<RoomStates>().AddSingleton<GroupRooms>().AddSingleton<DirectRooms>().AddSingleton<Conversations>().AddSingleton<Names>()
            .AddSingleton<Invitations>().AddSingleton<Newcomer>().AddSingleton<Presence>().AddSingleton<Attendances>().AddSingleton<Upgrades>().AddSingleton<Reopened>().AddSingleton<Facilitators>().AddSingleton<Encrypted>();
        services.AddSingleton<Texting>().AddSingleton<Pictures>().AddSingleton<CardRendering>().AddSingleton<ReplyRendering>().AddSingleton<QuestionRendering>();
        services.AddSingleton<Standing>().AddSingleton<Answers>().AddSingleton<Whereabouts>().AddSingleton<GroupChoice>().AddSingleton<PrivateTalk>().AddSingleton<Talk>()
            .AddSingleton<Reactions>().AddSingleton<Removed>().AddSingleton(_ => new Floods(network));
        services.AddSingleton<Seeds>().AddSingleton<IChatPlatform, MatrixPlatform>();
        services.TryAddSingleton<PlaceQueues>();
        services.AddSingleton<Progress>().AddSingleton<Timeline>().AddSingleton<Intake>();
        services.AddSingleton<SyncService>().AddSingleton<IHostedService>(s => s.GetRequiredService<SyncService>()).AddSingleton<IPulse>(s => s.GetRequiredService<SyncService>());
        return services;
    }
}
