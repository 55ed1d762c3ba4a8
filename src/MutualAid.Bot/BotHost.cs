using System.Text.Json;
using MutualAid.Bot.Connections;
using MutualAid.Bot.Jobs;
using MutualAid.Bot.Matching;
using MutualAid.Bot.Operations;
using MutualAid.Bot.Operations.Watching;
using MutualAid.Bot.Pictures;
using MutualAid.Bot.Playground;
using MutualAid.Core;
using MutualAid.Core.Chat;
using MutualAid.Core.Needs;
using MutualAid.Core.Privacy;
using MutualAid.Discord;
using MutualAid.Matrix;
using MutualAid.Storage;

namespace MutualAid.Bot;

/// <summary>Puts the rooms together and runs them until told to stop.</summary>
internal static class BotHost
{
    /// <summary>What is wrong with the file of settings, and where, as far as that is known.</summary>
    public static string BrokenSettings(Exception e)
    {
        var cause = e;
        while (cause is not null and not JsonException) cause = cause.InnerException;
        var line = (cause as JsonException)?.LineNumber + 1;
        return $"appsettings.json is not valid JSON{(line is null ? "" : $" in line {line}, or in the one before")}. Compare it with appsettings.example.json.";
    }

    public static async Task<int> RunAsync(bool fresh, CancellationToken stop)
    {
        if (Handles.Problem() is { } tooFew) return await EndAsync(ExitCodes.BadConfiguration, tooFew);
        Handles.SayWhenThereAreNone();
        HostApplicationBuilder builder;
        try
        {
            builder = CreateBuilder();
        }
        catch (Exception e) when (e is InvalidDataException or FormatException)
        {
            return await EndAsync(ExitCodes.BadConfiguration, BrokenSettings(e));
        }

        var configuration = builder.Configuration;
        var problems = Configured.Problems(configuration).ToList();
        if (problems.Count > 0) return await EndAsync(ExitCodes.BadConfiguration, [.. problems]);
        if (fresh && WouldErase(configuration) is { } groups) return await EndAsync(ExitCodes.BadCommandLine, groups);
        var playground = Configured.Playground(configuration);
        var journal = JournalPath(configuration);
        try
        {
            if (fresh)
            {
                StorageOptions.From(configuration).Erase();
                File.Delete(journal);
            }

            using var host = Build(builder, playground, journal);
            return await RunAsync(host, playground, stop);
        }
        catch (StorageException e)
        {
            return await EndAsync(ExitCodes.StorageFailed, e.Message);
        }
        catch (OperatorRefusal e)
        {
            return await EndAsync(e.Code, e.Message);
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

    /// <summary>Whose data would go with that of the playground; null: nobody's. What a database holds is never erased from here.</summary>
    private static string? WouldErase(IConfiguration configuration)
    {
        var storage = StorageOptions.From(configuration);
        if (!storage.IsFile || Configured.Platforms(configuration).FirstOrDefault() is not { } platform) return null;
        var data = Path.GetDirectoryName(storage.Path) is { Length: > 0 } folder ? folder : $"{storage.Path} and its key";
        return $"--fresh begins the playground anew, and would erase what groups on {platform} have here. If that is wanted, stop the bot and move {data} away yourself.";
    }

    /// <summary>With everything that is configured. Throws what broken settings throw.</summary>
    public static HostApplicationBuilder CreateBuilder()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = [], ContentRootPath = Directory.GetCurrentDirectory() });
        builder.Logging.ClearProviders();
        builder.Logging.AddLines(builder.Configuration);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        // Whether it stands and why it came back is what an operator looks for first.
        builder.Logging.AddFilter("MutualAid.Discord.Gateway", LogLevel.Information);
        builder.Logging.AddFilter("MutualAid.Matrix", LogLevel.Information);
        builder.Logging.AddFilter("MutualAid.Core.Reminders.StandingBy", LogLevel.Information);
        // What keeps it from starting is said once, in one line, at the end.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        return builder;
    }

    private static IHost Build(HostApplicationBuilder builder, PlaygroundOptions playground, string journal)
    {
        var (services, configuration) = (builder.Services, builder.Configuration);
        services.AddStorage(configuration).AddCore(configuration).AddPictures().AddWords();
        // First to start: where its port can't be had, nothing was connected yet.
        services.AddOperations(Configured.Operations(configuration), configuration);
        if (DiscordServices.IsConfigured(configuration)) services.AddDiscord(configuration);
        if (MatrixServices.IsConfigured(configuration)) services.AddMatrix(configuration);
        if (playground.Enabled is true) services.AddPlayground(playground, journal);
        services.AddJobs().AddOperatorSocket();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = Ending.DrainsWithin);
        var host = builder.Build();
        host.Services.GetRequiredService<StoreLifetime>().Open();
        // Before anything is due: the chat brings the clock to where it stood.
        host.Services.GetService<PlaygroundChat>();
        return host;
    }

    private static async Task<int> RunAsync(IHost host, PlaygroundOptions playground, CancellationToken stop)
    {
        var store = host.Services.GetRequiredService<StoreLifetime>();
        var ending = new Ending(host);
        // Before anybody is connected to.
        await host.Services.GetRequiredService<ForgetAgain>().RunAsync(stop);
        await host.StartAsync(stop);
        // What only the start needed is given back at once: the bot may be idle for days, on a small machine that it shares.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (playground.Enabled is true)
        {
            await LogLines.SayAsync(host, $"MutualAid.Bot: here is the playground. Open {playground.Url} in a browser.");
            await LogLines.SayAsync(host, "What you do there stays on this machine. Stop with Ctrl+C; start with --fresh to begin anew.");
        }

        foreach (var platform in Configured.Platforms(host.Services.GetRequiredService<IConfiguration>()))
            await LogLines.SayAsync(host, $"MutualAid.Bot: connecting to {platform}. Stop with Ctrl+C.");
        var stopped = host.WaitForShutdownAsync(stop);
        var refused = host.Services.GetServices<IPlatformRefusal>().Select(p => p.Refused).ToList();
        var first = await Task.WhenAny([stopped, store.Failed, .. refused]);
        if (first == stopped)
        {
            await ending.AwaitAsync(stopped);
            return ExitCodes.Stopped;
        }

        var (code, line) = first == store.Failed
            ? (ExitCodes.StorageFailed, (await store.Failed).Message)
            : (ExitCodes.PlatformRefused, await await Task.WhenAny(refused));
        await host.StopAsync(CancellationToken.None);
        return await EndAsync(code, line);
    }

    private static string JournalPath(IConfiguration configuration) =>
        Path.ChangeExtension(StorageOptions.From(configuration).Path, null) + "-playground.jsonl";

    private static async Task<int> EndAsync(int code, params string[] lines)
    {
        foreach (var line in lines) await Console.Error.WriteLineAsync(line);
        return code;
    }
}
