namespace MutualAid.Discord.Rest;

/// <summary>Who waits, in the order of their tickets.</summary>
internal sealed class WaitingLine
{
    private readonly LinkedList<Turn> turns = new();

    public int Count => turns.Count;

    /// <summary>How many of them somebody waits for: the others let whoever comes now go first.</summary>
    public int Urgent { get; private set; }

    public Turn? First => turns.First?.Value;

    public void Add(Turn turn)
    {
        // Nearly always the last; only a second attempt, and what somebody waits for, has an older ticket.
        var before = turns.Last;
        while (before is not null && before.Value.Ticket > turn.Ticket) before = before.Previous;
        if (before is null) turns.AddFirst(turn);
        else turns.AddAfter(before, turn);
        turn.Line = this;
        if (turn.IsUrgent) Urgent++;
    }

    public void Remove(Turn turn)
    {
        turns.Remove(turn);
        if (turn.IsUrgent) Urgent--;
        turn.Line = null;
    }

    /// <summary>The last of those that can wait and hold a slot of this bucket, or null.</summary>
    public Turn? PatientIn(Bucket bucket)
    {
        for (var node = turns.Last; node is { Value.IsUrgent: false }; node = node.Previous)
        {
            if (ReferenceEquals(node.Value.Bucket, bucket)) return node.Value;
        }

        return null;
    }

    /// <summary>Sends everyone of a route to another line.</summary>
    public void Move(RouteKey route, WaitingLine to)
    {
        for (var node = turns.First; node is not null;)
        {
            var next = node.Next;
            if (node.Value.Route == route)
            {
                turns.Remove(node);
                if (node.Value.IsUrgent) Urgent--;
                to.Add(node.Value);
            }

            node = next;
        }
    }
}
