using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using MutualAid.Storage;

namespace MutualAid.Bot.CommandLine;

/// <summary>What this program is, for a question to whoever wrote it.</summary>
internal static class VersionCommand
{
    public static Command Command()
    {
        var command = new Command("version", "Show the version of the bot, of the runtime and of the store that it writes.");
        command.SetAction(async (_, _) =>
        {
            var version = typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
            await Invocation.SayAsync($"MutualAid.Bot {version}");
            await Invocation.SayAsync($"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.RuntimeIdentifier}");
            await Invocation.SayAsync($"store schema {StoreContent.Schema}, and every older one");
            return ExitCodes.Stopped;
        });
        return command;
    }
}
