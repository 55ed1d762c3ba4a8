using System.Text;

namespace MutualAid.Discord.Gateway;

/// <summary>
/// Keeps one connection alive (Discord: Events, Gateway, Sending Heartbeats): the first beat after a random part of the interval, then one
/// an interval. A connection on which a beat was not acknowledged until the next is dead and is dropped, unless its reader was held up on
/// our side meanwhile: then the acknowledgement may lie there unread.
/// </summary>
internal sealed class Heart(IGatewaySocket socket, Func<long?> sequence, TimeProvider time, Func<double> random) : IDisposable
{
    private readonly SemaphoreSlim sending = new(1, 1);
    private volatile bool isAcknowledged = true;
    private volatile bool isReaderBusy;

    /// <summary>When the last acknowledgement came, as a timestamp.</summary>
    public long AcknowledgedAt { get; private set; } = time.GetTimestamp();

    /// <summary>Beats until cancelled, or until the connection is dead, which it then closes.</summary>
    public async Task RunAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(interval * random(), time, cancellationToken).ConfigureAwait(false);
            while (true)
            {
                if (!isAcknowledged && !isReaderBusy)
                {
                    await socket.CloseAsync(CloseCodes.BackSoon).ConfigureAwait(false);
                    return;
                }

                isAcknowledged = false;
                await BeatAsync(cancellationToken).ConfigureAwait(false);
                await Task.Delay(interval, time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (GatewayLostException)
        {
            // The reader hears of it too, and it decides.
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The connection is over.
        }
    }

    public Task BeatAsync(CancellationToken cancellationToken) =>
        SendAsync(Encoding.UTF8.GetBytes($"{{\"op\":{Ops.Heartbeat},\"d\":{sequence()?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "null"}}}"), cancellationToken);

    public void Acknowledge()
    {
        isAcknowledged = true;
        AcknowledgedAt = time.GetTimestamp();
    }

    /// <summary>The reader hands something on and may be held up; it is not the connection's fault.</summary>
    public async ValueTask HoldAsync(ValueTask handing)
    {
        if (handing.IsCompletedSuccessfully)
        {
            await handing.ConfigureAwait(false);
            return;
        }

        isReaderBusy = true;
        try
        {
            await handing.ConfigureAwait(false);
        }
        finally
        {
            isAcknowledged = true;
            isReaderBusy = false;
        }
    }

    /// <summary>One at a time: a socket takes no two messages at once.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        await sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await socket.SendAsync(json, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            sending.Release();
        }
    }

    public void Dispose() => sending.Dispose();
}
