using MutualAid.Core.Chat;
using MutualAid.Core.Groups;
using MutualAid.Core.Needs;
using NodaTime;

namespace MutualAid.Storage.Postgres;

/// <summary>Groups in PostgreSQL.</summary>
internal sealed class PostgresGroupStore(PostgresStore store) : IGroupStore
{
    private readonly Documents<Group> _groups = new(store, new GroupTable(store));

    public Task<Group?> FindAsync(GroupId id, CancellationToken cancellationToken) => _groups.FindAsync(store.Name(id.Value), cancellationToken);

    public Task<bool> AddAsync(Group group, CancellationToken cancellationToken) => _groups.AddAsync(group, cancellationToken);

    public Task<bool> SaveAsync(Group group, CancellationToken cancellationToken) => _groups.SaveAsync(group, cancellationToken);

    public Task<IReadOnlyList<Group>> AllAsync(GroupId? after, int limit, CancellationToken cancellationToken) =>
        _groups.ListAsync("WHERE id > $1 ORDER BY id LIMIT $2", [after is { } last ? store.Name(last.Value) : "", limit], cancellationToken);

    public Task<bool> RemoveAsync(Group group, CancellationToken cancellationToken) => _groups.RemoveAsync(group, cancellationToken);

    public Task<IReadOnlyList<Group>> MentioningAsync(PersonId person, int limit, CancellationToken cancellationToken) =>
        _groups.ListAsync("WHERE people @> $1 LIMIT $2", [new[] { store.Name(person.Value) }, limit], cancellationToken);

    public Task<IReadOnlyList<Group>> DueAsync(Instant until, int limit, CancellationToken cancellationToken) =>
        _groups.ListAsync("WHERE due_at <= $1 ORDER BY due_at LIMIT $2", [until.ToUnixTimeTicks(), limit], cancellationToken);
}

/// <summary>How a group is found.</summary>
internal sealed class GroupTable(PostgresStore store) : Table<Group>
{
    public override string Name => "groups";

    public override IReadOnlyList<Column<Group>> Columns => field ??= [Texts("people", g => g.People().Select(p => store.Name(p.Value))), Time("due_at", g => g.DueAt)];

    public override string Key(Group value) => store.Name(value.Id.Value);

    public override long Version(Group value) => value.Version;

    public override Group At(Group value, long version) => value with { Version = version };
}
