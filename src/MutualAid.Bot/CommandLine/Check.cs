using System.CommandLine;
using MutualAid.Bot.Operations.Checking;

namespace MutualAid.Bot.CommandLine;

/// <summary>Whether the bot could do its work as it is configured.</summary>
internal static class Check
{
    public static Command Command()
    {
        var command = new Command("check", "Look at configuration, store, platforms, permissions and clock, whether the bot runs or not: one line each with what to do. Changes nothing.");
        command.SetAction(async (_, stop) =>
        {
            try
            {
                return await new Doctor(BotHost.CreateBuilder().Configuration, TimeProvider.System, Console.Out).LookAsync(stop);
            }
            catch (Exception e) when (e is InvalidDataException or FormatException)
            {
                await Console.Error.WriteLineAsync(BotHost.BrokenSettings(e));
                return ExitCodes.BadConfiguration;
            }
            catch (OperationCanceledException)
            {
                await Console.Error.WriteLineAsync("Stopped before it was done. Nothing was changed.");
                return ExitCodes.Interrupted;
            }
        });
        return command;
    }
}
