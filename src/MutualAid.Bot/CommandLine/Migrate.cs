using System.CommandLine;
using MutualAid.Bot.Operations;
using MutualAid.Storage;

namespace MutualAid.Bot.CommandLine;

/// <summary>The command <c>migrate</c>: everything from the store of this folder into one of the other provider, while the bot is stopped.</summary>
internal static class Migrate
{
    private const string LiteDb = "LiteDb";
    private const string Postgres = "Postgres";

    public static Command Command()
    {
        var to = new Option<string>("--to")
        {
            Description = $"{Postgres} or {LiteDb}: where everything goes to, as the configuration describes it. It must be empty.",
            Required = true,
        };
        var command = new Command("migrate", "Copy everything from the store in use into one of the other provider. Stop the bot first.") { to };
        command.SetAction((typed, stop) => Invocation.WithConfigurationAsync(configuration => MigrateAsync(configuration, typed.GetRequiredValue(to), stop)));
        return command;
    }

    private static async Task MigrateAsync(IConfiguration configuration, string typed, CancellationToken stop)
    {
        var provider = new[] { LiteDb, Postgres }.FirstOrDefault(p => string.Equals(p, typed, StringComparison.OrdinalIgnoreCase))
            ?? throw new OperatorRefusal(ExitCodes.BadCommandLine, $"--to may be {Postgres} or {LiteDb}.");
        var there = StorageOptions.With(configuration, provider);
        if (StorageOptions.Problems(there).FirstOrDefault() is { } problem) throw new OperatorRefusal(ExitCodes.BadConfiguration, problem);
        var (from, to) = (StorageOptions.From(configuration), StorageOptions.From(there));
        if (from.IsFile == to.IsFile) throw new OperatorRefusal(ExitCodes.BadCommandLine, $"The store in use is in {provider} already: --to may be {(to.IsFile ? Postgres : LiteDb)}.");
        var content = await new StoreMigration(from, to).RunAsync(Console.IsErrorRedirected ? null : Shown, stop);
        if (!Console.IsErrorRedirected) await Console.Error.WriteLineAsync();
        await Invocation.SayAsync(
            $"Everything is copied, read back and found the same: groups {content.Groups}, needs {content.Needs}, offers {content.Offers}, members {content.Members}.");
        await Invocation.SayAsync($"Set Storage:Provider to {provider} before the next start. The key is the same, and both stores need it. The store of before still holds people's data: delete it once all is well.");
    }

    private static void Shown(int copied) => Console.Error.Write($"\rDocuments copied: {copied}");
}
