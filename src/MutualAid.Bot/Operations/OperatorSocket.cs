using System.Net.Sockets;
using MutualAid.Core.Needs;
using MutualAid.Storage;

namespace MutualAid.Bot.Operations;

/// <summary>
/// Listens on a Unix socket that only the bot's own user can open, so that commands reach the store while this process has it open. One request a
/// connection. Whatever comes in there harms nothing: lines and waits are bounded, and what can't be done is answered with a line.
/// </summary>
internal sealed partial class OperatorSocket(StorageOptions storage, OperatorTasks tasks, ILogger<OperatorSocket> logger) : BackgroundService
{
    private const int MostAtOnce = 8;

    /// <summary>Whoever comes when that many wait is sent away at once.</summary>
    private const int MostWaiting = 64;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>A request is one short line, written at once.</summary>
    private static readonly TimeSpan RequestPatience = TimeSpan.FromSeconds(5);

    /// <summary>Meanwhile the log is not folded.</summary>
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(30);

    private readonly string _path = SocketPath.Of(storage.Path);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var listener = Listening();
        if (listener is null) return;
        using var room = new SemaphoreSlim(MostAtOnce);
        var serving = new HashSet<Task>();
        try
        {
            while (true)
            {
                await room.WaitAsync(stoppingToken);
                serving.RemoveWhere(t => t.IsCompleted);
                serving.Add(ServeAsync(await AcceptAsync(listener, stoppingToken), room, stoppingToken));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(serving);
        }
        finally
        {
            File.Delete(_path);
        }
    }

    /// <summary>
    /// A file is open to this process alone, so a socket that is there is a dead one's; a database may have another process in the same folder, whose socket stays.
    /// </summary>
    private Socket? Listening()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            if (!SocketPath.MakeFolder(_path, storage.Path)) throw new UnauthorizedAccessException("its folder is somebody else's");
            if (storage.IsDatabase && !Directory.Exists(Path.GetDirectoryName(_path)))
            {
                // A database is asked directly, whether the bot runs or not; only for this no folder is made.
                socket.Dispose();
                return null;
            }

            if (storage.IsDatabase && IsAnswered()) throw new IOException("another process of the bot listens there");
            File.Delete(_path);
            socket.Bind(new UnixDomainSocketEndPoint(_path));
            // Nobody can connect before it listens.
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_path, OwnerOnly);
            socket.Listen(MostWaiting);
            return socket;
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            Log.NotListening(logger, _path, e.GetType().Name);
            socket.Dispose();
            return null;
        }
    }

    private bool IsAnswered()
    {
        using var asking = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            asking.Connect(new UnixDomainSocketEndPoint(_path));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Who is gone before they are let in is nobody.</summary>
    private static async Task<Socket?> AcceptAsync(Socket listener, CancellationToken stop)
    {
        try
        {
            return await listener.AcceptAsync(stop);
        }
        catch (SocketException)
        {
            // Out of file handles, perhaps: not at once again.
            await Task.Delay(TimeSpan.FromSeconds(1), stop);
            return null;
        }
    }

    private async Task ServeAsync(Socket? socket, SemaphoreSlim room, CancellationToken stop)
    {
        try
        {
            if (socket is null) return;
            using var stream = new NetworkStream(socket, ownsSocket: true);
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stop);
            waiting.CancelAfter(RequestPatience);
            var line = await Wire.ReadLineAsync(stream, OperatorRequest.MostBytes, waiting.Token);
            await AnswerAsync(line is null ? null : OperatorRequest.Parse(line), stream, stop);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
        {
            // They went, or were too slow, or the bot stops: nobody is there to be told.
            Log.LeftAlone(logger, e.GetType().Name);
        }
        finally
        {
            room.Release();
        }
    }

    private async Task AnswerAsync(OperatorRequest? request, NetworkStream stream, CancellationToken stop)
    {
        var (code, refusal) = (ExitCodes.BadCommandLine, "The running bot does not know this request: use the version of the program that is running.");
        try
        {
            if (request is not null)
            {
                await tasks.PerformAsync(request, new PieceStream(stream, AnswerPatience), stop);
                await Wire.WriteLineAsync(stream, "0", stop);
                return;
            }
        }
        catch (OperatorRefusal e)
        {
            (code, refusal) = (e.Code, e.Message);
        }
        catch (StorageException e)
        {
            (code, refusal) = (ExitCodes.StorageFailed, e.Message);
        }
        catch (Exception e) when (e is not (OperationCanceledException or IOException or SocketException))
        {
            Log.Failed(logger, e.GetType().Name);
            (code, refusal) = (ExitCodes.StorageFailed, $"The running bot could not do it ({e.GetType().Name}): stop it, and try again.");
        }

        await Wire.WriteRefusalAsync(stream, code, refusal, stop);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The socket {Path} can't be made ({Kind}): backup, export and groups work only while the bot is stopped.")]
        public static partial void NotListening(ILogger logger, string path, string kind);

        [LoggerMessage(LogLevel.Debug, "A request from the command line was left alone ({Kind}).")]
        public static partial void LeftAlone(ILogger logger, string kind);

        [LoggerMessage(LogLevel.Error, "A request from the command line failed ({Kind}).")]
        public static partial void Failed(ILogger logger, string kind);
    }
}
