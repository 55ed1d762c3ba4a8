namespace MutualAid.Core.Chat;

/// <summary>
/// Keeps what happens in a place in order, and places apart. Each has room for so much that waits; beyond it the caller waits, and with it
/// the socket. Nothing is dropped. A place that nothing waits in takes no memory. Thread-safe.
/// </summary>
public sealed class PlaceQueues
{
    private const int Room = 256;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Line> lines = new(StringComparer.Ordinal);

    /// <summary>Returns when there is room, with a turn that comes after those of all earlier calls for the place.</summary>
    public ValueTask<PlaceTurn> EnterAsync(string place, CancellationToken cancellationToken)
    {
        Line line;
        lock (gate)
        {
            if (!lines.TryGetValue(place, out line!)) lines[place] = line = new Line();
            line.Users++;
            if (line.Free.Wait(0, CancellationToken.None)) return new ValueTask<PlaceTurn>(TurnIn(place, line));
        }

        return WaitForRoomAsync(place, line, cancellationToken);
    }

    private async ValueTask<PlaceTurn> WaitForRoomAsync(string place, Line line, CancellationToken cancellationToken)
    {
        try
        {
            await line.Free.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Forget(place, line);
            throw;
        }

        lock (gate) return TurnIn(place, line);
    }

    private PlaceTurn TurnIn(string place, Line line)
    {
        var turn = new PlaceTurn(line.Last, () =>
        {
            line.Free.Release();
            Forget(place, line);
        });
        line.Last = turn.Left;
        return turn;
    }

    private void Forget(string place, Line line)
    {
        lock (gate)
        {
            if (--line.Users == 0) lines.Remove(place);
        }
    }

    private sealed class Line
    {
        public SemaphoreSlim Free { get; } = new(Room, Room);

        /// <summary>Completes when the last turn that was given is over.</summary>
        public Task Last { get; set; } = Task.CompletedTask;

        public int Users { get; set; }
    }
}

/// <summary>A turn in a place. Whoever has it must leave it, whatever happens.</summary>
public sealed class PlaceTurn
{
    private readonly Action leave;
    private readonly TaskCompletionSource left = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal PlaceTurn(Task come, Action leave)
    {
        Come = come;
        this.leave = leave;
    }

    /// <summary>Completes when it is this one's turn.</summary>
    public Task Come { get; }

    /// <summary>Completes when the turn is over.</summary>
    public Task Left => left.Task;

    /// <summary>Lets the next one go. Only the first call has an effect.</summary>
    public void Leave()
    {
        if (left.TrySetResult()) leave();
    }
}
