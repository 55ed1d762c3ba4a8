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
        var file = new Argument<string>("FILE") { Description = "The file to write. It holds everything that is stored, encrypted exactly if the store is, but not the playground's chat. Only you will be able to read it." };
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
        await Invocation.SayAsync(storage.Password is null
            ? "It is not encrypted: whoever has this file can read what people wrote. Keep it where only you can."
            : "It opens with the password of the store alone, which is not in it: keep that safe, and apart from it.");
        await Invocation.SayAsync("Delete it after a month: it still holds what is erased from the store by then.");
    }
}
