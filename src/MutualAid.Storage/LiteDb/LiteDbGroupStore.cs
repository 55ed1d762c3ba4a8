using LiteDB;
using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using NodaTime;

namespace MutualAid.Storage.LiteDb;

/// <summary>Groups in LiteDB.</summary>
internal sealed class LiteDbGroupStore(LiteDbStore store) : IGroupStore
{
    private readonly Documents<Group> _groups = new(store, new GroupShape(store.Keys));
    private readonly NothingUntil _due = new("Due");

    private Keys Keys { get; } = store.Keys;

    public Task<Group?> FindAsync(GroupId id, CancellationToken cancellationToken) =>
        _groups.FindAsync(Documents.ById(Keys.Of(id.Value)), cancellationToken);

    public Task<bool> AddAsync(Group group, CancellationToken cancellationToken) => _groups.AddAsync(group, cancellationToken);

    public Task<bool> SaveAsync(Group group, CancellationToken cancellationToken) => _groups.SaveAsync(group, cancellationToken);

    public async Task<IReadOnlyList<Group>> AllAsync(GroupId? after, int limit, CancellationToken cancellationToken) =>
        await _groups.PageAsync(after is { } last ? Keys.Of(last.Value) : "", limit, cancellationToken).ConfigureAwait(false);

    public Task<bool> RemoveAsync(Group group, CancellationToken cancellationToken) => _groups.RemoveAsync(group, cancellationToken);

    public async Task<IReadOnlyList<Group>> MentioningAsync(PersonId person, int limit, CancellationToken cancellationToken) =>
        await _groups.ListAsync(Documents.Naming(Keys, person, limit), cancellationToken).ConfigureAwait(false);

    public Task<IReadOnlyList<Group>> DueAsync(Instant until, int limit, CancellationToken cancellationToken) =>
        _groups.DueAsync(_due, Keys.Ticks(until), limit, cancellationToken);
}

/// <summary>How a group is found.</summary>
internal sealed class GroupShape(Keys keys) : IDocumentShape<Group>
{
    public const string Name = "groups";

    public static IReadOnlyList<IndexSpec> Indexes { get; } = [new("Due", "$.Due"), new("People", "$.People[*]")];

    public string Collection => Name;

    private Keys Keys => keys;

    public string Key(Group value) => Keys.Of(value.Id.Value);

    public long Version(Group value) => value.Version;

    public Group At(Group value, long version) => value with { Version = version };

    public Query? Rival(Group value) => null;

    public BsonDocument Fields(Group value)
    {
        var fields = new BsonDocument { ["People"] = Documents.People(Keys, value.People()) };
        if (value.DueAt is { } due) fields["Due"] = Keys.Ticks(due);
        return fields;
    }
}
