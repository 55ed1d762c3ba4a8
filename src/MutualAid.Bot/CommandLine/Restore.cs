using System.CommandLine;
using MutualAid.Bot.Operations;
using MutualAid.Core.Keeping;
using MutualAid.Storage;

namespace MutualAid.Bot.CommandLine;

/// <summary>A backup in the place of the store.</summary>
internal static class Restore
{
    private const string AskAgain = "What is old enough goes by itself, and who asked to be forgotten has to ask again.";

    public static Command Command()
    {
        var file = new Argument<string>("FILE") { Description = "A file that 'backup' wrote. It is read whole before anything is replaced, and stays as it is. The store of before is moved aside, not deleted." };
        var check = new Option<bool>("--check") { Description = "Only see whether FILE is whole and can be opened. Changes nothing; the bot may run." };
        var command = new Command("restore", "Put a backup in the place of the store. Stop the bot first.") { file, check };
        command.SetAction((typed, stop) => Invocation.WithConfigurationAsync(
            configuration => RestoreAsync(StorageOptions.From(configuration), typed.GetRequiredValue(file), typed.GetValue(check), stop)));
        return command;
    }

    private static async Task RestoreAsync(StorageOptions storage, string path, bool check, CancellationToken stop)
    {
        if (storage.IsAt(path)) throw new OperatorRefusal(ExitCodes.BadCommandLine, $"'{path}' is the store itself: give the file of a backup.");
        var restore = new StoreRestore(storage, TimeProvider.System);
        if (check)
        {
            await SayContentAsync(path, await restore.CheckAsync(path, stop));
            await Invocation.SayAsync("Nothing was changed.");
            return;
        }

        var restored = await restore.RestoreAsync(path, stop);
        await SayContentAsync(path, restored.Content);
        await Invocation.SayAsync($"It is now the store, '{storage.Path}'. Start the bot, and look whether all is well.");
        await Invocation.SayAsync(Erased(restored.Erased));
        if (restored.Aside is not { } aside) return;
        // Where a link to the store leads.
        var shown = Path.IsPathRooted(storage.Path) ? aside : Path.GetRelativePath(Directory.GetCurrentDirectory(), aside);
        await Invocation.SayAsync($"The store of before is now '{shown}'. It still holds people's data: delete it once all is well.");
        if (!restored.WasReadable)
        {
            await Invocation.SayAsync(
                $"It could not be opened, so nobody knows which numbers were given since the backup: each group's next need has a number {AfterRestore.NumbersLeftOut} higher.");
        }
    }

    private static string Erased(ErasedSince? erased) => erased switch
    {
        null => $"Nobody knows who was forgotten, and what was erased, since the copy was made: there was no store that could be read. {AskAgain}",
        { IsAll: false } => $"{Again(erased)} The copy is of another store, or older than what is remembered of that. Who was forgotten before is in it again. {AskAgain}",
        _ => Again(erased),
    };

    private static string Again(ErasedSince erased) => erased is { People: 0, Groups: 0 }
        ? "As far as is remembered, nobody was forgotten and no group was erased since the copy was made."
        : $"Since the copy was made, people {erased.People} were forgotten and groups {erased.Groups} were erased. What it brought back of them is erased again at the next start, before the bot connects.";

    private static Task SayContentAsync(string path, StoreContent content) => Invocation.SayAsync(
        $"'{path}' is whole: groups {content.Groups}, needs {content.Needs}, offers {content.Offers}, members {content.Members}.");
}
