using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using MutualAid.Core.Measuring;
using MutualAid.Discord.Wire;

namespace MutualAid.Discord.Gateway;

/// <summary>A session that can be resumed. <paramref name="Sequence"/> is that of the newest event taken in.</summary>
internal sealed record Session(string Id, Uri ResumeAt, long? Sequence);

/// <summary>How a shard ended: never but by being stopped, or for good.</summary>
internal sealed record ShardEnd(AfterClose Meaning, int? CloseCode);

/// <summary>
/// One shard: connects, begins or resumes its session, hands events on, and connects again whatever happens (Discord: Events, Gateway,
/// Connection Lifecycle). Runs once. Begins with <paramref name="known"/>, where there is one to take up; says <paramref name="goodbye"/> when it is stopped, which decides what becomes of the session.
/// </summary>
internal sealed partial class Shard(
    int id, int count, string token, IGatewayTransport transport, IdentifyGate gate, IGatewayEvents events, TimeProvider time, Func<double> random, ILogger log, Session? known = null, int goodbye = CloseCodes.Goodbye)
{
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan HelloWithin = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan SlowDown = TimeSpan.FromSeconds(60);
    private const int AwayAfter = 2;

    private readonly Reconnecting reconnecting = new(time, random);
    private volatile Session? session = known;
    private long? connectedAt;
    private int missed;

    /// <summary>When a frame last came in, as a timestamp; 0: never.</summary>
    private long heardAt;

    public int Id => id;

    /// <summary>The session as it is now; null while there is none.</summary>
    public Session? Session => session;

    public ShardState State { get; private set; } = ShardState.Waiting;

    /// <summary>For how long nothing came in, be it the answer to a heartbeat; null: nothing ever did.</summary>
    public TimeSpan? Silent => Volatile.Read(ref heardAt) is not 0 and var at ? time.GetElapsedTime(at) : null;

    /// <summary>Runs until cancelled, or until Discord refuses for good.</summary>
    public async Task<ShardEnd> RunAsync(CancellationToken stop)
    {
        while (true)
        {
            connectedAt = null;
            var end = await ConnectAsync(stop).ConfigureAwait(false);
            State = ShardState.Waiting;
            if (end.Meaning is AfterClose.Stop or AfterClose.MoreShards) return end;
            if (end.Meaning == AfterClose.NewSession) session = null;
            var pause = reconnecting.After(connectedAt);
            if (end.Meaning == AfterClose.ResumeLater) pause += SlowDown;
            // Discord asks for a little patience after it threw a session away.
            if (end.Meaning == AfterClose.NewSession) pause += TimeSpan.FromSeconds(1 + (random() * 4));
            PlatformMeasures.Reconnecting(DiscordIds.Platform);
            LogReconnecting(log, id, end.CloseCode, end.Meaning, pause.TotalSeconds);
            missed = connectedAt is null ? missed + 1 : 0;
            // One that breaks and stands again at once is nothing to look at.
            if (missed == AwayAfter) LogAway(log, id);
            await Task.Delay(pause, time, stop).ConfigureAwait(false);
        }
    }

    private async Task<ShardEnd> ConnectAsync(CancellationToken stop)
    {
        try
        {
            if (session is null)
            {
                State = ShardState.Identifying;
                await gate.WaitAsync(id, stop).ConfigureAwait(false);
            }

            State = session is null ? ShardState.Identifying : ShardState.Resuming;
            using var late = new CancellationTokenSource(ConnectWithin, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, late.Token);
            var socket = await transport.ConnectAsync(Address(session?.ResumeAt ?? new Uri(gate.Url)), either.Token).ConfigureAwait(false);
            await using (socket.ConfigureAwait(false)) return await TalkAsync(socket, stop).ConfigureAwait(false);
        }
        catch (GatewayLostException e)
        {
            stop.ThrowIfCancellationRequested();
            return new ShardEnd(CloseCodes.Meaning(e.CloseCode), e.CloseCode);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // Too late to connect, or to greet.
            return new ShardEnd(AfterClose.Resume, CloseCode: null);
        }
        catch (Exception e) when (e is Rest.DiscordUnreachableException or Rest.DiscordRefusedException)
        {
            // How many sessions may be begun could not be asked.
            return new ShardEnd(AfterClose.Resume, CloseCode: null);
        }
    }

    private async Task<ShardEnd> TalkAsync(IGatewaySocket socket, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var heart = new Heart(socket, () => session?.Sequence, time, random);
        var beating = Task.CompletedTask;
        try
        {
            using (var late = new CancellationTokenSource(HelloWithin, time))
            using (var either = CancellationTokenSource.CreateLinkedTokenSource(stop, late.Token))
            {
                var first = Frame.Read(await socket.ReceiveAsync(either.Token).ConfigureAwait(false));
                if (first is not { Op: Ops.Hello } hello || Interval(hello.Data) is not { } interval)
                {
                    // Reconnect may come in place of the greeting; nonsense is answered the same way.
                    await socket.CloseAsync(CloseCodes.BackSoon).ConfigureAwait(false);
                    return new ShardEnd(AfterClose.Resume, CloseCode: null);
                }

                beating = heart.RunAsync(interval, over.Token);
            }

            await heart.SendAsync(session is { } before ? Resume(before) : Identify(), stop).ConfigureAwait(false);
            // To cancel what is being received would cut the connection without a word.
            var closing = Task.CompletedTask;
            using (stop.UnsafeRegister(_ => closing = socket.CloseAsync(goodbye), null))
            {
                try
                {
                    return await ListenAsync(socket, heart, stop).ConfigureAwait(false);
                }
                finally
                {
                    await closing.ConfigureAwait(false);
                }
            }
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await beating.ConfigureAwait(false);
        }
    }

    private async Task<ShardEnd> ListenAsync(IGatewaySocket socket, Heart heart, CancellationToken stop)
    {
        while (true)
        {
            if (Frame.Read(await socket.ReceiveAsync(CancellationToken.None).ConfigureAwait(false)) is not { } frame)
            {
                LogNonsense(log, id);
                await socket.CloseAsync(CloseCodes.BackSoon).ConfigureAwait(false);
                return new ShardEnd(AfterClose.Resume, CloseCode: null);
            }

            Volatile.Write(ref heardAt, time.GetTimestamp());
            switch (frame.Op)
            {
                case Ops.Dispatch:
                    await TakeInAsync(frame, heart, stop).ConfigureAwait(false);
                    break;
                case Ops.Heartbeat:
                    await heart.BeatAsync(stop).ConfigureAwait(false);
                    break;
                case Ops.HeartbeatAck:
                    heart.Acknowledge();
                    break;
                case Ops.Reconnect:
                    await socket.CloseAsync(CloseCodes.BackSoon).ConfigureAwait(false);
                    return new ShardEnd(AfterClose.Resume, CloseCode: null);
                case Ops.InvalidSession:
                    await socket.CloseAsync(CloseCodes.BackSoon).ConfigureAwait(false);
                    return new ShardEnd(frame.Data.Span.SequenceEqual("true"u8) ? AfterClose.Resume : AfterClose.NewSession, CloseCode: null);
            }
        }
    }

    private async Task TakeInAsync(Frame frame, Heart heart, CancellationToken stop)
    {
        if (frame.Name.Span.SequenceEqual("READY"u8)) Begin(frame.Data);
        if (frame.Name.Span.SequenceEqual("READY"u8) || frame.Name.Span.SequenceEqual("RESUMED"u8))
        {
            State = ShardState.Ready;
            connectedAt = time.GetTimestamp();
            LogStands(log, id);
        }

        if (session is { } current && events.Wants(frame.Name.Span))
        {
            var dispatch = new GatewayDispatch(id, Encoding.UTF8.GetString(frame.Name.Span), current.Id, frame.Sequence ?? 0, frame.Data);
            await heart.HoldAsync(events.ReceiveAsync(dispatch, stop)).ConfigureAwait(false);
        }

        // After it was handed on: an event that was lost on the way is replayed.
        if (frame.Sequence is { } sequence && session is { } now && sequence > (now.Sequence ?? -1)) session = now with { Sequence = sequence };
    }

    private void Begin(ReadOnlyMemory<byte> data)
    {
        try
        {
            var ready = JsonSerializer.Deserialize(data.Span, WireJson.Default.ReadySession);
            var resumable = Uri.TryCreate(ready?.ResumeGatewayUrl, UriKind.Absolute, out var url) && url.Scheme is "wss" or "ws";
            session = ready is null ? null : new Session(ready.SessionId, resumable ? url! : new Uri(gate.Url), Sequence: null);
        }
        catch (JsonException)
        {
            // Without it events still come; the next connection begins anew.
            LogNonsense(log, id);
        }
    }

    private static TimeSpan? Interval(ReadOnlyMemory<byte> data)
    {
        try
        {
            return JsonSerializer.Deserialize(data.Span, WireJson.Default.HelloData) is { HeartbeatInterval: > 0 and < 3_600_000 } hello
                ? TimeSpan.FromMilliseconds(hello.HeartbeatInterval)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Uri Address(Uri url) => new UriBuilder(url) { Query = "v=10&encoding=json&compress=zlib-stream" }.Uri;

    private byte[] Identify() => JsonSerializer.SerializeToUtf8Bytes(
        new IdentifyFrame(Ops.Identify, new IdentifyData(token, Intents.Ours, new ConnectionProperties(OperatingSystem.IsWindows() ? "windows" : "linux", "mutualaid", "mutualaid"), [id, count])),
        WireJson.Default.IdentifyFrame);

    private byte[] Resume(Session known) => JsonSerializer.SerializeToUtf8Bytes(
        new ResumeFrame(Ops.Resume, new ResumeData(token, known.Id, known.Sequence ?? 0)), WireJson.Default.ResumeFrame);

    [LoggerMessage(1, LogLevel.Information, "Shard {Shard} stands")]
    private static partial void LogStands(ILogger log, int shard);

    [LoggerMessage(2, LogLevel.Information, "Shard {Shard} lost its connection (close code {Code}): {Meaning}, in {Seconds:0.0} s")]
    private static partial void LogReconnecting(ILogger log, int shard, int? code, AfterClose meaning, double seconds);

    [LoggerMessage(4, LogLevel.Warning, "Discord can't be reached by shard {Shard}; tried again, with growing pauses. What is due is kept, and shown when it is there again")]
    private static partial void LogAway(ILogger log, int shard);

    [LoggerMessage(3, LogLevel.Warning, "Shard {Shard} got a message that can't be read")]
    private static partial void LogNonsense(ILogger log, int shard);
}

/// <summary>What a shard is doing.</summary>
internal enum ShardState
{
    /// <summary>Between two connections.</summary>
    Waiting,

    /// <summary>Beginning a session.</summary>
    Identifying,

    /// <summary>Taking up a session.</summary>
    Resuming,

    /// <summary>Events come in.</summary>
    Ready,
}
