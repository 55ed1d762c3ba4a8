using LiteDB;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using NodaTime;

namespace MutualAid.Storage.LiteDb;

/// <summary>Needs and groups in a LiteDB file. Reads run on the caller's thread, writes on the one writer.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "Closed by its owner: a container that hands it out twice must not dispose of it twice.")]
internal sealed class LiteDbStore : INeedStore, IGroupStore
{
    private readonly LiteDbFile file;
    private readonly Writer writer;
    private readonly Action<StorageException> failed;

    public LiteDbStore(LiteDbFile file, Action<StorageException> failed)
    {
        this.file = file;
        this.failed = failed;
        writer = new Writer(file, failed);
    }

    public Task<Need?> FindAsync(NeedId id, CancellationToken cancellationToken) =>
        Read(db => db.GetCollection(Schema.Needs).FindById(id.Value) is { } row ? Rows.Need(row) : null);

    public Task<Need?> FindByNumberAsync(GroupId group, int number, CancellationToken cancellationToken) =>
        FirstAsync("$.GroupNumber = @0", Rows.Number(group, number));

    public Task<Need?> FindByMessageAsync(MessageId message, CancellationToken cancellationToken) =>
        FirstAsync("$.Messages[*] ANY = @0", Rows.Message(message));

    public Task<bool> AddAsync(Need need, CancellationToken cancellationToken)
    {
        var row = Rows.Of(need, version: 1);
        return writer.EnqueueAsync(db =>
        {
            var needs = db.GetCollection(Schema.Needs);
            if (needs.FindById(row["_id"]) is not null || needs.FindOne("$.GroupNumber = @0", row["GroupNumber"]) is not null) return false;
            needs.Insert(row);
            return true;
        });
    }

    public Task<bool> SaveAsync(Need need, CancellationToken cancellationToken) =>
        ReplaceAsync(Schema.Needs, Rows.Of(need, need.Version + 1), need.Version);

    public Task<IReadOnlyList<Need>> OpenInAsync(GroupId group, CancellationToken cancellationToken) =>
        ListAsync("$.OpenGroup = @0", Token.From(group.Value));

    public Task<IReadOnlyList<Need>> OpenAskedByAsync(GroupId group, PersonId person, CancellationToken cancellationToken) =>
        ListAsync("$.OpenAsked = @0", Rows.Person(group, person));

    public Task<IReadOnlyList<Need>> OpenClaimedByAsync(GroupId group, PersonId person, CancellationToken cancellationToken) =>
        ListAsync("$.OpenClaimed[*] ANY = @0", Rows.Person(group, person));

    public async Task<IReadOnlyList<Need>> AskedSinceAsync(GroupId group, PersonId person, Instant since, CancellationToken cancellationToken)
    {
        var found = await ListAsync(
            "$.Asked BETWEEN @0 AND @1", Rows.Asked(group, person, since), Rows.Asked(group, person, Instant.MaxValue));
        return [.. found.OrderBy(n => n.PostedAt)];
    }

    public Task<IReadOnlyList<Need>> DueAsync(Instant until, int limit, CancellationToken cancellationToken) =>
        DueAsync(Schema.Needs, until, limit, Rows.Need);

    Task<Group?> IGroupStore.FindAsync(GroupId id, CancellationToken cancellationToken) =>
        Read(db => db.GetCollection(Schema.Groups).FindById(id.Value) is { } row ? Rows.Group(row) : null);

    public Task<bool> AddAsync(Group group, CancellationToken cancellationToken)
    {
        var row = Rows.Of(group, version: 1);
        return writer.EnqueueAsync(db =>
        {
            var groups = db.GetCollection(Schema.Groups);
            if (groups.FindById(row["_id"]) is not null) return false;
            groups.Insert(row);
            return true;
        });
    }

    public Task<bool> SaveAsync(Group group, CancellationToken cancellationToken) =>
        ReplaceAsync(Schema.Groups, Rows.Of(group, group.Version + 1), group.Version);

    Task<IReadOnlyList<Group>> IGroupStore.DueAsync(Instant until, int limit, CancellationToken cancellationToken) =>
        DueAsync(Schema.Groups, until, limit, Rows.Group);

    /// <summary>
    /// Finishes what waits, and brings the log into the data file, so that what was erased is gone from both.
    /// </summary>
    public void Close()
    {
        writer.Dispose();
        if (writer.Failure is null) file.Database.Checkpoint();
        file.Dispose();
    }

    private Task<bool> ReplaceAsync(string collection, BsonDocument row, long version) => writer.EnqueueAsync(db =>
    {
        var rows = db.GetCollection(collection);
        if (rows.FindById(row["_id"]) is not { } stored || stored["Version"].AsInt64 != version) return false;
        return rows.Update(row);
    });

    private Task<Need?> FirstAsync(string where, string key) =>
        Read(db => db.GetCollection(Schema.Needs).FindOne(BsonExpression.Create(where, key)) is { } row ? Rows.Need(row) : null);

    private Task<IReadOnlyList<Need>> ListAsync(string where, params BsonValue[] keys) => Read<IReadOnlyList<Need>>(db =>
        [.. db.GetCollection(Schema.Needs).Find(BsonExpression.Create(where, keys)).ToList().Select(Rows.Need).OrderBy(n => n.Number)]);

    /// <summary>Asks only for the due time: any further condition would make LiteDB leave this index.</summary>
    private Task<IReadOnlyList<T>> DueAsync<T>(string collection, Instant until, int limit, Func<BsonDocument, T> read) => Read<IReadOnlyList<T>>(db =>
        [.. db.GetCollection(collection).Query()
            .Where(BsonExpression.Create("$.Due BETWEEN @0 AND @1", long.MinValue, until.ToUnixTimeTicks()))
            .OrderBy("$.Due").Limit(limit).ToList().Select(read)]);

    private Task<T> Read<T>(Func<ILiteDatabase, T> query)
    {
        if (writer.Failure is { } broken) return Task.FromException<T>(broken);
        try
        {
            return Task.FromResult(query(file.Database));
        }
        catch (Exception e) when (e is LiteException or IOException or ObjectDisposedException)
        {
            // 999: LiteDB found its own pages broken, and the engine is of no more use.
            var isFatal = e is IOException or LiteException { ErrorCode: 999 };
            var why = new StorageException("The store could not be read, and the bot stops. Is the disk damaged? Put a backup in its place.", isFatal, e);
            if (isFatal) failed(why);
            return Task.FromException<T>(why);
        }
    }
}
