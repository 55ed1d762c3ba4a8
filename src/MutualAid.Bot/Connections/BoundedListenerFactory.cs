using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace MutualAid.Bot.Connections;

/// <summary>
/// Takes a connection only while there is <paramref name="room"/>, at all addresses together; whoever comes later waits with the system, which
/// holds them without a handle of this process.
/// </summary>
/// <remarks>
/// Kestrel's own limit takes each connection before it turns it away. A crowd costs the last handle that way, and a process that has none left
/// ends at the next thread that its pool starts, with "Out of memory." for its only word.
/// </remarks>
internal sealed class BoundedListenerFactory(IConnectionListenerFactory inner, SemaphoreSlim room) : IConnectionListenerFactory
{
    /// <summary>Sockets, as many as <paramref name="most"/> at a time, of which nothing is logged: an address can hold what people typed.</summary>
    public static BoundedListenerFactory OfSockets(int most) =>
        new(new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance), new SemaphoreSlim(most, most));

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new Listener(await inner.BindAsync(endpoint, cancellationToken), room);

    private sealed class Listener(IConnectionListener inner, SemaphoreSlim room) : IConnectionListener
    {
        private readonly CancellationTokenSource unbound = new();

        public EndPoint EndPoint => inner.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            ConnectionContext? accepted = null;
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(unbound.Token, cancellationToken);
            try
            {
                await room.WaitAsync(stop.Token);
            }
            catch (OperationCanceledException) when (unbound.IsCancellationRequested)
            {
                return null;
            }

            try
            {
                accepted = await inner.AcceptAsync(cancellationToken);
                return accepted is null ? null : new CountedConnection(accepted, room);
            }
            finally
            {
                if (accepted is null) room.Release();
            }
        }

        public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            await unbound.CancelAsync();
            await inner.UnbindAsync(cancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            await unbound.CancelAsync();
            await inner.DisposeAsync();
            unbound.Dispose();
        }
    }
}
