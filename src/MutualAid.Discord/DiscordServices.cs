using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MutualAid.Core.Chat;
using MutualAid.Core.Checking;
using MutualAid.Discord.Checking;
using MutualAid.Discord.Gateway;
using MutualAid.Discord.Interactions;
using MutualAid.Discord.Introductions;
using MutualAid.Discord.Permissions;
using MutualAid.Discord.Rendering;
using MutualAid.Discord.Rest;

namespace MutualAid.Discord;

/// <summary>The Discord platform.</summary>
public static class DiscordServices
{
    /// <summary>Whether the configuration asks for Discord.</summary>
    public static bool IsConfigured(IConfiguration configuration) => DiscordOptions.IsConfigured(configuration);

    /// <summary>One line for each reason why Discord can't be used as configured; never the token itself.</summary>
    public static IEnumerable<string> Problems(IConfiguration configuration) => DiscordOptions.Problems(configuration);

    /// <summary>Looks whether the bot could work on Discord and in these places, by reading alone; for a configuration without problems.</summary>
    public static IAsyncEnumerable<Finding> CheckAsync(IConfiguration configuration, IReadOnlyList<PlaceId> places, TimeProvider time, CancellationToken cancellationToken) =>
        new DiscordCheck(DiscordOptions.From(configuration), time).LookAsync([.. places.Where(DiscordIds.IsOurs)], cancellationToken);

    /// <summary>Adds the platform to a host whose configuration has no problems.</summary>
    public static IServiceCollection AddDiscord(this IServiceCollection services, IConfiguration configuration) =>
        services.AddDiscord(configuration, TimeProvider.System);

    /// <summary>The same; waits on the network are measured by a clock of their own, which has to run.</summary>
    internal static IServiceCollection AddDiscord(this IServiceCollection services, IConfiguration configuration, TimeProvider network)
    {
        services.AddSingleton(_ => DiscordOptions.From(configuration)).AddSingleton(s => new DiscordClock(s.GetRequiredService<TimeProvider>(), network));
        services.AddSingleton<DiscordRefusal>().AddSingleton<IPlatformRefusal>(s => s.GetRequiredService<DiscordRefusal>());
        services.AddSingleton(s => new DiscordRest(
            DiscordHttp.Create(s.GetRequiredService<DiscordOptions>().ApiBaseUrl), s.GetRequiredService<DiscordOptions>(), s.GetRequiredService<DiscordRefusal>(), network, s.GetRequiredService<ILogger<DiscordRest>>()))
            .AddSingleton<DiscordApi>();
        services.AddSingleton<DiscordSelf>().AddSingleton<Guilds>().AddSingleton<CommandRegistration>();
        services.AddSingleton<CommandMentions>().AddSingleton<Markdown>().AddSingleton<CardRendering>().AddSingleton<ReplyRendering>();
        services.AddSingleton<PrivateThreads>().AddSingleton<DirectFallback>().AddSingleton<PermissionCheck>().AddSingleton<Facilitators>().AddSingleton<Membership>();
        services.TryAddSingleton<PlaceQueues>();
        services.AddSingleton<Answering>().AddSingleton<Suggesting>().AddSingleton<Reactions>();
        services.AddSingleton<DiscordEvents>().AddSingleton<IGatewayEvents>(s => s.GetRequiredService<DiscordEvents>());
        services.AddSingleton<IChatPlatform, DiscordPlatform>();
        services.AddSingleton<IGatewayTransport, WebSocketTransport>().AddSingleton<GatewayService>().AddSingleton<IHostedService>(s => s.GetRequiredService<GatewayService>()).AddSingleton<IPulse>(s => s.GetRequiredService<GatewayService>());
        return services;
    }
}
