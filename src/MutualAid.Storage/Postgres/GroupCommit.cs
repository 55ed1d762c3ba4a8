using Npgsql;

namespace MutualAid.Storage.Postgres;

/// <summary>How far somebody has come with what the server is asked for.</summary>
internal sealed class Attempt
{
    /// <summary>Whether this time the server may have heard of it.</summary>
    public bool IsSent { get; set; }

    /// <summary>Whether nobody knows if a time before was heeded.</summary>
    public bool IsUncertain { get; set; }
}

/// <summary>
/// Writes of one process. Those that come while others are under way go to the server together, as one transaction: they share the way there and back, the statement
/// and the wait for the disk, so the more wait the less each costs. Each is answered whether it changed its document, once that is durable. Safe from any thread.
/// </summary>
internal sealed class GroupCommit(NpgsqlDataSource source)
{
    /// <summary>Two, so that one is made ready and understood while the server is at the other.</summary>
    private const int AtOnce = 2;

    private const int MostTogether = 64;

    /// <summary>
    /// So long each session waits for a row that somebody else has. Then all that went together go alone, and who wants that row, and nobody else, waits for it as long as for any answer.
    /// </summary>
    public const string Impatience = "set_config('lock_timeout', '100ms', false)";

    private const string Patience = "SELECT set_config('lock_timeout', '0', true)";

    private readonly Lock _gate = new();
    private readonly LinkedList<Waiting> _waiting = new();
    private int _underWay;

    /// <summary>What went wrong is thrown as the library says it. A cancellation is heeded before it waits for others.</summary>
    public async Task<bool> PutAsync(Write write, Attempt attempt, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Waiting? waiting = null;
        lock (_gate)
        {
            if (_underWay < AtOnce) _underWay++;
            else _waiting.AddLast(waiting = new Waiting(write, attempt));
        }

        if (waiting is not null) return await waiting.Answer.ConfigureAwait(false);
        try
        {
            return await SendAsync(write, attempt, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _ = GoOnAsync();
        }
    }

    private async Task GoOnAsync()
    {
        while (Next() is { } together)
        {
            await SendAsync(together).ConfigureAwait(false);
            // Who has just been answered may have more: the next go when those have had their turn.
            if (together.Count > 1) await BehindOthers().ConfigureAwait(false);
        }
    }

    private static Task BehindOthers()
    {
        var turn = new TaskCompletionSource();
        ThreadPool.UnsafeQueueUserWorkItem(t => t.SetResult(), turn, preferLocal: false);
        return turn.Task;
    }

    /// <summary>In the order of ids, in which all lock rows, so that no two wait for each other; each document once. Null when nobody waits: then one less is under way.</summary>
    private List<Waiting>? Next()
    {
        lock (_gate)
        {
            if (_waiting.Count == 0)
            {
                _underWay--;
                return null;
            }

            var next = new SortedList<string, Waiting>(StringComparer.Ordinal);
            for (var node = _waiting.First; node is not null && next.Count < MostTogether;)
            {
                var (waiting, following) = (node, node.Next);
                if (next.TryAdd(waiting.Value.Write.Id, waiting.Value)) _waiting.Remove(waiting);
                node = following;
            }

            return [.. next.Values];
        }
    }

    /// <summary>Never throws: who waits is told.</summary>
    private async Task SendAsync(List<Waiting> together)
    {
        if (together is [var only])
        {
            await only.SendAsync(this).ConfigureAwait(false);
            return;
        }

        try
        {
            await using var connection = await source.OpenConnectionAsync(CancellationToken.None).ConfigureAwait(false);
            await using var batch = new NpgsqlBatch(connection);
            foreach (var alike in together.GroupBy(w => w.Write.SqlOfMany))
            {
                if (alike.Key is not null && alike.Skip(1).Any()) batch.BatchCommands.Add(Write.Command([.. alike.Select(w => w.Write)]));
                else foreach (var waiting in alike) batch.BatchCommands.Add(waiting.Write.Command());
            }

            foreach (var waiting in together) waiting.Attempt.IsSent = true;
            var changed = await ChangedAsync(batch).ConfigureAwait(false);
            foreach (var waiting in together) waiting.Answered(changed.Contains(waiting.Write.Id));
        }
        catch (Exception e) when (PostgresFailures.IsUndone(e) && !PostgresFailures.IsLoss(e))
        {
            // One of them is at fault, and the others must not wait for it.
            foreach (var waiting in together) _ = waiting.SendAsync(this);
        }
        catch (Exception e)
        {
            foreach (var waiting in together) waiting.Failed(e);
        }
    }

    private async Task<bool> SendAsync(Write write, Attempt attempt, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        attempt.IsSent = true;
        try
        {
            await using var alone = new NpgsqlBatch(connection) { BatchCommands = { write.Command() } };
            return (await ChangedAsync(alone).ConfigureAwait(false)).Count > 0;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            await using var patient = new NpgsqlBatch(connection) { BatchCommands = { new NpgsqlBatchCommand(Patience), write.Command() } };
            return (await ChangedAsync(patient).ConfigureAwait(false)).Contains(write.Id);
        }
    }

    /// <summary>What all its statements answered, which are ids; that of <see cref="Patience"/> is none.</summary>
    private static async Task<HashSet<string>> ChangedAsync(NpgsqlBatch batch)
    {
        var changed = new HashSet<string>(StringComparer.Ordinal);
        await using var reader = await batch.ExecuteReaderAsync(CancellationToken.None).ConfigureAwait(false);
        do
        {
            while (await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false)) changed.Add(reader.GetString(0));
        }
        while (await reader.NextResultAsync(CancellationToken.None).ConfigureAwait(false));
        return changed;
    }

    private sealed class Waiting(Write write, Attempt attempt)
    {
        private readonly TaskCompletionSource<bool> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Write Write { get; } = write;

        public Attempt Attempt { get; } = attempt;

        public Task<bool> Answer => _answer.Task;

        public void Answered(bool changed) => _answer.TrySetResult(changed);

        public void Failed(Exception e) => _answer.TrySetException(e);

        /// <summary>By itself. Never throws.</summary>
        public async Task SendAsync(GroupCommit owner)
        {
            try
            {
                Answered(await owner.SendAsync(Write, Attempt, CancellationToken.None).ConfigureAwait(false));
            }
            catch (Exception e)
            {
                Failed(e);
            }
        }
    }
}
