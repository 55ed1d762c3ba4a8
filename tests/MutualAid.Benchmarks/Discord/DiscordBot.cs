using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MutualAid.Bot.Matching;
using MutualAid.Bot.Pictures;
using MutualAid.Core;
using MutualAid.Core.Reminders;
using MutualAid.Discord;
using MutualAid.Storage;

namespace MutualAid.Benchmarks.Discord;

/// <summary>The bot on a LiteDB file, connected to a Discord: on one of its own, unless given another's.</summary>
internal sealed class DiscordBot : IAsyncDisposable
{
    private readonly string? folder;
    private readonly ServiceProvider services;

    private DiscordBot(string api, string token, string? path, TimeProvider time)
    {
        folder = path is null ? Directory.CreateTempSubdirectory("mutualaid-bench-").FullName : null;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Storage:LiteDb:Path"] = path ?? Path.Combine(folder!, "store.db"),
            ["Discord:Token"] = token,
            ["Discord:ApiBaseUrl"] = api,
        }).Build();
        services = new ServiceCollection().AddLogging().AddSingleton(time).AddStorage(configuration).AddCore(configuration).AddPictures().AddWords().AddDiscord(configuration).BuildServiceProvider();
    }

    public static async Task<DiscordBot> StartAsync(string api, string token, string? path = null, TimeProvider? time = null)
    {
        var bot = new DiscordBot(api, token, path, time ?? TimeProvider.System);
        bot.services.GetRequiredService<StoreLifetime>().Open();
        foreach (var service in bot.services.GetServices<IHostedService>()) await service.StartAsync(CancellationToken.None);
        return bot;
    }

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    /// <summary>Everything due has happened, and every card is current.</summary>
    public Task SettleAsync() => services.GetRequiredService<DueWork>().SweepAndSettleAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        foreach (var service in services.GetServices<IHostedService>()) await service.StopAsync(CancellationToken.None);
        await services.DisposeAsync();
        if (folder is not null) Directory.Delete(folder, recursive: true);
    }
}
