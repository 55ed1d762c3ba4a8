using System.CommandLine;

namespace MutualAid.Bot.CommandLine;

/// <summary>The bot itself, which is also what happens without a command.</summary>
internal static class Run
{
    public const string Name = "run";

    public static Command Command()
    {
        var command = new Command(Name, "Run the bot until it is stopped. Without any platform configured it serves a playground.");
        AsDefault(command);
        return command;
    }

    public static void AsDefault(Command command)
    {
        var fresh = new Option<bool>("--fresh") { Description = "Erase the store and what the playground kept, and start anew; the key stays. Not where a platform is set." };
        command.Options.Add(fresh);
        command.SetAction((typed, stop) => BotHost.RunAsync(typed.GetValue(fresh), stop));
    }
}
