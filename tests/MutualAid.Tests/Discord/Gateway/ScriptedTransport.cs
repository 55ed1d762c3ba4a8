using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using MutualAid.Discord.Gateway;
using Xunit;

namespace MutualAid.Tests.Discord.Gateway;

/// <summary>The other side of the gateway, played by a test: it takes each connection and says what comes next.</summary>
internal sealed class ScriptedTransport : IGatewayTransport
{
    private readonly Channel<ScriptedSocket> connections = Channel.CreateUnbounded<ScriptedSocket>();

    /// <summary>Whether nobody can be reached.</summary>
    public bool IsDown { get; set; }

    public int Attempts { get; private set; }

    public Task<IGatewaySocket> ConnectAsync(Uri address, CancellationToken cancellationToken)
    {
        Attempts++;
        if (IsDown) throw new GatewayLostException(closeCode: null);
        var socket = new ScriptedSocket(address);
        connections.Writer.TryWrite(socket);
        return Task.FromResult<IGatewaySocket>(socket);
    }

    public bool TryAccept(out ScriptedSocket socket) => connections.Reader.TryRead(out socket!);
}

/// <summary>One connection.</summary>
internal sealed class ScriptedSocket(Uri address) : IGatewaySocket
{
    private readonly Channel<byte[]> toClient = Channel.CreateUnbounded<byte[]>();
    private readonly Channel<JsonElement> fromClient = Channel.CreateUnbounded<JsonElement>();

    public Uri Address { get; } = address;

    /// <summary>The code that the client closed with, or null.</summary>
    public int? ClosedWith { get; private set; }

    public void Says(string json) => toClient.Writer.TryWrite(Encoding.UTF8.GetBytes(json));

    public void Greets() => Says("""{"op":10,"d":{"heartbeat_interval":45000,"_trace":[]},"s":null,"t":null}""");

    public void IsReady(string session = "abc") => Tells(
        "READY",
        1,
        """{"v":10,"user":{"id":"1"},"guilds":[],"session_id":"SESSION","resume_gateway_url":"wss://resume.example/","application":{"id":"1","flags":0}}"""
            .Replace("SESSION", session, StringComparison.Ordinal));

    public void Tells(string name, long sequence, string data = "{}") => Says($$"""{"op":0,"s":{{sequence}},"t":"{{name}}","d":{{data}}}""");

    /// <summary>The server ends the connection; without a code, as when a cable is cut.</summary>
    public void Closes(int? code = null) => toClient.Writer.TryComplete(new GatewayLostException(code));

    public bool TryHear(out JsonElement frame) => fromClient.Reader.TryRead(out frame);

    public async ValueTask<ReadOnlyMemory<byte>> ReceiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await toClient.Reader.ReadAsync(cancellationToken);
        }
        catch (ChannelClosedException e)
        {
            throw e.InnerException as GatewayLostException ?? new GatewayLostException(null);
        }
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        Assert.True(json.Length <= 4096, "A frame of more than 4,096 bytes.");
        using var frame = JsonDocument.Parse(json);
        fromClient.Writer.TryWrite(frame.RootElement.Clone());
        return ValueTask.CompletedTask;
    }

    public Task CloseAsync(int code)
    {
        ClosedWith ??= code;
        Closes();
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
