using Microsoft.Extensions.Logging;
using MutualAid.Discord.Rendering;
using MutualAid.Discord.Rest;
using MutualAid.Discord.Wire;

namespace MutualAid.Discord;

/// <summary>Registers the commands, only when they are not what they should be: a changed name loses what admins set for it. Thread-safe.</summary>
internal sealed partial class CommandRegistration(DiscordApi api, CommandMentions mentions, ILogger<CommandRegistration> log)
{
    private readonly Lock gate = new();
    private Task current = Task.CompletedTask;

    /// <summary>Every shard's session asks for it; while one is at it the others are content. Never throws.</summary>
    public Task BringUpToDateAsync(string application, CancellationToken stop)
    {
        lock (gate)
        {
            if (!current.IsCompleted || mentions.AreKnown) return current;
            return current = RunAsync(application, stop);
        }
    }

    private async Task RunAsync(string application, CancellationToken stop)
    {
        try
        {
            var wanted = CommandRendering.All();
            var registered = await api.CommandsAsync(application, stop).ConfigureAwait(false);
            if (!CommandRendering.AreSame(registered, wanted))
            {
                registered = await api.SetCommandsAsync(application, wanted, stop).ConfigureAwait(false);
                LogRegistered(log, registered.Count);
            }

            mentions.Know(registered.Where(c => c.Type == CommandTypes.ChatInput && c.Id is not null).Select(c => (c.Name, c.Id!)));
        }
        catch (Exception e) when (e is DiscordRefusedException or DiscordUnreachableException)
        {
            // The next session tries again; until then those registered before go on working.
            LogFailed(log, e.GetType().Name);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The bot stops.
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Registered {Count} commands with Discord")]
    private static partial void LogRegistered(ILogger log, int count);

    [LoggerMessage(2, LogLevel.Error, "Could not register the commands with Discord; it is tried again with the next session: {Cause}")]
    private static partial void LogFailed(ILogger log, string cause);
}
