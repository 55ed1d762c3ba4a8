using System.CommandLine;
using MutualAid.Core.Needs;
using MutualAid.Storage;
using MutualAid.Storage.Sealing;

namespace MutualAid.Bot.CommandLine;

/// <summary>The command <c>rotate-key</c>: another key for the store of this folder, while the bot is stopped.</summary>
internal static class RotateKey
{
    public static Command Create()
    {
        var to = new Option<string?>("--to")
        {
            Description = "The file for the new key, if the configuration gives the one in use. If it holds a key already, that one is taken.",
        };
        var command = new Command("rotate-key", "Give the store another key and seal everything anew under it. Stop the bot first.") { to };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(to)));
        return command;
    }

    private static async Task<int> RunAsync(string? to)
    {
        IConfiguration configuration;
        try
        {
            configuration = BotHost.CreateBuilder().Configuration;
        }
        catch (Exception e) when (e is InvalidDataException or FormatException)
        {
            return await EndAsync(ExitCodes.BadConfiguration, BotHost.BrokenSettings);
        }

        var problems = StorageOptions.Problems(configuration).ToArray();
        if (problems.Length > 0) return await EndAsync(ExitCodes.BadConfiguration, problems);
        var options = StorageOptions.From(configuration);
        if (options.IsKeyGiven && to is null)
            return await EndAsync(ExitCodes.BadCommandLine, "The key comes from Storage:Key or Storage:KeyFile: say with --to which file the new one goes to.");
        if (!options.IsKeyGiven && to is not null)
            return await EndAsync(ExitCodes.BadCommandLine, "The store has a key file of its own, which the new key goes to: leave --to out.");

        try
        {
            var file = new KeyRotation(options).Rotate(to);
            await Console.Out.WriteLineAsync($"The store has another key now: {file}");
            await Console.Out.WriteLineAsync(options.IsKeyGiven
                ? "Before the next start set Storage:KeyFile to that file, or Storage:Key to the last line of it. The old key opens the store no more."
                : "Copy it to where you keep the key apart from the data. The old key opens the store no more.");
            await Console.Out.WriteLineAsync("Copies of the store from before need the old key: keep it no longer than them.");
            return ExitCodes.Stopped;
        }
        catch (StorageException e) when (e.IsFatal)
        {
            return await EndAsync(ExitCodes.StorageFailed, e.Message);
        }
    }

    private static async Task<int> EndAsync(int code, params string[] lines)
    {
        foreach (var line in lines) await Console.Error.WriteLineAsync(line);
        return code;
    }
}
