using System.CommandLine;
using MutualAid.Bot.Operations;
using MutualAid.Storage;
using MutualAid.Storage.Sealing;

namespace MutualAid.Bot.CommandLine;

/// <summary>The command <c>rotate-key</c>: another key for the store of this folder, while the bot is stopped.</summary>
internal static class RotateKey
{
    public static Command Command()
    {
        var to = new Option<string?>("--to")
        {
            Description = "The file for the new key, if the configuration gives the one in use. If it holds a key already, that one is taken. In a container: in a folder that outlasts it, as /data/next.key does.",
        };
        var command = new Command("rotate-key", "Give the store another key and seal everything anew under it. Stop the bot first.") { to };
        command.SetAction((typed, _) => Invocation.WithConfigurationAsync(configuration => RotateAsync(StorageOptions.From(configuration), typed.GetValue(to))));
        return command;
    }

    private static async Task RotateAsync(StorageOptions options, string? to)
    {
        if (options.IsKeyGiven && to is null)
            throw new OperatorRefusal(ExitCodes.BadCommandLine, "The key comes from Storage:Key or Storage:KeyFile: say with --to which file the new one goes to.");
        if (!options.IsKeyGiven && to is not null)
            throw new OperatorRefusal(ExitCodes.BadCommandLine, "The store has a key file of its own, which the new key goes to: leave --to out.");
        // Whoever ends it in between learns no more.
        if (to is not null) await Invocation.SayAsync($"The new key goes to {Path.GetFullPath(to)}. Keep both keys until this says that it is done: the store has either until then.");
        var (file, before) = new KeyRotation(options).Rotate(to);
        await Invocation.SayAsync($"The store has another key now: {file}");
        await Invocation.SayAsync(options.IsKeyGiven
            ? "Before the next start set Storage:KeyFile to that file, or Storage:Key to the last line of it. The old key opens the store no more."
            : $"Copy it to where you keep the key apart from the data, beside the old one and under another name. The old key opens the store no more, and is kept in {before}");
        if (!options.IsFile) await Invocation.SayAsync("Every process on this database needs it, on whatever machine: give it to each before its next start.");
        await Invocation.SayAsync("Copies of the store from before need the old key, and so does a store that this one was moved to or from by 'migrate'. Delete it, copies of it too, when none of them is needed.");
    }
}
