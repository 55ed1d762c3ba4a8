using System.CommandLine;
using MutualAid.Bot.Operations.Watching;

namespace MutualAid.Bot.CommandLine;

/// <summary>Asks the running bot how it is, for who has no other program to ask with: an image without a shell.</summary>
internal static class Health
{
    /// <summary>What a container's health check takes for ill.</summary>
    private const int Ill = 1;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    public static Command Command()
    {
        var ready = new Option<bool>("--ready") { Description = "Ask whether it can do its work (/ready), not only whether it answers (/live)." };
        var command = new Command("health", "Ask the bot that runs on this machine whether it is well, at Operations:Url. Exit code 0: it is; 1: it is not.") { ready };
        command.SetAction((typed, stop) => AskAsync(typed.GetValue(ready) ? "/ready" : "/live", stop));
        return command;
    }

    private static async Task<int> AskAsync(string path, CancellationToken stop)
    {
        OperationsOptions options;
        try
        {
            options = Configured.Operations(BotHost.CreateBuilder().Configuration);
        }
        catch (Exception e) when (e is InvalidDataException or FormatException)
        {
            return await EndAsync(ExitCodes.BadConfiguration, BotHost.BrokenSettings(e));
        }

        if (options.Problems().FirstOrDefault() is { } problem) return await EndAsync(ExitCodes.BadConfiguration, problem);
        if (options.IsOff) return await EndAsync(ExitCodes.BadConfiguration, "Operations:Url is off, so there is nothing to ask: set it, or leave the health check out.");
        // This machine is asked, never a proxy.
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = Patience };
        try
        {
            using var answer = await http.GetAsync(Here(options.Url) + path, stop);
            await Invocation.SayAsync((await answer.Content.ReadAsStringAsync(stop)).Trim());
            return answer.IsSuccessStatusCode ? ExitCodes.Stopped : Ill;
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return await EndAsync(Ill, $"No bot answers at {options.Url}.");
        }
    }

    /// <summary>An address that listens everywhere is asked over loopback.</summary>
    private static string Here(string url)
    {
        var address = new UriBuilder(url);
        if (address.Host is "0.0.0.0" or "*" or "+") address.Host = "127.0.0.1";
        if (address.Host is "[::]") address.Host = "[::1]";
        return address.Uri.GetLeftPart(UriPartial.Authority);
    }

    private static async Task<int> EndAsync(int code, string line)
    {
        await Console.Error.WriteLineAsync(line);
        return code;
    }
}
