using System.CommandLine;
using System.Globalization;
using MutualAid.Bot.Operations;
using MutualAid.Storage;

namespace MutualAid.Bot.CommandLine;

/// <summary>A copy of the whole store in one file.</summary>
internal static class Backup
{
    private const double Megabyte = 1024 * 1024;

    public static Command Command()
    {
        var file = new Argument<string>("FILE") { Description = "The file to write. It holds everything that is stored, sealed as the store is, but neither its key nor the playground's chat. Only you will be able to read it." };
        var replace = new Option<bool>("--replace") { Description = "Replace FILE if it is there." };
        var command = new Command("backup", "Keep a copy of the store in one file, whether the bot runs or not.") { file, replace };
        command.SetAction((typed, stop) => Invocation.WithConfigurationAsync(configuration => WriteAsync(configuration, typed.GetRequiredValue(file), typed.GetValue(replace), stop)));
        return command;
    }

    private static async Task WriteAsync(IConfiguration configuration, string path, bool replace, CancellationToken stop)
    {
        var storage = StorageOptions.From(configuration);
        await using var file = NewFile.Begin(path, replace, storage);
        await OperatorDoor.AskAsync(configuration, new OperatorRequest(OperatorRequest.Backup), file.Stream, stop);
        var length = await file.KeepAsync(stop);
        await Invocation.SayAsync(string.Create(CultureInfo.InvariantCulture, $"The store is copied to '{path}' ({length / Megabyte:0.0} MB). Try it with: restore --check {path}"));
        await Invocation.SayAsync("It is sealed as the store is, and the key is not in it: without the key it is worth nothing, so keep a copy of the key too, apart from this file.");
        if (storage.Password is not null) await Invocation.SayAsync("The store's password is needed as well.");
        await Invocation.SayAsync("Delete it after a month: it still holds what is erased from the store by then.");
    }
}
