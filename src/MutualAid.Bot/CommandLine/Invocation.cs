using System.CommandLine;
using MutualAid.Bot.Operations;
using MutualAid.Core.Needs;

namespace MutualAid.Bot.CommandLine;

/// <summary>Runs what was typed. Whatever goes wrong is one line that says what happened and what to do, and an exit code.</summary>
internal static class Invocation
{
    /// <summary>So long a command may take to tidy up after Ctrl+C.</summary>
    private static readonly TimeSpan TidyingUp = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        var typed = root.Parse(args);
        if (typed.Errors is [var error, ..]) return await EndAsync(ExitCodes.BadCommandLine, $"{error.Message.ReplaceLineEndings(" ")} See what there is with: --help");
        // The host itself listens for Ctrl+C and SIGTERM, and finishes what is being written.
        var isHost = typed.CommandResult.Command is RootCommand or { Name: Run.Name };
        return await typed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = isHost ? null : TidyingUp, EnableDefaultExceptionHandler = false });
    }

    /// <summary>Does something with the store that the configuration names.</summary>
    public static async Task<int> WithConfigurationAsync(Func<IConfiguration, Task> act)
    {
        try
        {
            var configuration = BotHost.CreateBuilder().Configuration;
            if (Configured.StoreProblems(configuration).FirstOrDefault() is { } problem) return await EndAsync(ExitCodes.BadConfiguration, problem);
            await act(configuration);
            return ExitCodes.Stopped;
        }
        catch (Exception e) when (e is InvalidDataException or FormatException)
        {
            return await EndAsync(ExitCodes.BadConfiguration, BotHost.BrokenSettings(e));
        }
        catch (OperatorRefusal e)
        {
            return await EndAsync(e.Code, e.Message);
        }
        catch (StorageException e)
        {
            return await EndAsync(ExitCodes.StorageFailed, e.Message);
        }
        catch (OperationCanceledException)
        {
            return await EndAsync(ExitCodes.Interrupted, "Stopped before it was done. Nothing was changed.");
        }
        // A file that grows too large for its file system, or for a limit that is set, comes as the last of them.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            return await EndAsync(ExitCodes.StorageFailed, $"It could not be done: {e.Message.ReplaceLineEndings(" ").TrimEnd('.')}. See that the disk has room, and that this user may write there.");
        }
    }

    public static async Task SayAsync(string line) => await Console.Out.WriteLineAsync(line);

    private static async Task<int> EndAsync(int code, string line)
    {
        await Console.Error.WriteLineAsync(line);
        return code;
    }
}
