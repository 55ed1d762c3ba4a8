using System.CommandLine;
using MutualAid.Bot;
using MutualAid.Bot.CommandLine;

var fresh = new Option<bool>("--fresh") { Description = "Erase what the playground kept, and start anew." };
var root = new RootCommand("The bot that mutual-aid groups trust with their needs. Without any platform configured it serves a playground.") { fresh };
root.Subcommands.Add(RotateKey.Create());
root.SetAction((parsed, stop) => BotHost.RunAsync(parsed.GetValue(fresh), stop));
var command = root.Parse(args);
if (command.Errors.Count > 0)
{
    foreach (var error in command.Errors) await Console.Error.WriteLineAsync(error.Message);
    return ExitCodes.BadCommandLine;
}

// The host itself listens for Ctrl+C and SIGTERM, and finishes what is being written.
return await command.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
