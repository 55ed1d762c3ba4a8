namespace MutualAid.Matrix.Client;

/// <summary>What goes first when the homeserver lets only so much through.</summary>
internal enum Urgency
{
    /// <summary>What the whole group looks at.</summary>
    Card,

    /// <summary>What one person waits for.</summary>
    Answer,

    /// <summary>What may come any time.</summary>
    Ornament,
}

/// <summary>
/// Holds back what the homeserver said it would refuse ("Rate limiting"). While nothing is limited everything passes at once; after a limit
/// one goes at a time, the most urgent first, in the order they came, and none before the time that was named. Thread-safe.
/// </summary>
internal sealed class Gate(TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly PriorityQueue<Waiting, (Urgency Urgency, long Order)> waiting = new();
    private long arrivals;
    private bool limited;
    private long closedSince;
    private TimeSpan closedFor;

    /// <summary>How many are held back.</summary>
    public int Held
    {
        get
        {
            lock (gate) return waiting.Count;
        }
    }

    /// <summary>Completes when a request may be sent. The pass is given back when it is answered.</summary>
    public async Task<Pass> EnterAsync(Urgency urgency, CancellationToken cancellationToken)
    {
        Waiting mine;
        lock (gate)
        {
            if (!limited) return new Pass(this, null);
            mine = new Waiting();
            waiting.Enqueue(mine, (urgency, arrivals++));
        }

        using var given = cancellationToken.UnsafeRegister(static w => ((Waiting)w!).Come.TrySetCanceled(), mine);
        await mine.Come.Task.ConfigureAwait(false);
        return new Pass(this, mine);
    }

    /// <summary>Nothing passes for so long, whatever passed before.</summary>
    public void Close(TimeSpan span)
    {
        lock (gate)
        {
            var left = closedFor - time.GetElapsedTime(closedSince);
            if (!limited || span > left) (closedSince, closedFor) = (time.GetTimestamp(), span);
            if (limited) return;
            limited = true;
        }

        _ = Task.Run(LetThroughAsync);
    }

    /// <summary>One at a time until nobody waits.</summary>
    private async Task LetThroughAsync()
    {
        while (true)
        {
            await WaitUntilOpenAsync().ConfigureAwait(false);
            Waiting next;
            lock (gate)
            {
                if (!waiting.TryDequeue(out next!, out _))
                {
                    if (closedFor > time.GetElapsedTime(closedSince)) continue;
                    limited = false;
                    return;
                }
            }

            if (next.Come.TrySetResult()) await next.Answered.Task.ConfigureAwait(false);
        }
    }

    private async Task WaitUntilOpenAsync()
    {
        while (true)
        {
            TimeSpan left;
            lock (gate) left = closedFor - time.GetElapsedTime(closedSince);
            if (left <= TimeSpan.Zero) return;
            await Task.Delay(left + TimeSpan.FromMilliseconds(1), time).ConfigureAwait(false);
        }
    }

    private sealed class Waiting
    {
        public TaskCompletionSource Come { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Leave to send one request.</summary>
    internal readonly struct Pass : IDisposable
    {
        private readonly Waiting? waiting;
        private readonly Gate gate;

        internal Pass(Gate gate, object? waiting) => (this.gate, this.waiting) = (gate, (Waiting?)waiting);

        /// <summary>The homeserver refused it for now.</summary>
        public void Limited(TimeSpan span) => gate.Close(span);

        public void Dispose() => waiting?.Answered.TrySetResult();
    }
}
