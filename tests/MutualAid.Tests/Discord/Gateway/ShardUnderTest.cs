using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MutualAid.Discord.Gateway;
using MutualAid.Discord.Wire;
using MutualAid.Storage.LiteDb;
using MutualAid.Tests.Support;
using Xunit;

namespace MutualAid.Tests.Discord.Gateway;

/// <summary>A shard on a scripted connection and a clock that only the test moves.</summary>
internal sealed class ShardUnderTest : IGatewayEvents, IAsyncDisposable
{
    public const string Token = "the-secret-token";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static readonly TimeSpan WithoutTime = TimeSpan.FromMilliseconds(150);

    private readonly CancellationTokenSource stop = new();
    private readonly IdentifyGate gate;

    public ShardUnderTest(int remaining = 1000)
    {
        var known = new GatewayBot("wss://gateway.example/", 1, new SessionStartLimit(1000, remaining, 600_000, 1));
        gate = new IdentifyGate(_ => Task.FromResult(known with { SessionStartLimit = known.SessionStartLimit with { Remaining = 1000 } }), known, new AloneOnFile(), Time);
        Shard = new Shard(0, 1, Token, Transport, gate, this, Time, () => 0.5, NullLogger.Instance);
        Running = Shard.RunAsync(stop.Token);
    }

    public FakeTimeProvider Time { get; } = new();

    public ScriptedTransport Transport { get; } = new();

    public Shard Shard { get; }

    public Task<ShardEnd> Running { get; }

    /// <summary>What was handed on: name and sequence.</summary>
    public ConcurrentQueue<(string Name, long Sequence, string Session, string Data)> Taken { get; } = new();

    /// <summary>Completes when the receiver may go on.</summary>
    public Task Room { get; set; } = Task.CompletedTask;

    public bool Wants(ReadOnlySpan<byte> name) => !name.SequenceEqual("PRESENCE_UPDATE"u8);

    public async ValueTask ReceiveAsync(GatewayDispatch dispatch, CancellationToken cancellationToken)
    {
        Taken.Enqueue((dispatch.Name, dispatch.Sequence, dispatch.Session, Encoding.UTF8.GetString(dispatch.Data.Span)));
        await Room.WaitAsync(cancellationToken);
    }

    public Task DrainAsync(TimeSpan within, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Waits until something holds: for what needs no time first, then lets time pass.</summary>
    public async Task UntilAsync(Func<bool> holds, string otherwise)
    {
        var waited = Stopwatch.StartNew();
        while (!holds())
        {
            if (waited.Elapsed > Patience) Assert.Fail(otherwise);
            await Briefly.PauseAsync();
            if (waited.Elapsed > WithoutTime) Time.Advance(TimeSpan.FromMilliseconds(250));
        }
    }

    public async Task<ScriptedSocket> AcceptsAsync()
    {
        ScriptedSocket? accepted = null;
        await UntilAsync(() => Transport.TryAccept(out accepted), "Nobody connected.");
        return accepted!;
    }

    /// <summary>The next frame that is no heartbeat.</summary>
    public async Task<JsonElement> HearsAsync(ScriptedSocket socket)
    {
        JsonElement heard = default;
        await UntilAsync(() => socket.TryHear(out heard) && heard.GetProperty("op").GetInt32() != 1, "Nothing was said.");
        return heard;
    }

    /// <summary>Greeted, identified and ready.</summary>
    public async Task<ScriptedSocket> BeginsAsync()
    {
        var socket = await AcceptsAsync();
        socket.Greets();
        Assert.Equal(2, (await HearsAsync(socket)).GetProperty("op").GetInt32());
        socket.IsReady();
        await UntilAsync(() => Shard.State == ShardState.Ready, "It did not get ready.");
        return socket;
    }

    public async Task TakesAsync(ScriptedSocket socket, string name, long sequence)
    {
        socket.Tells(name, sequence);
        await UntilAsync(() => Taken.Any(t => t.Sequence == sequence), "The event was not taken in.");
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Running.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        gate.Dispose();
        stop.Dispose();
    }
}
