namespace MutualAid.Core.Chat;

/// <summary>
/// Keeps what happens in a place in order, places apart, and turns fair. What one person does stays in order; of several people who wait, each has one turn
/// after the other, so that nobody's flood holds up anybody else for longer than their own share. What is nobody's (the place itself changed) comes after
/// everything before it and before everything after it. Each person has room for so much that waits, and each place; beyond the place's the caller waits,
/// and with it the socket. A place that nothing waits in takes no memory. Thread-safe.
/// </summary>
public sealed class PlaceQueues
{
    /// <summary>So much of one person's waits in a place, and no more.</summary>
    public const int MostOfOne = 40;

    /// <summary>So much of one person's waits before a reaction of theirs is passed over: nobody can be told, so it is far beyond what anybody does in a row.</summary>
    public const int MostReactions = 40;

    /// <summary>So much of one person's waits before something they take back is passed over. It is more, so that what got in can also be taken back.</summary>
    public const int MostTakenBack = 2 * MostReactions;

    private const int Room = 256;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Line> lines = new(StringComparer.Ordinal);

    /// <summary>Returns when there is room, with a turn that comes after those of all earlier calls for the place.</summary>
    public ValueTask<PlaceTurn> EnterAsync(string place, CancellationToken cancellationToken) => EnterAsync(place, person: null, mayRefuse: false, cancellationToken);

    /// <summary>
    /// Returns when there is room, with a turn after those of all earlier calls for this person in the place; or at once with one that is
    /// <see cref="PlaceTurn.IsRefused"/>, where too much of theirs waits already. Without <paramref name="mayRefuse"/> nothing is refused.
    /// </summary>
    public ValueTask<PlaceTurn> EnterAsync(string place, string? person, bool mayRefuse, CancellationToken cancellationToken) =>
        EnterAsync(place, person, mayRefuse ? MostOfOne : int.MaxValue, isTold: true, cancellationToken);

    /// <summary>
    /// The same for what nobody can be told about: beyond <paramref name="most"/> of this person's it is refused, and none is the first. What they ask for
    /// afterwards is still answered.
    /// </summary>
    public ValueTask<PlaceTurn> EnterUntoldAsync(string place, string person, int most, CancellationToken cancellationToken) =>
        EnterAsync(place, person, most, isTold: false, cancellationToken);

    /// <summary>Whether something of this person's waits in the place, or has its turn there.</summary>
    internal bool Has(string place, string person)
    {
        lock (gate) return lines.TryGetValue(place, out var line) && line.Has(person);
    }

    private ValueTask<PlaceTurn> EnterAsync(string place, string? person, int most, bool isTold, CancellationToken cancellationToken)
    {
        Line line;
        lock (gate)
        {
            if (!lines.TryGetValue(place, out line!)) lines[place] = line = new Line();
            if (person is not null && line.Refuses(person, most, isTold) is { } refused) return new ValueTask<PlaceTurn>(refused);
            line.Users++;
            line.Count(person, 1);
            if (line.Free.Wait(0, CancellationToken.None)) return new ValueTask<PlaceTurn>(TurnIn(place, line, person));
        }

        return WaitForRoomAsync(place, line, person, cancellationToken);
    }

    private async ValueTask<PlaceTurn> WaitForRoomAsync(string place, Line line, string? person, CancellationToken cancellationToken)
    {
        try
        {
            await line.Free.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            lock (gate) Forget(place, line, person);
            throw;
        }

        lock (gate) return TurnIn(place, line, person);
    }

    private PlaceTurn TurnIn(string place, Line line, string? person)
    {
        var turn = new PlaceTurn(() =>
        {
            lock (gate)
            {
                line.Next();
                Forget(place, line, person);
            }

            line.Free.Release();
        });
        line.Add(person, turn);
        return turn;
    }

    private void Forget(string place, Line line, string? person)
    {
        line.Count(person, -1);
        if (--line.Users == 0) lines.Remove(place);
    }

    /// <summary>What waits in one place. Used under the gate.</summary>
    private sealed class Line
    {
        private readonly LinkedList<Stretch> stretches = [];
        private readonly Dictionary<string, (int Waiting, bool Told)> people = new(StringComparer.Ordinal);
        private bool isTaken;
        private string had = "";

        public SemaphoreSlim Free { get; } = new(Room, Room);

        public int Users { get; set; }

        /// <summary>A turn that is none, where too much of this person's waits; the first of a flood says so.</summary>
        public PlaceTurn? Refuses(string person, int most, bool isTold)
        {
            if (!people.TryGetValue(person, out var known) || known.Waiting < most) return null;
            if (!isTold) return PlaceTurn.Refused(isFirst: false);
            people[person] = known with { Told = true };
            return PlaceTurn.Refused(isFirst: !known.Told);
        }

        public bool Has(string person) => people.ContainsKey(person);

        /// <summary>So much more, or less, of this person's is there. Who has nothing left here is forgotten, and would be told anew.</summary>
        public void Count(string? person, int more)
        {
            if (person is null) return;
            var (waiting, told) = people.GetValueOrDefault(person);
            if (waiting + more == 0) people.Remove(person);
            else people[person] = (waiting + more, told);
        }

        public void Add(string? person, PlaceTurn turn)
        {
            if (!isTaken)
            {
                (isTaken, had) = (true, person ?? "");
                turn.Begin();
                return;
            }

            if (person is null || stretches.Last is not { Value.IsAlone: false }) stretches.AddLast(new Stretch(isAlone: person is null));
            stretches.Last!.Value.Add(person ?? "", turn);
        }

        /// <summary>Whoever is next has their turn.</summary>
        public void Next()
        {
            if (stretches.First is not { } first)
            {
                isTaken = false;
                return;
            }

            (had, var turn) = first.Value.Take(had);
            if (first.Value.IsEmpty) stretches.RemoveFirst();
            turn.Begin();
        }
    }

    /// <summary>Turns among which order is kept by person only, one person after the other; or a single one that stands for itself.</summary>
    private sealed class Stretch(bool isAlone)
    {
        private readonly LinkedList<(string Person, Queue<PlaceTurn> Turns)> round = [];
        private readonly Dictionary<string, Queue<PlaceTurn>> byPerson = new(StringComparer.Ordinal);

        public bool IsAlone => isAlone;

        public bool IsEmpty => round.Count == 0;

        public void Add(string person, PlaceTurn turn)
        {
            if (!byPerson.TryGetValue(person, out var turns))
            {
                byPerson[person] = turns = new Queue<PlaceTurn>();
                round.AddLast((person, turns));
            }

            turns.Enqueue(turn);
        }

        /// <summary>The next one's first turn; of several, not of who <paramref name="had"/> the last.</summary>
        public (string Person, PlaceTurn Turn) Take(string had)
        {
            if (round.Count > 1 && round.First!.Value.Person == had)
            {
                var again = round.First;
                round.RemoveFirst();
                round.AddLast(again);
            }

            var (person, turns) = round.First!.Value;
            round.RemoveFirst();
            var turn = turns.Dequeue();
            if (turns.Count == 0) byPerson.Remove(person);
            else round.AddLast((person, turns));
            return (person, turn);
        }
    }
}

/// <summary>A turn in a place. Whoever has it must leave it, whatever happens.</summary>
public sealed class PlaceTurn
{
    private readonly Action leave;
    private readonly TaskCompletionSource came = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int left;

    internal PlaceTurn(Action leave) => this.leave = leave;

    /// <summary>Completes when it is this one's turn.</summary>
    public Task Come => came.Task;

    /// <summary>There is no turn: too much of this person's waits already. Nothing is to be done, and there is nothing to leave.</summary>
    public bool IsRefused { get; private init; }

    /// <summary>It is the first that was refused since this person last had nothing waiting here: they are to be told, once.</summary>
    public bool IsFirstRefused { get; private init; }

    internal static PlaceTurn Refused(bool isFirst)
    {
        var turn = new PlaceTurn(() => { }) { IsRefused = true, IsFirstRefused = isFirst };
        turn.Begin();
        return turn;
    }

    internal void Begin() => came.TrySetResult();

    /// <summary>Lets the next one go. Only the first call has an effect.</summary>
    public void Leave()
    {
        if (Interlocked.Exchange(ref left, 1) == 0) leave();
    }
}
