using System.Net.Sockets;
using MutualAid.Core;
using MutualAid.Storage;

namespace MutualAid.Bot.Operations;

/// <summary>Asks the running bot, or, where none runs, opens the store itself for so long.</summary>
internal static class OperatorDoor
{
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(5);

    /// <summary>A backup begins when what waits is written and folded.</summary>
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromMinutes(2);

    /// <summary>Writes the answer there. Throws an <see cref="OperatorRefusal"/> or a <see cref="Core.Needs.StorageException"/> where there is none.</summary>
    public static async Task AskAsync(IConfiguration configuration, OperatorRequest request, Stream to, CancellationToken cancellationToken)
    {
        var storage = StorageOptions.From(configuration);
        using var socket = await ConnectAsync(storage.Path, cancellationToken);
        if (socket is null) await WithoutBotAsync(configuration, storage, request, to, cancellationToken);
        else await AskBotAsync(socket, request, to, cancellationToken);
    }

    /// <summary>The same of the running bot alone; false: none runs, or it does not listen.</summary>
    public static async Task<bool> AskRunningAsync(StorageOptions storage, OperatorRequest request, Stream to, CancellationToken cancellationToken)
    {
        using var socket = await ConnectAsync(storage.Path, cancellationToken);
        if (socket is null) return false;
        await AskBotAsync(socket, request, to, cancellationToken);
        return true;
    }

    /// <summary>A connection to the running bot; null: none runs, or it does not listen.</summary>
    private static async Task<Socket?> ConnectAsync(string store, CancellationToken cancellationToken)
    {
        var path = SocketPath.Of(store);
        if (!File.Exists(path) || !SocketPath.IsOurs(path, store)) return null;
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(ConnectPatience);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), stop.Token);
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            if (e.SocketErrorCode == SocketError.WouldBlock) throw Busy();
            if (e.SocketErrorCode == SocketError.AccessDenied)
                throw new OperatorRefusal(ExitCodes.StorageFailed, $"'{path}' belongs to another user: run this as the user that runs the bot.");
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            throw Busy();
        }
    }

    private static OperatorRefusal Busy() => new(ExitCodes.StorageFailed, "The running bot does not answer: try again in a moment, or stop it first.");

    private static async Task AskBotAsync(Socket socket, OperatorRequest request, Stream to, CancellationToken cancellationToken)
    {
        using var stream = new NetworkStream(socket);
        try
        {
            await Wire.WriteLineAsync(stream, request.ToString(), cancellationToken);
            await Wire.ReadAnswerAsync(stream, to, AnswerPatience, cancellationToken);
        }
        catch (IOException e) when (e.InnerException is SocketException)
        {
            throw Wire.CutOff();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Wire.CutOff();
        }
    }

    private static async Task WithoutBotAsync(IConfiguration configuration, StorageOptions storage, OperatorRequest request, Stream to, CancellationToken cancellationToken)
    {
        if (storage.IsFile && !File.Exists(storage.Path))
        {
            throw new OperatorRefusal(
                ExitCodes.StorageFailed, $"There is no store at '{storage.Path}'. Run this in the folder the bot is started from, or set Storage:LiteDb:Path as it is for the bot.");
        }

        var services = new ServiceCollection().AddLogging().AddStorage(configuration).AddCore(configuration).AddOperatorTasks();
        await using var provider = services.BuildServiceProvider();
        provider.GetRequiredService<StoreLifetime>().Open();
        await provider.GetRequiredService<OperatorTasks>().PerformAsync(request, to, cancellationToken);
    }
}
