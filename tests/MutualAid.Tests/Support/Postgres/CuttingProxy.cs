using System.Net.Sockets;

namespace MutualAid.Tests.Support.Postgres;

/// <summary>Stands before a server, and cuts a connection when the server has done what it was asked and before its answer arrives.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private const string SocketName = ".s.PGSQL.5432";
    private readonly TestFolder _folder = new();
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly string _server;
    private readonly Task _accepting;
    private Func<Task>? _meanwhile;

    public CuttingProxy(string serverFolder)
    {
        _server = Path.Combine(serverFolder, SocketName);
        _listener.Bind(new UnixDomainSocketEndPoint(_folder.File(SocketName)));
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    /// <summary>The host of a connection string.</summary>
    public string Host => _folder.Path;

    public int Cuts { get; private set; }

    /// <summary>The next answer is lost, and its connection with it; before that something else happens.</summary>
    public void CutNextAnswer(Func<Task>? meanwhile = null) => _meanwhile = meanwhile ?? (() => Task.CompletedTask);

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        _folder.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true) serving.Add(ServeAsync(await _listener.AcceptAsync()));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using (client)
        {
            await server.ConnectAsync(new UnixDomainSocketEndPoint(_server));
            await Task.WhenAny(PumpAsync(client, server, isAnswer: false), PumpAsync(server, client, isAnswer: true));
        }
    }

    private async Task PumpAsync(Socket from, Socket to, bool isAnswer)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var length)
            {
                // The server answers what was prepared and done in one piece, when it is durable.
                if (isAnswer && Interlocked.Exchange(ref _meanwhile, null) is { } meanwhile)
                {
                    Cuts++;
                    await meanwhile();
                    return;
                }

                await to.SendAsync(buffer.AsMemory(0, length));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // One of the two is gone; the other goes too.
        }
    }
}
