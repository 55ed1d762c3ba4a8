using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using MutualAid.Bot.Connections;
using Xunit;

namespace MutualAid.Tests.Bot;

public sealed class BoundedListenerTests
{
    private static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);

    [Fact]
    public async Task Who_comes_when_it_is_full_is_taken_when_somebody_left()
    {
        var factory = BoundedListenerFactory.OfSockets(2);
        await using var one = await factory.BindAsync(AnyPort, TestContext.Current.CancellationToken);
        await using var other = await factory.BindAsync(AnyPort, TestContext.Current.CancellationToken);
        using var first = await ConnectAsync(one);
        using var second = await ConnectAsync(other);
        using var third = await ConnectAsync(one);
        var held = await AcceptAsync(one);
        await using var alsoHeld = await AcceptAsync(other);

        var waiting = AcceptAsync(one);
        Assert.NotSame(waiting, await Task.WhenAny(waiting, Task.Delay(100, TestContext.Current.CancellationToken)));
        // Twice is once: else a fourth would come in.
        await held.DisposeAsync();
        await held.DisposeAsync();
        await using var taken = await waiting;

        using var fourth = await ConnectAsync(other);
        var late = AcceptAsync(other);
        Assert.NotSame(late, await Task.WhenAny(late, Task.Delay(100, TestContext.Current.CancellationToken)));
        await taken.DisposeAsync();
        await (await late).DisposeAsync();
    }

    [Fact]
    public async Task Who_waits_for_room_ends_when_the_address_is_given_up()
    {
        await using var listener = await BoundedListenerFactory.OfSockets(1).BindAsync(AnyPort, TestContext.Current.CancellationToken);
        using var client = await ConnectAsync(listener);
        await using var held = await AcceptAsync(listener);
        var waiting = listener.AcceptAsync(TestContext.Current.CancellationToken).AsTask();
        await listener.UnbindAsync(TestContext.Current.CancellationToken);
        Assert.Null(await waiting);
    }

    private static async Task<ConnectionContext> AcceptAsync(IConnectionListener listener) =>
        await listener.AcceptAsync(TestContext.Current.CancellationToken) ?? throw new InvalidOperationException("It listens no more.");

    private static async Task<Socket> ConnectAsync(IConnectionListener listener)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(listener.EndPoint, TestContext.Current.CancellationToken);
        return socket;
    }
}
