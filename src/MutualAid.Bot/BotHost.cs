using Microsoft.AspNetCore.Server.Kestrel.Core;
using MutualAid.Bot.Jobs;
using MutualAid.Bot.Playground;
using MutualAid.Core;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using MutualAid.Discord;
using MutualAid.Matrix;
using MutualAid.Storage;

namespace MutualAid.Bot;

/// <summary>Puts the rooms together and runs them until told to stop.</summary>
internal static class BotHost
{
    private const int LargestBody = 256 * 1024;

    public static async Task<int> RunAsync(bool fresh, CancellationToken stop)
    {
        WebApplicationBuilder builder;
        try
        {
            builder = CreateBuilder();
        }
        catch (Exception e) when (e is InvalidDataException or FormatException)
        {
            return await EndAsync(ExitCodes.BadConfiguration, "appsettings.json is not valid JSON. Compare it with appsettings.example.json.");
        }

        var configuration = builder.Configuration;
        var problems = Configured.Problems(configuration).ToList();
        if (problems.Count > 0) return await EndAsync(ExitCodes.BadConfiguration, [.. problems]);
        var playground = Configured.Playground(configuration);
        var journal = JournalPath(configuration);
        try
        {
            if (fresh)
            {
                StorageOptions.From(configuration).Erase();
                File.Delete(journal);
            }

            await using var app = Build(builder, playground, journal);
            return await RunAsync(app, playground, stop);
        }
        catch (StorageException e) when (e.IsFatal)
        {
            return await EndAsync(ExitCodes.StorageFailed, e.Message);
        }
        catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            return await EndAsync(ExitCodes.BadConfiguration, $"Playground:Url is '{playground.Url}', which another program uses; stop that one, or choose another port.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return await EndAsync(ExitCodes.StorageFailed, $"'{journal}' beside Storage:LiteDb:Path can't be written. Let the user that runs the bot write that folder.");
        }
    }

    private static WebApplicationBuilder CreateBuilder()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [], ContentRootPath = Directory.GetCurrentDirectory() });
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ssZ ";
        });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        // An address holds what people type, and so may the message of an exception: the web server says nothing.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.None);
        // What keeps it from starting is said once, in one line, at the end.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        return builder;
    }

    private static WebApplication Build(WebApplicationBuilder builder, PlaygroundOptions playground, string journal)
    {
        var services = builder.Services;
        services.AddStorage(builder.Configuration).AddCore(builder.Configuration).AddJobs();
        var clock = new PlaygroundClock(TimeProvider.System);
        services.AddSingleton<TimeProvider>(clock).AddSingleton(clock);
        services.AddSingleton(_ => new PlaygroundChat(new PlaygroundJournal(journal), clock));
        services.AddSingleton<IChatPlatform, PlaygroundPlatform>();
        services.AddSingleton<PlaygroundCompletion>().AddSingleton<PlaygroundTime>().AddSingleton<PlaygroundServer>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));
        builder.WebHost.UseKestrel(kestrel => Configure(kestrel)).UseUrls(playground.Url);
        var app = builder.Build();
        app.Services.GetRequiredService<StoreLifetime>().Open();
        // Before anything is due: the chat brings the clock to where it stood.
        app.Services.GetRequiredService<PlaygroundChat>();
        app.Use(PlaygroundFailures.Handle(app.Services.GetRequiredService<ILogger<PlaygroundServer>>()));
        app.Use(PlaygroundPage.Guard(playground.AllowRemote));
        PlaygroundPage.Map(app);
        app.Services.GetRequiredService<PlaygroundServer>().Map(app);
        return app;
    }

    private static void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = LargestBody;
    }

    private static async Task<int> RunAsync(WebApplication app, PlaygroundOptions playground, CancellationToken stop)
    {
        var store = app.Services.GetRequiredService<StoreLifetime>();
        await app.StartAsync(stop);
        await Console.Out.WriteLineAsync($"MutualAid.Bot: no chat platform is configured, so here is the playground. Open {playground.Url} in a browser.");
        await Console.Out.WriteLineAsync("What you do there stays on this machine. Stop with Ctrl+C; start with --fresh to begin anew.");
        var stopped = app.WaitForShutdownAsync(stop);
        if (await Task.WhenAny(stopped, store.Failed) != store.Failed)
        {
            await stopped;
            return ExitCodes.Stopped;
        }

        var failure = await store.Failed;
        await app.StopAsync(CancellationToken.None);
        return await EndAsync(ExitCodes.StorageFailed, failure.Message);
    }

    private static string JournalPath(IConfiguration configuration) =>
        Path.ChangeExtension(StorageOptions.From(configuration).Path, null) + "-playground.jsonl";

    private static async Task<int> EndAsync(int code, params string[] lines)
    {
        foreach (var line in lines) await Console.Error.WriteLineAsync(line);
        return code;
    }
}
