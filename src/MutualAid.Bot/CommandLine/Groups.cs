using System.CommandLine;
using MutualAid.Bot.Operations;

namespace MutualAid.Bot.CommandLine;

/// <summary>Which groups there are.</summary>
internal static class Groups
{
    public static Command Command()
    {
        var command = new Command("groups", "List the groups, so that one can be named, whether the bot runs or not.");
        command.SetAction((_, stop) => Invocation.WithConfigurationAsync(configuration => ListAsync(configuration, stop)));
        return command;
    }

    private static async Task ListAsync(IConfiguration configuration, CancellationToken stop)
    {
        using var list = new MemoryStream();
        await OperatorDoor.AskAsync(configuration, new OperatorRequest(OperatorRequest.Groups), list, stop);
        list.Position = 0;
        using var reader = new StreamReader(list);
        await Console.Out.WriteAsync(await reader.ReadToEndAsync(stop));
    }
}
