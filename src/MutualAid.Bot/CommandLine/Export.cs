using System.CommandLine;
using System.Globalization;
using MutualAid.Bot.Operations;
using MutualAid.Storage;

namespace MutualAid.Bot.CommandLine;

/// <summary>What one group has, for its own use.</summary>
internal static class Export
{
    public static Command Command()
    {
        var group = new Argument<string>("GROUP") { Description = "The group, as 'groups' shows it, or any part of that which no other group has." };
        var file = new Argument<string?>("FILE") { Description = "The file to write; left out: mutualaid-export-<time>.json in this folder. Private details, names and ids are not in it.", Arity = ArgumentArity.ZeroOrOne };
        var replace = new Option<bool>("--replace") { Description = "Replace FILE if it is there." };
        var command = new Command("export", "Write one group's settings, needs and offers as JSON, whether the bot runs or not.") { group, file, replace };
        command.SetAction((typed, stop) => Invocation.WithConfigurationAsync(configuration =>
            WriteAsync(configuration, typed.GetRequiredValue(group), typed.GetValue(file) ?? DefaultName(), typed.GetValue(replace), stop)));
        return command;
    }

    private static async Task WriteAsync(IConfiguration configuration, string group, string path, bool replace, CancellationToken stop)
    {
        await using var file = NewFile.Begin(path, replace, StorageOptions.From(configuration));
        await OperatorDoor.AskAsync(configuration, new OperatorRequest(OperatorRequest.Export, group), file.Stream, stop);
        await file.KeepAsync(stop);
        await Invocation.SayAsync($"The group is written to '{path}'. What people wrote for all to read stands in it as they wrote it: look through it before you pass it on.");
    }

    private static string DefaultName() =>
        string.Create(CultureInfo.InvariantCulture, $"mutualaid-export-{TimeProvider.System.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}.json");
}
