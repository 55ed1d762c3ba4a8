using Npgsql;

namespace MutualAid.Storage.Postgres;

/// <summary>
/// What is to be held and given back by advisory locks of a session. All that came while the session was busy goes to the server at once, so that hundreds wait for
/// two answers and not for hundreds. <see cref="Ask"/> and <see cref="GiveBack"/> are safe from any thread; the rest is the session's owner's, one at a time.
/// </summary>
internal sealed class PostgresHolds
{
    /// <summary>Of 64 bits, salted, so that they are apart from those of other stores and programs; two documents of one number would only wait for each other.</summary>
    private const string Number = "hashtextextended(current_schema() || ' ' || document, 1296105476)";
    private const string Unlock = $"SELECT count(pg_advisory_unlock({Number})) FROM unnest($1) document";
    private const string Lock = $"SELECT pg_try_advisory_lock({Number}) FROM unnest($1) WITH ORDINALITY AS asked (document, n) ORDER BY n";

    private readonly Lock _gate = new();
    private List<Question> _questions = [];

    /// <summary>Answers the session that holds it, or null where another one does.</summary>
    public Question Ask(string document) => Add(new Question(document, GivenBackBy: null));

    /// <summary>Answers when it is done, and at once where that session is no more.</summary>
    public Question GiveBack(string document, NpgsqlConnection session) => Add(new Question(document, session));

    /// <summary>All that was not answered yet; it is their taker's to answer.</summary>
    public IReadOnlyList<Question> Take()
    {
        lock (_gate)
        {
            var taken = _questions;
            _questions = [];
            return taken;
        }
    }

    /// <summary>What a session says to each, in this order. Where it throws, what this session holds is unknown.</summary>
    public static async Task<IReadOnlyList<bool>> PutAsync(IReadOnlyList<Question> questions, NpgsqlConnection session)
    {
        // What went with a session before it is held by nobody.
        var back = questions.Where(q => q.GivenBackBy == session).Select(q => q.Document).ToArray();
        var asked = questions.Where(q => q.GivenBackBy is null).Select(q => q.Document).ToArray();
        var had = new Queue<bool>(asked.Length);
        if (back.Length + asked.Length > 0)
        {
            await using var batch = new NpgsqlBatch(session);
            // What is given back first may be what is asked for again.
            if (back.Length > 0) batch.BatchCommands.Add(Command(Unlock, back));
            if (asked.Length > 0) batch.BatchCommands.Add(Command(Lock, asked));
            await using var reader = await batch.ExecuteReaderAsync().ConfigureAwait(false);
            if (back.Length > 0) await reader.NextResultAsync().ConfigureAwait(false);
            while (asked.Length > 0 && await reader.ReadAsync().ConfigureAwait(false)) had.Enqueue(reader.GetBoolean(0));
        }

        return [.. questions.Select(q => q.GivenBackBy is not null || had.Dequeue())];
    }

    private Question Add(Question question)
    {
        lock (_gate) _questions.Add(question);
        return question;
    }

    private static NpgsqlBatchCommand Command(string sql, string[] documents) => new(sql) { Parameters = { new NpgsqlParameter<string[]> { TypedValue = documents } } };

    /// <summary>Whether a document can be had, or the word that it is given back.</summary>
    internal sealed record Question(string Document, NpgsqlConnection? GivenBackBy)
    {
        private readonly TaskCompletionSource<NpgsqlConnection?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<NpgsqlConnection?> Answer => _answer.Task;

        public void Answered(NpgsqlConnection? session) => _answer.TrySetResult(session);

        /// <summary>Whoever asked throws it; what was to be given back went with its session.</summary>
        public void Failed(Exception e)
        {
            if (GivenBackBy is null) _answer.TrySetException(e);
            else _answer.TrySetResult(null);
        }
    }
}
